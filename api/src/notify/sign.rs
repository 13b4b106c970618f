//! Signatures by which whoever gets a webhook knows that it is ours, as in Standard Webhooks 1.0.0.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use vitals::Private;

/// A secret that sender and receiver share. It prints as nothing but `[private]`.
#[derive(Debug, Clone)]
pub struct SigningKey(Private<Vec<u8>>);

/// What a key begins with, before its base64.
const PREFIX: &str = "whsec_";
/// A key has as many bytes, 192 to 512 bits.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

impl SigningKey {
    /// From its written form, `whsec_` and base64. None if it isn't that.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.strip_prefix(PREFIX)?).ok()?;
        BYTES.contains(&bytes.len()).then(|| Self(Private::hide(bytes)))
    }

    fn sign(&self, id: &str, time_s: i64, body: &[u8]) -> String {
        let mut mac =
            // HMAC takes a key of any length.
            Hmac::<Sha256>::new_from_slice(self.0.reveal()).expect("any key will do");
        mac.update(format!("{id}.{time_s}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The header `webhook-signature`: one signature for each key, so that a receiver that has only the old
/// or only the new one can check it.
pub(super) fn signatures(keys: &[SigningKey], id: &str, time_s: i64, body: &[u8]) -> String {
    let all: Vec<String> = keys.iter().map(|key| key.sign(id, time_s, body)).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_signed_as_it_says() {
        // From the standard's page and its libraries' tests.
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signed = signatures(&[key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_key_is_base64_of_24_to_64_bytes_after_its_prefix() {
        let written = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        for (text, right) in [
            (written(24), true),
            (written(64), true),
            (written(23), false),
            (written(65), false),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into(), false),
            ("whsec_not base64".into(), false),
        ] {
            assert_eq!(SigningKey::parse(&text).is_some(), right, "{text}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(format!("{key:?}"), "SigningKey([private])");
    }
}
