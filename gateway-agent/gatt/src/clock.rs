//! Current Time (0x2A2B): a monitor's clock, read before it is set.

use crate::bits::BitNames;
use crate::reader::Reader;
use crate::{DateTime, DecodeError};

/// What the clock says, or shall say.
///
/// Source: Bluetooth GATT Specification Supplement, Current Time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentTime {
    /// Local time.
    pub time: DateTime,
    /// Monday is 1, Sunday 7; 0 is not known.
    pub day_of_week: u8,
    /// 1/256 s after `time`.
    pub fraction_256: u8,
    /// Why it was set: bits of [`ADJUST_BITS`].
    pub adjust: u8,
}

/// Bits of [`CurrentTime::adjust`].
pub const ADJUST_BITS: &BitNames =
    &[(0, "manual"), (1, "external_reference"), (2, "time_zone"), (3, "dst")];

impl CurrentTime {
    /// Reads one value; says what is missing, and where.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        Ok(Self {
            time: reader.date_time("time")?,
            day_of_week: reader.u8("day of week")?,
            fraction_256: reader.u8("fraction")?,
            adjust: reader.u8("adjust reason")?,
        })
    }

    /// The octets of this value.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.time.to_bytes().to_vec();
        bytes.extend([self.day_of_week, self.fraction_256, self.adjust]);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOVEMBER_21, bytes, check_cuts};

    #[test]
    fn the_clock_is_read_and_set_with_the_same_octets() {
        let want = CurrentTime { time: NOVEMBER_21, day_of_week: 6, fraction_256: 128, adjust: 1 };
        let octets = bytes("EA070B15081E00 06 80 01");
        assert_eq!(CurrentTime::decode(&octets), Ok(want));
        assert_eq!(want.encode(), octets);
        check_cuts(&octets, CurrentTime::decode);
    }
}
