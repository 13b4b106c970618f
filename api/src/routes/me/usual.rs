//! What is usual for somebody: where most of their own values of a month lie.

use std::cmp::Ordering;

use store::readings::ReadingRow;
use vitals::VitalSign;

/// From the value under which a tenth lies to the one over which a tenth lies, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::routes) struct Usual {
    pub(in crate::routes) low: i32,
    pub(in crate::routes) high: i32,
}

/// Fewer values than this say nothing.
const VALUES_MIN: usize = 8;
/// The values of the last day are what is compared, and not what with.
const NEWEST_MS: i64 = 24 * 3_600_000;

impl Usual {
    /// Of the values of one sign up to a day ago; none if there are too few.
    pub(in crate::routes) fn of<'a>(
        rows: impl IntoIterator<Item = &'a ReadingRow>,
        sign: VitalSign,
        now_ms: i64,
    ) -> Option<Self> {
        let of_sign = rows.into_iter().filter(|row| row.sign == sign);
        let older = of_sign.filter(|row| row.taken_at.unix_ms() < now_ms - NEWEST_MS);
        let within = older.filter(|row| row.reach == risk_engine::held::Reach::Within);
        Self::of_values(within.map(|row| row.milli).collect())
    }

    fn of_values(mut values: Vec<i32>) -> Option<Self> {
        if values.len() < VALUES_MIN {
            return None;
        }
        values.sort_unstable();
        let at = |tenths: usize| values[(values.len() - 1) * tenths / 10];
        Some(Self { low: at(1), high: at(9) })
    }

    /// Whether a value is lower than usual, as usual, or higher.
    pub(in crate::routes) fn compare(self, milli: i32) -> Ordering {
        if milli < self.low {
            Ordering::Less
        } else if milli > self.high {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_is_where_eight_values_in_ten_lie() {
        let values: Vec<i32> = (90..=100).map(|percent| percent * 1000).collect();
        let usual = Usual::of_values(values).unwrap();
        assert_eq!(usual, Usual { low: 91_000, high: 99_000 });
        assert_eq!(usual.compare(90_000), Ordering::Less);
        assert_eq!(usual.compare(91_000), Ordering::Equal);
        assert_eq!(usual.compare(99_001), Ordering::Greater);
    }

    #[test]
    fn a_few_values_say_nothing() {
        assert_eq!(Usual::of_values(vec![95_000; 7]), None);
        let one = Usual::of_values(vec![95_000; 8]);
        assert_eq!(one, Some(Usual { low: 95_000, high: 95_000 }));
    }
}
