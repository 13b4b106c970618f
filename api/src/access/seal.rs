//! Seals what the store of accounts must give back, with a key that derives from the master key. Who has the
//! store alone, or a copy of it, can't read it.

use rand::{RngCore, SeedableRng};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

/// Seals and opens.
pub(super) struct Seal(LessSafeKey);

impl Seal {
    pub(super) fn of(master_key: &[u8; 32]) -> Self {
        let master_key = hmac::Key::new(hmac::HMAC_SHA256, master_key);
        let key = hmac::sign(&master_key, b"hearthwatch: what accounts sign in with");
        // The hash is as long as this cipher's keys.
        let key = UnboundKey::new(&CHACHA20_POLY1305, key.as_ref()).expect("32 bytes are a key");
        Self(LessSafeKey::new(key))
    }

    /// What is kept: a random nonce, then the sealed bytes. They open as this account's only.
    pub(super) fn close(&self, account: i64, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut nonce);
        let mut sealed = plain.to_vec();
        let about = Aad::from(account.to_be_bytes());
        let nonce_used = Nonce::assume_unique_for_key(nonce);
        let done = self.0.seal_in_place_append_tag(nonce_used, about, &mut sealed);
        // Only what is longer than gigabytes can't be sealed.
        done.expect("a secret is short");
        [nonce.as_slice(), &sealed].concat()
    }

    /// What was sealed for this account; none if it was changed, or sealed with another key.
    pub(super) fn open(&self, account: i64, kept: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = kept.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = sealed.to_vec();
        let about = Aad::from(account.to_be_bytes());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        self.0.open_in_place(nonce, about, &mut sealed).ok().map(|plain| plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_key_and_as_its_account_s_only() {
        let seal = Seal::of(&[7; 32]);
        let kept = seal.close(3, b"a secret");
        assert!(!kept.windows(8).any(|part| part == b"a secret"));
        assert_eq!(seal.open(3, &kept).as_deref(), Some(b"a secret".as_slice()));
        assert_eq!(seal.open(4, &kept), None);
        assert_eq!(Seal::of(&[8; 32]).open(3, &kept), None);
        assert_ne!(seal.close(3, b"a secret"), kept, "never the same twice");
        for at in 0..kept.len() {
            let mut changed = kept.clone();
            changed[at] ^= 1;
            assert_eq!(seal.open(3, &changed), None, "byte {at}");
        }
        assert_eq!(seal.open(3, b"short"), None);
    }
}
