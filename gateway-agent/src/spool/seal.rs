//! Records sealed at rest: ChaCha20-Poly1305, under a key that each segment has for itself.
//!
//! The segment's key comes from the spool's and from everything in the segment's header, which has a
//! random salt; the nonce is the record's number. No pair of the two is used twice: a number is
//! sealed once in a segment, because a segment that failed, or that a restart found, takes no more.

use std::fmt;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use wire::GatewayKey;

/// What a spool is sealed with. `Debug` prints `[private]`.
#[derive(Clone)]
pub struct SpoolKey([u8; 32]);

impl SpoolKey {
    /// From the gateway's own key: whoever holds that can read the spool.
    pub fn derive(key: &GatewayKey) -> Self {
        Self(key.derive_for("spool"))
    }

    /// The key of the segment with these header fields and salt, and what its header shows of it.
    pub(super) fn segment(&self, salt: [u8; SALT_BYTES], fields: &[u8]) -> (Cipher, Check) {
        let secret = Salt::new(HKDF_SHA256, &salt).extract(&self.0);
        let check = expand::<CHECK_BYTES>(&secret, &[b"check", fields]);
        let key = expand::<KEY_BYTES>(&secret, &[b"records", fields]);
        // The algorithm's keys have this length.
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key).expect("32 bytes are a key");
        (Cipher(LessSafeKey::new(key)), check)
    }
}

impl fmt::Debug for SpoolKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

/// What seals and opens the records of one segment.
#[derive(Clone)]
pub(super) struct Cipher(LessSafeKey);

impl Cipher {
    /// The payload, sealed under its number.
    pub(super) fn seal(&self, seq: u64, payload: &[u8]) -> Vec<u8> {
        let mut sealed = payload.to_vec();
        let done = self.0.seal_in_place_append_tag(nonce(seq), Aad::empty(), &mut sealed);
        // It refuses what is longer than 256 GiB, and nothing else.
        done.expect("a reading can be sealed");
        sealed
    }

    /// The payload; `None` if these are not the bytes that were sealed under this number.
    pub(super) fn open(&self, seq: u64, sealed: &[u8]) -> Option<Vec<u8>> {
        let mut payload = sealed.to_vec();
        let length = self.0.open_in_place(nonce(seq), Aad::empty(), &mut payload).ok()?.len();
        payload.truncate(length);
        Some(payload)
    }
}

/// Shows that a key is the one, and nothing else of it.
pub(super) type Check = [u8; CHECK_BYTES];

/// A new random salt.
pub(super) fn salt() -> [u8; SALT_BYTES] {
    crate::random::bytes()
}

fn nonce(seq: u64) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[..8].copy_from_slice(&seq.to_le_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn expand<const N: usize>(secret: &Prk, info: &[&[u8]]) -> [u8; N] {
    let mut out = [0; N];
    let filled = secret.expand(info, Length(N)).and_then(|okm| okm.fill(&mut out));
    // HKDF gives up to 8,160 bytes.
    filled.expect("a key of this length can be derived");
    out
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// A segment's salt.
pub(super) const SALT_BYTES: usize = 16;
/// What stands in a header to tell a wrong key from damage.
pub(super) const CHECK_BYTES: usize = 8;
/// By how much a sealed payload is longer.
pub(super) const TAG_BYTES: usize = 16;
const KEY_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SpoolKey {
        SpoolKey::derive(&GatewayKey::from_bytes([byte; 32]))
    }

    #[test]
    fn what_was_sealed_is_opened_with_all_that_it_was_sealed_with_and_not_otherwise() {
        let (cipher, check) = key(1).segment([2; 16], b"fields");
        let sealed = cipher.seal(7, b"a reading");
        assert_eq!(sealed.len(), 9 + TAG_BYTES);
        assert_eq!(cipher.open(7, &sealed).as_deref(), Some(&b"a reading"[..]));
        assert_eq!(cipher.open(8, &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(cipher.open(7, &changed), None, "byte {at}");
        }
        let (key_of, salt_of, fields_of) = (key(1), [2; 16], b"fields");
        for (key, salt, fields) in [
            (&key(9), salt_of, &fields_of[..]),
            (&key_of, [9; 16], &fields_of[..]),
            (&key_of, salt_of, b"others"),
        ] {
            let (other, other_check) = key.segment(salt, fields);
            assert_eq!(other.open(7, &sealed), None);
            assert_ne!(other_check, check);
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        assert_eq!(format!("{:?}", key(1)), "[private]");
    }
}
