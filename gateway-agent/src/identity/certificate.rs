//! What a certificate says: whose it is, which one, and from when until when it counts.

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::der::{
    CONTEXT_0, Elements, GENERALIZED_TIME, INTEGER, Missing, SEQUENCE, SET, UTC_TIME, UTF8_STRING,
};
use super::request::COMMON_NAME;

/// What a certificate says. It proves nothing: rustls has checked it, or nobody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The common name: of a gateway, its id.
    pub name: String,
    /// Which one: unlike any other of its authority.
    pub serial: Vec<u8>,
    /// When it begins to count, Unix ms.
    pub not_before: i64,
    /// When it ends, Unix ms.
    pub not_after: i64,
    /// The public key, in DER.
    pub public_key: Vec<u8>,
}

/// Where a certificate stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It doesn't count yet: this clock is behind, or the authority's was ahead.
    NotYet,
    /// In its first two thirds.
    Good,
    /// In its last third: a new one is due.
    Due,
    /// Over.
    Over,
}

impl Certificate {
    /// Reads DER; `None` if it is no certificate with a common name.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        read(der).ok()
    }

    /// Reads the first certificate in PEM; says in words what is wrong.
    pub fn from_pem(pem: &[u8]) -> Result<Self, String> {
        let der = CertificateDer::from_pem_slice(pem)
            .map_err(|_| "there is no certificate in it".to_owned())?;
        Self::from_der(&der).ok_or_else(|| "its certificate can't be read".to_owned())
    }

    /// Where it stands at that moment, Unix ms.
    pub fn life(&self, now: i64) -> Life {
        let due = self.not_before + (self.not_after - self.not_before) / 3 * 2;
        match now {
            now if now < self.not_before => Life::NotYet,
            now if now >= self.not_after => Life::Over,
            now if now >= due => Life::Due,
            _ => Life::Good,
        }
    }

    /// Whole days that are left at that moment.
    pub fn days_left(&self, now: i64) -> i64 {
        (self.not_after - now).div_euclid(DAY_MS)
    }
}

const DAY_MS: i64 = 24 * 3600 * 1000;

fn read(der: &[u8]) -> Result<Certificate, Missing> {
    let mut whole = Elements::new(Elements::new(der).take(SEQUENCE, "certificate")?);
    let mut fields = Elements::new(whole.take(SEQUENCE, "body")?);
    if fields.peek() == Some(CONTEXT_0) {
        fields.take(CONTEXT_0, "version")?;
    }
    let serial = fields.take(INTEGER, "serial")?.to_vec();
    fields.take(SEQUENCE, "algorithm")?;
    fields.take(SEQUENCE, "issuer")?;
    let mut validity = Elements::new(fields.take(SEQUENCE, "validity")?);
    let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
    let name = common_name(fields.take(SEQUENCE, "subject")?)?;
    let public_key = fields.whole(SEQUENCE, "key")?.to_vec();
    Ok(Certificate { name, serial, not_before, not_after, public_key })
}

/// The only common name of a subject.
fn common_name(subject: &[u8]) -> Result<String, Missing> {
    let mut sets = Elements::new(subject);
    let mut found = None;
    while sets.peek().is_some() {
        let mut parts = Elements::new(sets.take(SET, "subject")?);
        let mut pair = Elements::new(parts.take(SEQUENCE, "subject")?);
        if pair.whole(COMMON_NAME[0], "subject")? == COMMON_NAME {
            let text = pair.take(UTF8_STRING, "name")?;
            let text = String::from_utf8(text.to_vec()).map_err(|_| Missing("name"))?;
            if found.replace(text).is_some() {
                return Err(Missing("one name"));
            }
        }
    }
    found.ok_or(Missing("name"))
}

/// `YYMMDDHHMMSSZ`, or with four digits of the year from 2050 on: RFC 5280, 4.1.2.5.
fn time(validity: &mut Elements<'_>) -> Result<i64, Missing> {
    let missing = Missing("time");
    let (text, year_digits) = match validity.peek() {
        Some(UTC_TIME) => (validity.take(UTC_TIME, "time")?, 2),
        _ => (validity.take(GENERALIZED_TIME, "time")?, 4),
    };
    let text = str::from_utf8(text).map_err(|_| missing)?;
    let digits = text.strip_suffix('Z').filter(|it| it.len() == year_digits + 10).ok_or(missing)?;
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(missing);
    }
    let number = |from: usize, to: usize| digits[from..to].parse::<i16>().map_err(|_| missing);
    let year = match (year_digits, number(0, year_digits)?) {
        (2, year @ 50..) => 1900 + year,
        (2, year) => 2000 + year,
        (_, year) => year,
    };
    let part = |index: usize| {
        let from = year_digits + 2 * index;
        number(from, from + 2).and_then(|it| i8::try_from(it).map_err(|_| missing))
    };
    let (month, day, hour, minute, second) = (part(0)?, part(1)?, part(2)?, part(3)?, part(4)?);
    jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0)
        .and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC))
        .map(|at| at.timestamp().as_millisecond())
        .map_err(|_| missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `openssl req -x509 -subj /CN=gw-1 -days 90`, on P-256.
    const PEM: &[u8] = include_bytes!("example.pem");

    #[test]
    fn a_certificate_that_openssl_made_is_read() {
        let certificate = Certificate::from_pem(PEM).unwrap();
        assert_eq!(certificate.name, "gw-1");
        assert_eq!(certificate.not_after - certificate.not_before, 90 * DAY_MS);
        assert_eq!(certificate.not_before % 1000, 0);
    }

    #[test]
    fn bytes_that_are_cut_short_are_no_certificate() {
        let der = CertificateDer::from_pem_slice(PEM).unwrap();
        for length in 0..120 {
            assert_eq!(Certificate::from_der(&der[..length]), None, "{length} bytes");
        }
        assert!(Certificate::from_pem(b"nothing").is_err());
    }

    #[test]
    fn a_new_certificate_is_due_after_two_thirds() {
        let certificate = Certificate {
            name: "gw-1".into(),
            serial: vec![1],
            not_before: 1_000,
            not_after: 1_000 + 90 * DAY_MS,
            public_key: Vec::new(),
        };
        let check = |now: i64, life, days| {
            assert_eq!((certificate.life(now), certificate.days_left(now)), (life, days), "{now}");
        };
        check(999, Life::NotYet, 90);
        check(1_000, Life::Good, 90);
        check(999 + 60 * DAY_MS, Life::Good, 30);
        check(1_000 + 60 * DAY_MS, Life::Due, 30);
        check(999 + 90 * DAY_MS, Life::Due, 0);
        check(1_000 + 90 * DAY_MS, Life::Over, 0);
    }
}
