//! A passkey's device for tests: it makes keys and signs as a real one does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};

use super::super::secret::Secret;
use super::Proof;

/// One passkey in a device.
pub(in super::super) struct Authenticator {
    pub(in super::super) credential: Vec<u8>,
    pub(in super::super) handle: Vec<u8>,
    pub(in super::super) counter: u32,
    /// Somebody was there (1) and known (4), and more.
    pub(in super::super) flags: u8,
    pub(in super::super) algorithm: i64,
    pub(in super::super) secret: Vec<u8>,
}

impl Authenticator {
    pub(in super::super) fn es256() -> Self {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random());
        Self::of(made.unwrap().as_ref(), -7)
    }

    pub(in super::super) fn ed25519() -> Self {
        Self::of(Ed25519KeyPair::generate_pkcs8(&random()).unwrap().as_ref(), -8)
    }

    fn of(secret: &[u8], algorithm: i64) -> Self {
        let credential = Secret::make().reveal().as_bytes().to_vec();
        let secret = secret.to_vec();
        Self { credential, handle: Vec::new(), counter: 0, flags: 0b101, algorithm, secret }
    }

    /// The same passkey again, as a copy of the device would have it.
    pub(in super::super) fn twin(&self) -> Self {
        let (credential, handle) = (self.credential.clone(), self.handle.clone());
        Self { credential, handle, secret: self.secret.clone(), ..*self }
    }

    /// What it says when the passkey is made.
    pub(in super::super) fn attestation(&self, party: &str) -> Vec<u8> {
        let mut data = self.data(party, self.flags | (1 << 6));
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).unwrap().to_be_bytes());
        data.extend(&self.credential);
        data.extend(self.key());
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        object
    }

    /// Signs in with it.
    pub(in super::super) fn sign(&mut self, party: &str, client: Vec<u8>) -> Proof {
        self.counter += 1;
        let authenticator = self.data(party, self.flags);
        let message = [&authenticator, Sha256::digest(&client).as_slice()].concat();
        let signature = match self.ed25519_pair() {
            Some(pair) => pair.sign(&message).as_ref().to_vec(),
            None => self.es256_pair().sign(&random(), &message).unwrap().as_ref().to_vec(),
        };
        let (credential, handle) = (self.credential.clone(), self.handle.clone());
        Proof { credential, client, authenticator, signature, handle }
    }

    fn data(&self, party: &str, flags: u8) -> Vec<u8> {
        let party = Sha256::digest(party);
        [party.as_slice(), &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn key(&self) -> Vec<u8> {
        let algorithm = u8::try_from(-1 - self.algorithm).unwrap();
        let algorithm = if algorithm < 24 { vec![0x20 | algorithm] } else { vec![0x38, algorithm] };
        match self.ed25519_pair() {
            Some(pair) => {
                let x = pair.public_key().as_ref();
                [&[0xa4, 1, 1, 3], &*algorithm, &[0x20, 6, 0x21, 0x58, 32], x].concat()
            }
            None => {
                let pair = self.es256_pair();
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                let parts = [
                    &[0xa5, 1, 2, 3],
                    &*algorithm,
                    &[0x20, 1, 0x21, 0x58, 32],
                    x,
                    &[0x22, 0x58, 32],
                    y,
                ];
                parts.concat()
            }
        }
    }

    fn ed25519_pair(&self) -> Option<Ed25519KeyPair> {
        Ed25519KeyPair::from_pkcs8(&self.secret).ok()
    }

    fn es256_pair(&self) -> EcdsaKeyPair {
        let random = random();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.secret, &random).unwrap()
    }
}

/// What a browser says that it did.
pub(in super::super) fn client(kind: &str, challenge: &Secret, origin: &str) -> Vec<u8> {
    let challenge = challenge.reveal();
    let said = serde_json::json!({
        "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false,
    });
    said.to_string().into_bytes()
}

fn random() -> SystemRandom {
    SystemRandom::new()
}

pub(super) const RSA_MESSAGE: &[u8] = b"a message for RSA";
const RSA_N: &str = "xWx66szQpXoWfpfzy7T6QoUpUObs12IWOrkUIQFEfHE54zjpwQdUfhDGl1NwpBu7eFuHsZxF1KjH22YfNrAv7ceLRp91DAxOmoV1v62ljd_44d11_j9bUdCxE0u6qQ0CLepaPrGBgHVu0kYFLi9b6gNoODlrFiYY2B_Ixej6W4-2dINToFNmfseIMg6qYZzOcSo_F17nW0W63z8DkOHh-VVVcN00YEieU6j7Akb_-58fklXfzmZR2yYcDIPEfsiiSSX_MZzoMiaiyntvULlLCRUq_qfcYvTEObaliNpZMpXZHFAytPE8-RSQ0gVFUp6-NKs4DzLLFCdZ_d4w2V-NKw";
const RSA_SIGNATURE: &str = "T8u3qisZSM9fK4-SC7lmEj1cXeNqH1VCY3jnEvp2i5KVAWEDbArNYfGXsGlL3DHVE6J6T_JMzEWjBrERVb6cikCIXFPGRospzIbSfQewprPRS_mKuFTzal91b5qHoI4MqzaFVDfv9rJHgjc7PQBFPjHlQVNjhCc0lYod7QmRoc1TnUzp8i0q849dgHWNWKETczz_diAUjH1TVntUyiCN025wA8YH-vHTy5qW_7qrUEWMErhzeMrE3aV30HlZpd65ltnhxyuGu2q4PkfNa_t-7_OqfEIZqBPOodnZ7YXzvOQ29bS9sSd0pHkH1vddA9AP4XgvAbSUt9dVl1oIF-F-Mw";

/// An RSA key as Windows gives it.
pub(super) fn rsa_key() -> Vec<u8> {
    let n = URL_SAFE_NO_PAD.decode(RSA_N).unwrap();
    let head = [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0];
    [&head, &*n, &[0x21, 0x43, 1, 0, 1]].concat()
}

pub(super) fn rsa_signature() -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(RSA_SIGNATURE).unwrap()
}
