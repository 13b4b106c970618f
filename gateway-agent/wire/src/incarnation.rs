//! Two random 128-bit names: of a gateway's spool, and of the server's store.

use std::fmt;
use std::str::FromStr;

/// Text that is not 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not 32 hexadecimal digits")]
pub struct InvalidIncarnation {
    /// What was given, cut to 80 characters.
    pub given: String,
}

macro_rules! name_128 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidIncarnation;

            fn from_str(given: &str) -> Result<Self, InvalidIncarnation> {
                let hex = given.len() == 32 && given.bytes().all(|b| b.is_ascii_hexdigit());
                let refused = || InvalidIncarnation { given: given.chars().take(80).collect() };
                if !hex {
                    return Err(refused());
                }
                u128::from_str_radix(given, 16).map(Self).map_err(|_| refused())
            }
        }
    };
}

name_128!(
    /// One life of a gateway's spool: random, made with it, and new whenever it can't be proved that
    /// sequence numbers go on where they stopped.
    Incarnation
);
name_128!(
    /// One life of the server's store: a change tells gateways that it may have forgotten, and that
    /// they should send again what they still keep.
    StoreEpoch
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incarnation_is_read_back_as_it_was_printed() {
        for value in [0, 1, u128::MAX, 0xAB << 64] {
            let printed = Incarnation(value).to_string();
            assert_eq!(printed.len(), 32);
            assert_eq!(printed.parse(), Ok(Incarnation(value)));
        }
        for given in ["", "1", "+0000000000000000000000000000001", &"g".repeat(32)] {
            assert!(given.parse::<StoreEpoch>().is_err(), "{given:?}");
        }
    }
}
