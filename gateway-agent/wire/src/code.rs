//! The one-time code that a gateway is enrolled with: a secret, and which authority to trust.
//!
//! Twenty bytes as eight groups of four characters: 12 of the fingerprint of the site's authority, so
//! that the gateway knows whom it talks to before it says anything, and 8 that are secret.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// Text that is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code is eight groups of four of the characters 0-9 A-Z without I, L, O and U")]
pub struct InvalidCode;

/// A one-time code. `Debug` prints `[private]`; `Display` is for whom it is made.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    fingerprint: [u8; 12],
    secret: [u8; 8],
}

impl EnrolmentCode {
    /// A code for the authority with this certificate.
    pub fn new(authority_der: &[u8], secret: [u8; 8]) -> Self {
        Self { fingerprint: fingerprint(authority_der), secret }
    }

    /// What has to be presented, once.
    pub fn secret(&self) -> [u8; 8] {
        self.secret
    }

    /// Whether this is the certificate of the authority that the code names.
    pub fn trusts(&self, authority_der: &[u8]) -> bool {
        fingerprint(authority_der) == self.fingerprint
    }
}

/// The first 96 bits of its SHA-256: nobody makes another certificate with the same.
fn fingerprint(der: &[u8]) -> [u8; 12] {
    let digest = Sha256::digest(der);
    // It has 32 bytes.
    std::array::from_fn(|at| digest[at])
}

impl fmt::Display for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.fingerprint[..], &self.secret[..]].concat();
        for (number, five) in bytes.chunks_exact(5).enumerate() {
            let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
            let digit = |place: usize| char::from(DIGITS[(bits >> (35 - 5 * place)) as usize & 31]);
            let first: String = (0..4).map(digit).collect();
            let second: String = (4..8).map(digit).collect();
            write!(f, "{}{first}-{second}", if number == 0 { "" } else { "-" })?;
        }
        Ok(())
    }
}

impl FromStr for EnrolmentCode {
    type Err = InvalidCode;

    /// Reads either case, with or without hyphens and spaces; I and L are 1, O is 0.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let digits: Option<Vec<u64>> =
            text.chars().filter(|c| !matches!(c, '-' | ' ')).map(digit).collect();
        let digits = digits.filter(|digits| digits.len() == 32).ok_or(InvalidCode)?;
        let mut bytes = [0; 20];
        for (five, eight) in bytes.chunks_exact_mut(5).zip(digits.chunks_exact(8)) {
            let bits = eight.iter().fold(0u64, |bits, digit| bits << 5 | digit);
            five.copy_from_slice(&bits.to_be_bytes()[3..]);
        }
        let (mut fingerprint, mut secret) = ([0; 12], [0; 8]);
        fingerprint.copy_from_slice(&bytes[..12]);
        secret.copy_from_slice(&bytes[12..]);
        Ok(Self { fingerprint, secret })
    }
}

fn digit(c: char) -> Option<u64> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        c => c,
    };
    let place = DIGITS.iter().position(|digit| char::from(*digit) == c);
    place.and_then(|place| u64::try_from(place).ok())
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

/// Crockford's: no two of them look alike.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_back_as_people_type_it() {
        let code = EnrolmentCode::new(b"authority", [0, 1, 2, 3, 4, 5, 6, 255]);
        let text = code.to_string();
        assert_eq!(text.len(), 39, "{text}");
        assert_eq!(text.parse(), Ok(code.clone()));
        assert_eq!(text.to_lowercase().replace('-', " ").parse(), Ok(code.clone()));
        assert_eq!(text.replace('0', "o").replace('1', "l").parse(), Ok(code.clone()));
        assert_eq!(text[1..].parse::<EnrolmentCode>(), Err(InvalidCode));
        assert_eq!("U".repeat(32).parse::<EnrolmentCode>(), Err(InvalidCode));
        assert_eq!(format!("{code:?}"), "[private]");
    }

    #[test]
    fn a_code_trusts_its_own_authority_only() {
        let code = EnrolmentCode::new(b"authority", [7; 8]);
        assert!(code.trusts(b"authority"));
        assert!(!code.trusts(b"authoritx"));
    }

    proptest! {
        #[test]
        fn every_code_comes_back(authority in any::<Vec<u8>>(), secret in any::<[u8; 8]>()) {
            let code = EnrolmentCode::new(&authority, secret);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
        }
    }
}
