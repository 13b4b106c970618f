//! A number as a monitor sent it: a value in thousandths, or one of the codes that stand for none.

use crate::bytes::{Reader, put_i32};
use crate::envelope::FrameError;

/// A measured number in thousandths of its canonical unit, or the reason why there is none.
///
/// Nothing here is judged: an implausible value travels to the server, which quarantines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// Thousandths of the unit.
    Milli(i32),
    /// Not a number: the measurement failed.
    Nan,
    /// Not at this resolution.
    Nres,
    /// Above what the sensor can tell ("HI").
    PositiveInfinity,
    /// Below what the sensor can tell ("LO").
    NegativeInfinity,
    /// A code that the standard keeps for later.
    Reserved,
    /// The monitor did not send it.
    Absent,
}

impl Quantity {
    /// From a number of whole units, to the nearest thousandth; `None` beyond what 32 bits hold.
    pub fn from_units(units: f64) -> Option<Self> {
        let milli = (units * 1000.0).round();
        let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&milli);
        fits.then_some(Self::Milli(milli as i32))
    }

    pub(crate) fn put(self, out: &mut Vec<u8>) {
        match self {
            Self::Milli(milli) => {
                out.push(0);
                put_i32(out, milli);
            }
            Self::Nan => out.push(1),
            Self::Nres => out.push(2),
            Self::PositiveInfinity => out.push(3),
            Self::NegativeInfinity => out.push(4),
            Self::Reserved => out.push(5),
            Self::Absent => out.push(6),
        }
    }

    pub(crate) fn take(reader: &mut Reader<'_>) -> Result<Self, FrameError> {
        Ok(match reader.u8("quantity")? {
            0 => Self::Milli(reader.i32("quantity")?),
            1 => Self::Nan,
            2 => Self::Nres,
            3 => Self::PositiveInfinity,
            4 => Self::NegativeInfinity,
            5 => Self::Reserved,
            6 => Self::Absent,
            _ => return Err(reader.malformed_before(1, "quantity")),
        })
    }
}
