//! Four ids, four types. An id is safe in a topic, a URL, a file name and a log line.

use std::collections::HashMap;
use std::fmt;

use smol_str::SmolStr;

/// An id that would not be safe everywhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "id {given:?} must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -, starting with a letter or digit"
)]
pub struct InvalidId {
    /// What was given, cut to 80 characters.
    pub given: String,
}

fn checked(given: &str) -> Result<SmolStr, InvalidId> {
    let safe = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b':' | b'-');
    let starts_well = given.starts_with(|c: char| c.is_ascii_alphanumeric());
    if given.len() <= 64 && starts_well && given.bytes().all(safe) {
        return Ok(SmolStr::new(given));
    }
    Err(InvalidId { given: given.chars().take(80).collect() })
}

/// What is looked up by an id for each reading: a quick hash, seeded anew in each process. Its order means
/// nothing.
pub type IdMap<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;

            fn from_str(given: &str) -> Result<Self, InvalidId> {
                checked(given).map(Self)
            }
        }

        impl bincode::Encode for $name {
            fn encode<E: bincode::enc::Encoder>(
                &self,
                encoder: &mut E,
            ) -> Result<(), bincode::error::EncodeError> {
                self.as_str().encode(encoder)
            }
        }

        impl<C> bincode::Decode<C> for $name {
            fn decode<D: bincode::de::Decoder<Context = C>>(
                decoder: &mut D,
            ) -> Result<Self, bincode::error::DecodeError> {
                let given = String::decode(decoder)?;
                given.parse().map_err(|_| bincode::error::DecodeError::Other("an id that can't be"))
            }
        }

        bincode::impl_borrow_decode!($name);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A person who is cared for.
    PatientId
);
id!(
    /// A monitor.
    DeviceId
);
id!(
    /// A gateway in a home.
    GatewayId
);
id!(
    /// One alert: an episode of one patient and one problem.
    AlertId
);

/// What the ids of synthetic patients, their monitors and their gateways begin with. Nobody else may be
/// called so.
pub const SYNTHETIC: &str = "canary:";

macro_rules! synthetic {
    ($($name:ident)*) => {$(
        impl $name {
            /// The synthetic patient's of a shard.
            pub fn synthetic(shard: u32) -> Self {
                Self(SmolStr::new(format!("{SYNTHETIC}{shard}")))
            }

            /// Whether it is a synthetic patient's: invented, so that the whole path can be watched, and
            /// in nobody's figures, lists or notices.
            pub fn is_synthetic(&self) -> bool {
                self.as_str().starts_with(SYNTHETIC)
            }
        }
    )*};
}

synthetic!(PatientId DeviceId GatewayId);

/// Which of its users a cuff or scale says that it measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserSlot(u8);

impl UserSlot {
    /// From the monitor's user index; 255 means that the monitor doesn't know, and gives `None`.
    pub fn from_index(index: u8) -> Option<Self> {
        (index != 0xFF).then_some(Self(index))
    }

    /// The monitor's user index, 0 to 254.
    pub fn index(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &str, accepted: bool) {
        assert_eq!(given.parse::<DeviceId>().is_ok(), accepted, "{given:?}");
    }

    #[test]
    fn a_synthetic_patient_is_told_by_their_id() {
        let patient = PatientId::synthetic(7);
        assert_eq!(patient.as_str().parse(), Ok(patient.clone()));
        assert!(patient.is_synthetic());
        assert!(!"p-canary".parse::<PatientId>().unwrap().is_synthetic());
    }

    #[test]
    fn an_id_is_safe_in_a_topic_a_url_a_file_name_and_a_log_line() {
        check("cuff-118", true);
        check("00:1A:7D:DA:71:13", true);
        check("", false);
        check("..", false);
        check("a/b", false);
        check("a+#", false);
        check("a\nb", false);
        check("ä", false);
        check(&"x".repeat(64), true);
        check(&"x".repeat(65), false);
    }
}
