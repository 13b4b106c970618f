//! Passkeys and codes from an app as a person has them: a device that makes keys and signs with them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A device with one passkey (ES256).
pub struct Authenticator {
    key: EcdsaKeyPair,
    credential: Vec<u8>,
    /// What the server called its owner.
    handle: String,
    /// How often it has signed.
    pub counter: u32,
}

/// What the device says of itself: somebody was there (1), whom it knew (4).
const KNOWN: u8 = 0b101;

impl Authenticator {
    /// Makes a passkey as the server asks; gives what the browser sends back.
    pub fn make(asked: &Value, origin: &str, name: &str) -> (Self, Value) {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random);
        let made = made.expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, made.as_ref(), &random);
        let key = key.expect("the key that was made");
        let credential = Sha256::digest(key.public_key().as_ref()).to_vec();
        let handle = asked["user_id"].as_str().expect("a handle").to_owned();
        let device = Self { key, credential, handle, counter: 0 };
        let mut data = device.data(asked, KNOWN | (1 << 6));
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(&device.credential);
        let (x, y) = device.key.public_key().as_ref()[1..].split_at(32);
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(x);
        data.extend([0x22, 0x58, 32]);
        data.extend(y);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("it is short"));
        object.extend(data);
        let client = client("webauthn.create", asked, origin);
        let made =
            json!({ "name": name, "client_data": text(&client), "attestation": text(&object) });
        (device, made)
    }

    /// Signs in as the server asks; gives what the browser sends back.
    pub fn sign(&mut self, asked: &Value, origin: &str) -> Value {
        self.counter += 1;
        let data = self.data(asked, KNOWN);
        let client = client("webauthn.get", asked, origin);
        let message = [&data, Sha256::digest(&client).as_slice()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).expect("a signature");
        json!({
            "credential": text(&self.credential),
            "client_data": text(&client),
            "authenticator_data": text(&data),
            "signature": text(signature.as_ref()),
            "user_id": self.handle,
        })
    }

    fn data(&self, asked: &Value, flags: u8) -> Vec<u8> {
        let party = Sha256::digest(asked["rp_id"].as_str().expect("a name"));
        [party.as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }
}

fn client(kind: &str, asked: &Value, origin: &str) -> Vec<u8> {
    json!({ "type": kind, "challenge": asked["challenge"], "origin": origin }).to_string().into()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The code that an app shows at a moment, by the letters that were typed into it (RFC 6238).
pub fn code(letters: &str, at_s: u64) -> String {
    let bits: String = letters
        .chars()
        .filter_map(|letter| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter))
        .map(|value| format!("{value:05b}"))
        .collect();
    let bytes = bits.as_bytes().chunks_exact(8).map(|bits| {
        let bits = std::str::from_utf8(bits).expect("zeros and ones");
        u8::from_str_radix(bits, 2).expect("eight of them")
    });
    let key: Vec<u8> = bytes.collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let mac = hmac::sign(&key, &(at_s / 30).to_be_bytes());
    let mac = mac.as_ref();
    let at = usize::from(mac[19] & 15);
    let number = u32::from_be_bytes(mac[at..at + 4].try_into().expect("four bytes"));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B.
    #[test]
    fn an_app_shows_the_codes_of_the_standard() {
        let letters = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";
        assert_eq!(code(letters, 59), "287082");
        assert_eq!(code(letters, 1_234_567_890), "005924");
    }
}
