//! A provider's public keys (JWKS), and what they sign with. `ring` checks the signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde_json::Value;

/// The keys that sign, as they are published.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: Option<String>,
    /// What it is said to sign with, if that is said.
    algorithm: Option<String>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

/// What a signature came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Right,
    Wrong,
    /// There is no such key, or not with this algorithm.
    NoKey,
}

impl Keys {
    /// Reads a key set; what it doesn't know it leaves out.
    pub(super) fn read(set: &Value) -> Self {
        let keys = set["keys"].as_array().into_iter().flatten();
        Self(keys.filter_map(Key::read).collect())
    }

    /// Checks a signature by the one key that it names, and with no other.
    pub(super) fn check(
        &self,
        id: Option<&str>,
        algorithm: &str,
        message: &[u8],
        signature: &[u8],
    ) -> Check {
        let fits = |key: &&Key| {
            (id.is_none() || key.id.as_deref() == id)
                && key.algorithm.as_deref().is_none_or(|own| own == algorithm)
                && key.kind.signs_with(algorithm)
        };
        let mut fitting = self.0.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) if key.kind.check(algorithm, message, signature) => Check::Right,
            (Some(_), None) => Check::Wrong,
            // Of several nobody says which it is.
            _ => Check::NoKey,
        }
    }
}

impl Key {
    fn read(key: &Value) -> Option<Self> {
        if key["use"].as_str().is_some_and(|of| of != "sig") {
            return None;
        }
        let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str()?).ok();
        let kind = match (key["kty"].as_str()?, key["crv"].as_str()) {
            ("RSA", _) => Kind::Rsa { n: part("n")?, e: part("e")? },
            ("EC", Some("P-256")) => {
                // As it lies on the curve, uncompressed.
                Kind::P256([vec![4], part("x")?, part("y")?].concat())
            }
            ("OKP", Some("Ed25519")) => Kind::Ed25519(part("x")?),
            _ => return None,
        };
        let text = |name: &str| key[name].as_str().map(str::to_owned);
        Some(Self { id: text("kid"), algorithm: text("alg"), kind })
    }
}

impl Kind {
    fn signs_with(&self, algorithm: &str) -> bool {
        match self {
            Self::Rsa { .. } => rsa(algorithm).is_some(),
            Self::P256(_) => algorithm == "ES256",
            Self::Ed25519(_) => algorithm == "EdDSA",
        }
    }

    fn check(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let checked = match self {
            Self::Rsa { n, e } => match rsa(algorithm) {
                Some(with) => RsaPublicKeyComponents { n, e }.verify(with, message, signature),
                None => return false,
            },
            Self::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            Self::Ed25519(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature)
            }
        };
        checked.is_ok()
    }
}

/// `none` and secrets shared with the client are not among them.
fn rsa(algorithm: &str) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &RSA_PKCS1_2048_8192_SHA512,
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        _ => return None,
    })
}
