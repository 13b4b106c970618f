//! The form in which the workload's generator writes a message, read in one go: five times as fast as
//! serde_json, which reads whatever is written otherwise.

use std::borrow::Cow;

use super::message::{Loose, Sent, SentReading};

/// With so many digits every whole number is an exact `f64`.
const DIGITS_MAX: usize = 15;
const TENS: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A message in just that form, or none; then it may be a message nevertheless.
pub fn scan(payload: &[u8]) -> Option<Sent<'_>> {
    let mut rest = Rest(payload);
    rest.pass(b"{\"pid\":\"")?;
    let pid = Cow::Borrowed(rest.text()?);
    rest.pass(b",\"dev\":\"")?;
    let dev = Cow::Borrowed(rest.text()?);
    rest.pass(b",\"seq\":")?;
    let Loose::Whole(seq) = rest.number()? else {
        return None;
    };
    rest.pass(b",\"r\":[")?;
    // 1 to 3.
    let mut r = Vec::with_capacity(3);
    loop {
        rest.pass(b"{\"c\":\"")?;
        let c = Loose::Text(Cow::Borrowed(rest.text()?));
        rest.pass(b",\"t\":")?;
        let t = rest.number()?;
        rest.pass(b",\"v\":")?;
        let v = rest.number()?;
        r.push(SentReading { c, t, v });
        match rest.0.split_first()? {
            (b'}', after) if after == b"]}" => break,
            (b'}', after) => rest.0 = after.strip_prefix(b",")?,
            _ => return None,
        }
    }
    Some(Sent { pid, dev, seq: u64::try_from(seq).ok()?, r })
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn pass(&mut self, expected: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(expected)?;
        Some(())
    }

    /// A text of plain characters, up to its closing quote.
    fn text(&mut self) -> Option<&'a str> {
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        let length = self.0.iter().take_while(|byte| is_plain(byte)).count();
        let (text, after) = self.0.split_at(length);
        self.0 = after.strip_prefix(b"\"")?;
        std::str::from_utf8(text).ok()
    }

    /// A number of few digits, without a sign or an exponent.
    fn number(&mut self) -> Option<Loose<'a>> {
        let (whole, digits) = self.digits(0)?;
        if digits > 1 && self.0[0] == b'0' {
            return None;
        }
        self.0 = &self.0[digits..];
        let Some(after) = self.0.strip_prefix(b".") else {
            return (!self.has_exponent()).then_some(Loose::Whole(whole));
        };
        self.0 = after;
        let (all, decimals) = self.digits(whole)?;
        self.0 = &self.0[decimals..];
        // Both are exact, so their quotient is the number's nearest `f64`.
        let number = all as f64 / TENS[decimals];
        (digits + decimals <= DIGITS_MAX && !self.has_exponent()).then_some(Loose::Number(number))
    }

    /// The digits that come next, behind those of `before`, and how many: at least one.
    fn digits(&self, before: i64) -> Option<(i64, usize)> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let of = |number: i64, byte: &u8| number.wrapping_mul(10) + i64::from(byte - b'0');
        (1..=DIGITS_MAX).contains(&digits).then(|| {
            let number = self.0[..digits].iter().fold(before, of);
            (number, digits)
        })
    }

    fn has_exponent(&self) -> bool {
        matches!(self.0.first(), Some(b'e' | b'E' | b'.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: [&str; 3] = [
        r#"{"pid":"p1","dev":"p1-ox","seq":17,"r":[{"c":"SPO2","t":1767225600000,"v":96},{"c":"HR","t":0,"v":70.5}]}"#,
        r#"{"pid":"","dev":"d","seq":0,"r":[{"c":"TEMP","t":12345678901234567890,"v":36.80}]}"#,
        r#"{"pid":"p","dev":"d","seq":1,"r":[{"c":"GLU","t":1,"v":-1e3},{"c":"WT","t":2,"v":0.1234567890123456}]}"#,
    ];

    fn check(payload: &[u8]) {
        let slow: Option<Sent<'_>> = serde_json::from_slice(payload).ok();
        if let Some(fast) = scan(payload) {
            assert_eq!(Some(fast), slow, "{}", String::from_utf8_lossy(payload));
        }
    }

    #[test]
    fn what_the_generator_writes_is_read_in_one_go() {
        assert!(scan(MESSAGES[0].as_bytes()).is_some());
    }

    #[test]
    fn whatever_stands_in_a_message_it_is_read_as_serde_json_reads_it_or_left_to_it() {
        for message in MESSAGES.map(str::as_bytes) {
            check(message);
            for place in 0..message.len() {
                check(&message[..place]);
                check(&[&message[..place], &message[place + 1..]].concat());
                for byte in 0..=u8::MAX {
                    let mut other = message.to_vec();
                    other[place] = byte;
                    check(&other);
                    check(&[&message[..place], &[byte], &message[place..]].concat());
                }
            }
        }
    }
}
