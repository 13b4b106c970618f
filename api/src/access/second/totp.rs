//! Codes from an app that change each half minute (RFC 6238: SHA-1, six digits, 30 s).

use std::fmt;

use rand::{RngCore, SeedableRng};
use ring::hmac;

/// What an app and this server share. It prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TotpSecret([u8; BYTES]);

/// As long as what SHA-1 gives, which RFC 4226 advises.
const BYTES: usize = 20;
const STEP_S: i64 = 30;
/// Clocks may differ by so many steps.
const TOLERANCE: i64 = 1;
const DIGITS: usize = 6;
/// On the list of an app.
const ISSUER: &str = "Hearthwatch";

impl TotpSecret {
    /// A new one.
    pub(super) fn make() -> Self {
        let mut bytes = [0; BYTES];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// One that was kept.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().map(Self).ok()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// To type into an app: base32 in groups of four letters.
    pub(crate) fn letters(&self) -> String {
        let letters: Vec<char> = base32(&self.0).chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        groups.join(" ")
    }

    /// What the QR code says to an app.
    pub(crate) fn address(&self, name: &str) -> String {
        let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let (name, secret) = (name.replace('+', "%20"), base32(&self.0));
        format!(
            "otpauth://totp/{ISSUER}:{name}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits={DIGITS}&period={STEP_S}"
        )
    }

    /// The code of one step.
    pub(super) fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let mac = hmac::sign(&key, &step.to_be_bytes());
        let mac = mac.as_ref();
        // RFC 4226, 5.3: four bytes from where the last one says, without the first bit.
        let at = usize::from(mac[mac.len() - 1] & 0x0f);
        let number = u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]);
        format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
    }

    /// Which step a code is of: now, or one before or after. A code counts once: none if it is of the step
    /// that counted last, or of an earlier one.
    pub(super) fn step_of(&self, typed: &str, now_s: i64, last: i64) -> Option<i64> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let now = now_s.div_euclid(STEP_S);
        let steps = now - TOLERANCE..=now + TOLERANCE;
        steps.into_iter().find(|step| *step > last && self.code(*step) == typed)
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret")
    }
}

/// Whether somebody typed such a code, and not a recovery code.
pub(super) fn is_code(typed: &str) -> bool {
    typed.chars().filter(|c| !c.is_whitespace()).all(|c| c.is_ascii_digit())
}

/// RFC 4648, 6: five bits a letter.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0);
    let letter =
        |from: usize| (from..from + 5).fold(0, |all, at| (all << 1) | usize::from(bit(at)));
    (0..bytes.len() * 8).step_by(5).map(|from| char::from(LETTERS[letter(from)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::of_bytes(b"12345678901234567890").unwrap()
    }

    /// RFC 6238, appendix B: the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let check = |at_s: i64, code: &str| {
            assert_eq!(secret().code(at_s / STEP_S), code, "{at_s}");
            assert_eq!(secret().step_of(code, at_s, 0), Some(at_s / STEP_S), "{at_s}");
        };
        check(59, "287082");
        check(1_111_111_109, "081804");
        check(1_111_111_111, "050471");
        check(1_234_567_890, "005924");
        check(2_000_000_000, "279037");
        check(20_000_000_000, "353130");
    }

    /// RFC 4226, appendix D.
    #[test]
    fn codes_by_number_are_those_of_the_standard() {
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922"];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(secret().code(step), code, "{step}");
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off_and_no_more() {
        let (step, now_s) = (1000, 1000 * STEP_S + 12);
        for (of, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = secret().code(step + of);
            let found = secret().step_of(&code, now_s, 0);
            assert_eq!(found, counts.then_some(step + of), "{of}");
        }
    }

    #[test]
    fn a_code_counts_once_and_none_before_it_does() {
        let now_s = 1000 * STEP_S;
        let [before, code, after] = [999, 1000, 1001].map(|step| secret().code(step));
        assert_eq!(secret().step_of(&code, now_s, 999), Some(1000));
        assert_eq!(secret().step_of(&code, now_s, 1000), None);
        assert_eq!(secret().step_of(&before, now_s, 1000), None);
        assert_eq!(secret().step_of(&after, now_s, 1000), Some(1001));
    }

    #[test]
    fn a_code_is_typed_with_spaces_or_without_and_whole() {
        let check = |typed: &str, counts: bool| {
            assert_eq!(secret().step_of(typed, 59, 0).is_some(), counts, "{typed:?}");
        };
        check("287 082", true);
        check(" 287082 ", true);
        check("87082", false);
        check("0287082", false);
        check("", false);
        check("abcdef", false);
    }

    /// RFC 4648, 10.
    #[test]
    fn a_secret_is_told_in_letters_and_in_an_address_and_never_printed() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(secret().letters(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = secret().address("Ann Moss");
        let start =
            "otpauth://totp/Hearthwatch:Ann%20Moss?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&";
        assert!(address.starts_with(start), "{address}");
        assert_eq!(format!("{:?}", secret()), "TotpSecret");
        assert_ne!(TotpSecret::make(), TotpSecret::make());
    }
}
