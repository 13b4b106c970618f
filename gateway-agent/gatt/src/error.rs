//! Why bytes were refused, and at which of them.

/// The bytes are no value of their characteristic. Positions count from 0, from the first octet
/// of the whole value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The flags promise a field that the value ends before, or inside of.
    #[error("{field} is cut off: it takes {needed} octets from byte {at}, where {left} are left")]
    TooShort {
        /// The field that is missing, whole or in part.
        field: &'static str,
        /// The byte at which the field starts.
        at: usize,
        /// Octets that the field takes.
        needed: usize,
        /// Octets that are there.
        left: usize,
    },
    /// An octet that no reading of the specification allows.
    #[error("{field} at byte {at} can't be {got}: {reason}")]
    Malformed {
        /// The field that is wrong.
        field: &'static str,
        /// The byte at which it is wrong.
        at: usize,
        /// What stands there.
        got: u8,
        /// Why it can't.
        reason: &'static str,
    },
    /// The end-to-end check (E2E-CRC) does not fit the octets before it.
    #[error("the check at byte {at} says {sent:04X}, its octets give {computed:04X}")]
    Crc {
        /// The byte at which the check starts.
        at: usize,
        /// The check as sent.
        sent: u16,
        /// The check of the octets that came.
        computed: u16,
    },
}
