//! Secrets that the server makes: 256 random bits, of which it keeps the hash.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// A secret in the form in which it is given away, once.
pub(crate) struct Secret(String);

/// What is kept of a secret. 256 random bits can't be guessed, so a plain hash hides them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SecretHash([u8; 32]);

impl Secret {
    /// A new one.
    pub(crate) fn make() -> Self {
        let mut bytes = [0; 32];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// One that somebody came with; none if it can't be one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// For the one whom it is given to.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it. `kind` keeps a link from counting as a session, and so on.
    pub(crate) fn hash(&self, kind: &str) -> SecretHash {
        SecretHash::of(kind, &self.0)
    }
}

impl SecretHash {
    /// What is kept of a text that can't be guessed. `kind` keeps one from counting as another.
    pub(crate) fn of(kind: &str, text: &str) -> Self {
        let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(text);
        Self(hash.finalize().into())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What a form of this session holds: it can't be made without the session's secret.
    pub(crate) fn form_token(&self) -> String {
        let hash = Sha256::new().chain_update("form").chain_update([0]).chain_update(self.0);
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_again_by_its_hash_and_of_its_kind_only() {
        let secret = Secret::make();
        let again = Secret::read(secret.reveal()).unwrap();
        assert_eq!(secret.hash("session"), again.hash("session"));
        assert_ne!(secret.hash("session"), secret.hash("link"));
        assert_ne!(secret.hash("session"), Secret::make().hash("session"));
    }

    #[test]
    fn what_has_not_32_bytes_is_no_secret() {
        for text in ["", "a", "../../etc/passwd", &"A".repeat(42), &"A".repeat(44), "é"] {
            assert!(Secret::read(text).is_none(), "{text:?}");
        }
    }
}
