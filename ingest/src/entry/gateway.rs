//! What happened to a gateway apart from its readings: certificates, commands and their answers.

use vitals::GatewayId;
use wire::{CommandState, Order};

/// Something that happened to a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayFact {
    /// Which.
    pub gateway: GatewayId,
    /// What.
    pub change: GatewayChange,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayChange {
    /// It was given a certificate.
    Certified {
        /// Which one.
        serial: Serial,
        /// When it ends, Unix ms.
        not_after: i64,
        /// Who let it in with a code, which shuts out all its earlier certificates; `None` if it
        /// asked with the certificate that it had.
        by: Option<String>,
    },
    /// Certificates that were made until then are not to be believed any more.
    ShutOut {
        /// Unix ms, of the authority's clock.
        upto: i64,
        /// Who says so.
        by: String,
        /// Why.
        reason: String,
    },
    /// It was asked to do something.
    Asked {
        /// Grows with each command for this gateway.
        number: u64,
        /// When, Unix ms.
        asked_at: i64,
        /// After this nobody wants it any more, Unix ms.
        expires_at: i64,
        /// What.
        order: Order,
        /// Who asked.
        by: String,
    },
    /// It answered.
    Answered {
        /// To which command.
        number: u64,
        /// When, Unix ms.
        at: i64,
        /// What came of it.
        state: CommandState,
        /// In its words.
        detail: String,
    },
}

/// A certificate's serial number: when it was made (6 bytes, Unix ms), and 10 random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Serial(pub [u8; 16]);

impl Serial {
    /// A new one.
    pub fn new(made_at: i64, random: [u8; 10]) -> Self {
        let mut bytes = [0; 16];
        // Six bytes of milliseconds last until the year 10889.
        bytes[..6].copy_from_slice(&made_at.max(0).to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&random);
        Self(bytes)
    }

    /// When it was made, Unix ms.
    pub fn made_at(&self) -> i64 {
        self.0[..6].iter().fold(0, |ms, byte| ms << 8 | i64::from(*byte))
    }

    /// From the serial number as a certificate holds it, which leaves out leading zeros, or has one
    /// more for the sign.
    pub fn from_certificate(serial: &[u8]) -> Option<Self> {
        let digits = serial.iter().position(|byte| *byte != 0).map_or(&[][..], |at| &serial[at..]);
        let mut bytes = [0; 16];
        let from = bytes.len().checked_sub(digits.len())?;
        bytes[from..].copy_from_slice(digits);
        Some(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_tells_when_it_was_made() {
        let serial = Serial::new(1_795_249_800_000, [7; 10]);
        assert_eq!(serial.made_at(), 1_795_249_800_000);
        assert_eq!(Serial::from_certificate(&serial.0), Some(serial));
        let signed: Vec<u8> = [&[0], &serial.0[..]].concat();
        assert_eq!(Serial::from_certificate(&signed), Some(serial));
        assert_eq!(Serial::from_certificate(&[1; 17]), None);
        assert_eq!(Serial::from_certificate(&[]).unwrap().made_at(), 0);
    }
}
