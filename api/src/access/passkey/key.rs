//! A passkey's public key as authenticators write it (COSE, RFC 9053), and whether it signed something.
//! `ring` checks the signatures.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

use super::cbor::{self, Value};

/// What we ask authenticators for, in the order in which we like it: ES256, EdDSA, RS256.
pub(crate) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// A point as it lies on P-256, uncompressed.
    Es256(Vec<u8>),
    Ed25519(Vec<u8>),
    Rs256 {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a key of which nothing is left over; none if it is of no kind that we asked for.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let map = cbor::read_all(bytes)?;
        let number = |label: i64| map.get(&Value::Number(label))?.number();
        let part = |label: i64| map.get(&Value::Number(label))?.bytes();
        let of_32 = |label: i64| part(label).filter(|bytes| bytes.len() == 32);
        match (number(KIND)?, number(ALGORITHM)?) {
            (2, ES256) if number(-1) == Some(P256) => {
                Some(Self::Es256([&[4], of_32(-2)?, of_32(-3)?].concat()))
            }
            (1, EDDSA) if number(-1) == Some(CURVE_ED25519) => {
                Some(Self::Ed25519(of_32(-2)?.to_vec()))
            }
            (3, RS256) => Some(Self::Rs256 { n: part(-1)?.to_vec(), e: part(-2)?.to_vec() }),
            _ => None,
        }
    }

    /// Whether the one who has the other half signed this.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let checked = match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::Ed25519(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature)
            }
            Self::Rs256 { n, e } => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        };
        checked.is_ok()
    }
}

/// Labels of COSE keys.
const KIND: i64 = 1;
const ALGORITHM: i64 = 3;
/// Curves of COSE.
const P256: i64 = 1;
const CURVE_ED25519: i64 = 6;
