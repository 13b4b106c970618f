//! A key pair, and the signing request (PKCS #10) that asks for its certificate. ECDSA on P-256.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair,
    UnparsedPublicKey,
};

use super::der::{
    BIT_STRING, CONTEXT_0, Elements, INTEGER, Missing, OID, SEQUENCE, SET, UTF8_STRING, put,
    put_all,
};
use super::pem;

/// Bytes that ask for no certificate that could be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    /// It isn't a signing request in DER with an ECDSA key on P-256.
    #[error("it is not a signing request for an ECDSA key on P-256")]
    Form,
    /// Whoever made it doesn't have the key that it names.
    #[error("it is not signed with the key that it names")]
    Signature,
}

impl From<Missing> for InvalidRequest {
    fn from(_: Missing) -> Self {
        Self::Form
    }
}

/// A key pair that asks for a certificate.
pub struct Applicant {
    pkcs8: Vec<u8>,
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Applicant {
    /// A new key pair; `None` if the system gives no randomness.
    pub fn generate() -> Option<Self> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).ok()?;
        Self::from_pkcs8(pkcs8.as_ref().to_vec())
    }

    /// The key pair with this private key; `None` if it is none.
    pub fn from_pkcs8(pkcs8: Vec<u8>) -> Option<Self> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pkcs8, &random);
        Some(Self { pair: pair.ok()?, pkcs8, random })
    }

    /// The private key in PEM.
    pub fn key_pem(&self) -> String {
        pem::put(pem::PRIVATE_KEY, &self.pkcs8)
    }

    /// The public key as a certificate holds it.
    pub fn public_key(&self) -> Vec<u8> {
        let algorithm = put_all(SEQUENCE, &[EC_PUBLIC_KEY, P256]);
        let point = put_all(BIT_STRING, &[&[0], self.pair.public_key().as_ref()]);
        put_all(SEQUENCE, &[&algorithm, &point])
    }

    /// The signing request in DER; `None` if the system gives no randomness. The authority doesn't
    /// believe the name: it knows who asks.
    pub fn request(&self, name: &str) -> Option<Vec<u8>> {
        let common_name = put_all(SEQUENCE, &[COMMON_NAME, &put(UTF8_STRING, name.as_bytes())]);
        let subject = put(SEQUENCE, &put(SET, &common_name));
        let version = put(INTEGER, &[0]);
        let none = put(CONTEXT_0, &[]);
        let body = put_all(SEQUENCE, &[&version, &subject, &self.public_key(), &none]);
        let signature = self.pair.sign(&self.random, &body).ok()?;
        let algorithm = put(SEQUENCE, ECDSA_SHA256);
        let signature = put_all(BIT_STRING, &[&[0], signature.as_ref()]);
        Some(put_all(SEQUENCE, &[&body, &algorithm, &signature]))
    }
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

/// A public key whose owner asked for a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedKey(Vec<u8>);

impl RequestedKey {
    /// As a certificate holds it, in DER.
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The point on P-256, uncompressed.
    pub fn point(&self) -> &[u8] {
        // It ends in the point, or it would not have been read.
        &self.0[self.0.len() - POINT_BYTES..]
    }
}

const POINT_BYTES: usize = 65;

/// The public key that a signing request asks a certificate for: whoever asks has its private key.
pub fn read_request(request: &[u8]) -> Result<RequestedKey, InvalidRequest> {
    let mut whole = Elements::new(request);
    let mut parts = Elements::new(whole.take(SEQUENCE, "request")?);
    whole.end("request")?;
    let body = parts.whole(SEQUENCE, "body")?;
    let algorithm = parts.take(SEQUENCE, "algorithm")?;
    let signature = bits(parts.take(BIT_STRING, "signature")?)?;
    parts.end("request")?;
    let mut fields = Elements::new(Elements::new(body).take(SEQUENCE, "body")?);
    fields.take(INTEGER, "version")?;
    fields.whole(SEQUENCE, "subject")?;
    let key = fields.whole(SEQUENCE, "key")?;
    let point = point(key)?;
    if algorithm != ECDSA_SHA256 {
        return Err(InvalidRequest::Form);
    }
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point)
        .verify(body, signature)
        .map_err(|_| InvalidRequest::Signature)?;
    Ok(RequestedKey(key.to_vec()))
}

/// The point on P-256 of a public key as a certificate holds it.
fn point(key: &[u8]) -> Result<&[u8], InvalidRequest> {
    let mut fields = Elements::new(Elements::new(key).take(SEQUENCE, "key")?);
    let mut algorithm = Elements::new(fields.take(SEQUENCE, "algorithm of the key")?);
    let (kind, curve) = (algorithm.whole(OID, "kind")?, algorithm.whole(OID, "curve")?);
    let point = bits(fields.take(BIT_STRING, "point")?)?;
    fields.end("key")?;
    let right = (kind, curve) == (EC_PUBLIC_KEY, P256) && point.len() == POINT_BYTES;
    if right { Ok(point) } else { Err(InvalidRequest::Form) }
}

/// A bit string of whole bytes.
fn bits(content: &[u8]) -> Result<&[u8], InvalidRequest> {
    match content {
        [0, bytes @ ..] => Ok(bytes),
        _ => Err(InvalidRequest::Form),
    }
}

/// Object identifiers, each with its header. RFC 5480, 5758 and 4519.
const EC_PUBLIC_KEY: &[u8] = &[OID, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
const P256: &[u8] = &[OID, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const ECDSA_SHA256: &[u8] = &[OID, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
pub(super) const COMMON_NAME: &[u8] = &[OID, 3, 0x55, 0x04, 0x03];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_gives_the_key_that_it_was_made_with() {
        let applicant = Applicant::generate().unwrap();
        let request = applicant.request("gw-1").unwrap();
        assert_eq!(read_request(&request), Ok(RequestedKey(applicant.public_key())));
        let again = Applicant::from_pkcs8(applicant.pkcs8.clone()).unwrap();
        assert_eq!(again.public_key(), applicant.public_key());
        assert_eq!(format!("{applicant:?}"), "[private]");
    }

    #[test]
    fn a_request_with_any_byte_changed_is_refused() {
        let request = Applicant::generate().unwrap().request("gw-1").unwrap();
        for at in 0..request.len() {
            let mut changed = request.clone();
            changed[at] ^= 1;
            assert!(read_request(&changed).is_err(), "byte {at}");
            assert!(read_request(&request[..at]).is_err(), "{at} bytes");
        }
    }

    #[test]
    fn a_key_that_somebody_else_has_gets_no_certificate() {
        let (mine, theirs) = (Applicant::generate().unwrap(), Applicant::generate().unwrap());
        let request = mine.request("gw-1").unwrap();
        let (from, to) = (mine.public_key(), theirs.public_key());
        let at = request.windows(from.len()).position(|it| it == from).unwrap();
        let mut stolen = request.clone();
        stolen[at..at + to.len()].copy_from_slice(&to);
        assert_eq!(read_request(&stolen), Err(InvalidRequest::Signature));
    }
}
