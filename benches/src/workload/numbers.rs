//! Which numbers of a device were there already.

/// The last 64 numbers of a device: of older ones nobody knows, and they count as repeated.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    newest: u64,
    /// Bit i: `newest` less i was there.
    window: u64,
}

impl From<u64> for Numbers {
    /// Only this one was there.
    fn from(newest: u64) -> Self {
        Self { newest, window: 1 }
    }
}

impl Numbers {
    /// The newest.
    pub fn newest(&self) -> u64 {
        self.newest
    }

    /// Adds a number; tells whether it came for the first time.
    pub fn add(&mut self, number: u64) -> bool {
        if number > self.newest {
            let ahead = u32::try_from(number - self.newest).unwrap_or(u32::MAX);
            self.window = self.window.checked_shl(ahead).unwrap_or(0) | 1;
            self.newest = number;
            return true;
        }
        let behind = u32::try_from(self.newest - number).ok();
        let bit = behind.and_then(|behind| 1_u64.checked_shl(behind));
        let is_new = bit.is_some_and(|bit| self.window & bit == 0);
        self.window |= bit.unwrap_or(0);
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_once_in_whatever_order_they_come() {
        let mut numbers = Numbers::from(1);
        let mut check = |number, want| assert_eq!(numbers.add(number), want, "{number}");
        check(1, false);
        check(3, true);
        check(2, true);
        check(2, false);
        check(66, true);
        check(3, false);
        check(2, false);
        check(65, true);
        check(500, true);
        check(436, false);
        check(437, true);
    }
}
