//! The end-to-end check of continuous glucose monitoring.

use crate::DecodeError;
use crate::reader::Reader;

/// Whether the values of a monitor carry an E2E-CRC: its CGM Feature (0x2AA8) bit 12 says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum E2eCrc {
    /// No check: nothing is verified or added.
    Absent,
    /// Two octets of check end each record.
    Present,
}

/// CRC of the Continuous Glucose Monitoring Service, section 3.11: polynomial 0x1021, seed 0xFFFF,
/// reflected, sent low octet first.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            // 0x8408 is 0x1021 with its bits in the other order.
            if crc & 1 == 1 { crc >> 1 ^ 0x8408 } else { crc >> 1 }
        })
    })
}

impl E2eCrc {
    /// Octets of the check.
    pub(crate) fn bytes(self) -> usize {
        match self {
            Self::Absent => 0,
            Self::Present => 2,
        }
    }

    /// Reads and verifies the check at `reader`, which covers `covered`.
    pub(crate) fn verify(self, reader: &mut Reader, covered: &[u8]) -> Result<(), DecodeError> {
        if self == Self::Absent {
            return Ok(());
        }
        let at = reader.at();
        let sent = reader.u16("check")?;
        let computed = crc16(covered);
        if sent == computed { Ok(()) } else { Err(DecodeError::Crc { at, sent, computed }) }
    }

    /// Adds the check of all `bytes`.
    pub(crate) fn append(self, bytes: &mut Vec<u8>) {
        if self == Self::Present {
            bytes.extend(crc16(bytes).to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_catalogue_is_reproduced() {
        assert_eq!(crc16(b"123456789"), 0x6F91);
        assert_eq!(crc16(b""), 0xFFFF);
    }
}
