//! Heart Rate Measurement (0x2A37).

use crate::DecodeError;
use crate::reader::Reader;

/// Heart rate, and the times between beats. It has no time: it is when it arrives.
///
/// Source: Bluetooth Heart Rate Service 1.0, section 3.1. The Specification Supplement gives the
/// energy in joules; the service gives kilojoules, and counts up to 65,535 of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeartRate {
    /// Beats per minute; 0 means that the sensor has no signal.
    pub bpm: u16,
    /// Whether the sensor touches the skin.
    pub contact: Contact,
    /// Energy spent since the last reset, in kilojoules.
    pub energy_kj: Option<u16>,
    /// Times between beats in 1/1024 s, oldest first. Empty when the sensor sent none.
    pub rr_1024: Vec<u16>,
}

/// What the sensor knows of its contact with the skin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contact {
    /// The sensor can't tell, whatever the other bit says.
    NotSupported,
    /// It should touch, and does not.
    NotDetected,
    /// It touches.
    Detected,
}

impl HeartRate {
    /// Reads one value; says what is missing, and where.
    ///
    /// The times between beats go on to the end, so half of one is refused. So is a flag that
    /// promises them when there are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let flags = reader.u8("flags")?;
        let contact = match (flags & CONTACT_SUPPORTED != 0, flags & CONTACT != 0) {
            (false, _) => Contact::NotSupported,
            (true, false) => Contact::NotDetected,
            (true, true) => Contact::Detected,
        };
        let bpm = if flags & WIDE == 0 {
            reader.u8("heart rate")?.into()
        } else {
            reader.u16("heart rate")?
        };
        let energy_kj = reader.when(flags & ENERGY != 0, |reader| reader.u16("energy"))?;
        let mut rr_1024 = Vec::new();
        if flags & RR != 0 {
            while rr_1024.is_empty() || reader.left() > 0 {
                rr_1024.push(reader.u16("time between beats")?);
            }
        }
        Ok(Self { bpm, contact, energy_kj, rr_1024 })
    }

    /// The octets of this value. A rate up to 255 takes one octet.
    pub fn encode(&self) -> Vec<u8> {
        let mut flags = match self.contact {
            Contact::NotSupported => 0,
            Contact::NotDetected => CONTACT_SUPPORTED,
            Contact::Detected => CONTACT_SUPPORTED | CONTACT,
        };
        flags |= if self.energy_kj.is_some() { ENERGY } else { 0 };
        flags |= if self.rr_1024.is_empty() { 0 } else { RR };
        let mut bytes = match u8::try_from(self.bpm) {
            Ok(bpm) => vec![flags, bpm],
            Err(_) => {
                let [low, high] = self.bpm.to_le_bytes();
                vec![flags | WIDE, low, high]
            }
        };
        bytes.extend(self.energy_kj.into_iter().flat_map(u16::to_le_bytes));
        bytes.extend(self.rr_1024.iter().flat_map(|rr| rr.to_le_bytes()));
        bytes
    }
}

impl Contact {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotSupported => "not_supported",
            Self::NotDetected => "not_detected",
            Self::Detected => "detected",
        }
    }
}

const WIDE: u8 = 1;
const CONTACT: u8 = 1 << 1;
const CONTACT_SUPPORTED: u8 = 1 << 2;
const ENERGY: u8 = 1 << 3;
const RR: u8 = 1 << 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{bytes, check_cuts};

    fn check(hex: &str, bpm: u16, contact: Contact, energy_kj: Option<u16>, rr_1024: &[u16]) {
        let want = HeartRate { bpm, contact, energy_kj, rr_1024: rr_1024.to_vec() };
        assert_eq!(HeartRate::decode(&bytes(hex)).as_ref(), Ok(&want), "{hex}");
        assert_eq!(want.encode(), bytes(hex), "{hex}");
    }

    #[test]
    fn each_flag_adds_its_field() {
        check("00 48", 72, Contact::NotSupported, None, &[]);
        check("01 0001", 256, Contact::NotSupported, None, &[]);
        check("04 48", 72, Contact::NotDetected, None, &[]);
        check("06 48", 72, Contact::Detected, None, &[]);
        check("08 48 E803", 72, Contact::NotSupported, Some(1000), &[]);
        check("10 48 5503", 72, Contact::NotSupported, None, &[853]);
        check("1F 2C01 0100 5503 0004", 300, Contact::Detected, Some(1), &[853, 1024]);
        check("00 00", 0, Contact::NotSupported, None, &[]);
    }

    #[test]
    fn contact_means_nothing_when_the_sensor_cannot_tell() {
        assert_eq!(HeartRate::decode(&bytes("02 48")).unwrap().contact, Contact::NotSupported);
    }

    #[test]
    fn a_rate_may_come_wider_than_it_needs() {
        assert_eq!(HeartRate::decode(&bytes("01 4800")).unwrap().bpm, 72);
    }

    #[test]
    fn half_a_time_between_beats_is_refused() {
        for (hex, at) in [("10 48", 2), ("10 48 55", 2), ("10 48 5503 00", 4)] {
            let left = bytes(hex).len() - at;
            let error = DecodeError::TooShort { field: "time between beats", at, needed: 2, left };
            assert_eq!(HeartRate::decode(&bytes(hex)), Err(error), "{hex}");
        }
        check_cuts(&bytes("1F 2C01 0100 5503"), HeartRate::decode);
    }

    #[test]
    fn unknown_flags_and_further_octets_are_ignored() {
        assert_eq!(HeartRate::decode(&bytes("E0 48 FFFF")).unwrap().bpm, 72);
    }
}
