//! What the tests of all characteristics share.

use crate::{DateTime, DecodeError};

/// 2026-11-21T08:30:00, `EA070B15081E00`.
pub(crate) const NOVEMBER_21: DateTime =
    DateTime { year: 2026, month: 11, day: 21, hour: 8, minute: 30, second: 0 };

/// The octets of hexadecimal digits; spaces between them are for the reader.
pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|digit| *digit != b' ').collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

/// A value without its end is refused at every length, and the error points inside it.
pub(crate) fn check_cuts<T: std::fmt::Debug>(
    whole: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, DecodeError>,
) {
    for length in 0..whole.len() {
        match decode(&whole[..length]) {
            Err(DecodeError::TooShort { at, needed, left, .. }) => {
                assert_eq!(at + left, length, "{length} octets");
                assert!(left < needed, "{length} octets");
            }
            other => panic!("{length} octets of {whole:02X?} gave {other:?}"),
        }
    }
}
