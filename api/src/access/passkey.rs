//! Passkeys: what a browser says about one, and whether it proves anything (Web Authentication level 2, 7.1
//! and 7.2). No attestation is asked for: who brings the passkey has signed in before.

mod cbor;
mod challenge;
mod data;
mod key;
#[cfg(test)]
pub(super) mod testing;

use std::net::IpAddr;

use serde::Deserialize;
use sha2::{Digest, Sha256};

pub(crate) use self::challenge::CHALLENGE_LIFE;
pub(super) use self::challenge::{Challenges, Purpose};
use self::data::Data;
pub(crate) use self::key::ALGORITHMS;
use self::key::PublicKey;
use super::secret::Secret;
use super::settings::without_port;

/// For whom passkeys are: this server under one name. A passkey made for another name proves nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Party {
    /// `watch.example`: the name without scheme and port.
    pub(crate) id: String,
    /// `https://watch.example`: what browsers say that a page is from.
    origin: String,
}

/// Why a passkey proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasskeyError {
    #[error("what the browser says about the passkey can't be read")]
    Form,
    #[error("the challenge is not ours, used up or too old")]
    Challenge,
    #[error("it was signed for another page")]
    Origin,
    #[error("the passkey is another server's")]
    Party,
    #[error("the device does not say that it knew who was there")]
    Nobody,
    #[error("the passkey signs in none of the ways that were asked for")]
    Algorithm,
    #[error("nobody here has this passkey")]
    Unknown,
    #[error("the passkey is somebody else's")]
    Owner,
    #[error("the signature is wrong")]
    Signature,
    #[error("its counter went back: there may be a copy")]
    Counter,
}

/// What a browser is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceremony {
    Add,
    SignIn,
}

/// A passkey that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) credential: Vec<u8>,
    /// Its public key, as COSE has it.
    pub(super) key: Vec<u8>,
    pub(super) counter: u32,
}

/// What a browser brings to sign in with.
pub(crate) struct Proof {
    pub(crate) credential: Vec<u8>,
    pub(crate) client: Vec<u8>,
    pub(crate) authenticator: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// Whose the passkey is, as it was told when it was made.
    pub(crate) handle: Vec<u8>,
}

impl Party {
    /// Under the address that browsers have; none where browsers know no passkeys: addresses in numbers, and
    /// names without TLS.
    pub(crate) fn of(base: &str) -> Option<Self> {
        let (scheme, host) = base.split_once("://")?;
        let id = without_port(host).to_ascii_lowercase();
        let is_number = id.starts_with('[') || id.parse::<IpAddr>().is_ok();
        let is_secure = scheme == "https" || id == "localhost";
        let origin = base.trim_end_matches('/').to_ascii_lowercase();
        (!is_number && is_secure && !id.is_empty()).then_some(Self { id, origin })
    }
}

/// What the browser says that it did.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// The challenge that a browser answers, if it does so for a page of ours.
pub(super) fn answered(
    client: &[u8],
    ceremony: Ceremony,
    party: &Party,
) -> Result<Secret, PasskeyError> {
    let client: Client = serde_json::from_slice(client).map_err(|_| PasskeyError::Form)?;
    let kind = match ceremony {
        Ceremony::Add => "webauthn.create",
        Ceremony::SignIn => "webauthn.get",
    };
    if client.kind != kind {
        return Err(PasskeyError::Form);
    }
    if client.origin != party.origin || client.cross_origin {
        return Err(PasskeyError::Origin);
    }
    Secret::read(&client.challenge).ok_or(PasskeyError::Challenge)
}

/// A new passkey, from its attestation object.
pub(super) fn made(attestation: &[u8], party: &Party) -> Result<Made, PasskeyError> {
    let object = cbor::read_all(attestation).ok_or(PasskeyError::Form)?;
    let data = object.get(&cbor::Value::Text("authData")).and_then(cbor::Value::bytes);
    let data = data.and_then(Data::read).ok_or(PasskeyError::Form)?;
    data.check(party)?;
    let (credential, key) = data.made.ok_or(PasskeyError::Form)?;
    PublicKey::read(key).ok_or(PasskeyError::Algorithm)?;
    Ok(Made { credential: credential.to_vec(), key: key.to_vec(), counter: data.counter })
}

/// The passkey's counter, if the one who has it signed what the browser says.
pub(super) fn proved(proof: &Proof, key: &[u8], party: &Party) -> Result<u32, PasskeyError> {
    let data = Data::read(&proof.authenticator).ok_or(PasskeyError::Form)?;
    data.check(party)?;
    let key = PublicKey::read(key).ok_or(PasskeyError::Algorithm)?;
    let client = Sha256::digest(&proof.client);
    let message = [&proof.authenticator, client.as_slice()].concat();
    if !key.signed(&message, &proof.signature) {
        return Err(PasskeyError::Signature);
    }
    Ok(data.counter)
}

/// Whether a counter may come after another. Passkeys that don't count say 0 always.
pub(super) fn follows(before: u32, now: u32) -> bool {
    (before == 0 && now == 0) || now > before
}

#[cfg(test)]
mod tests {
    use super::testing::{Authenticator, client};
    use super::*;

    fn party() -> Party {
        Party::of("https://watch.example").unwrap()
    }

    #[test]
    fn passkeys_are_for_a_name_with_tls_or_for_this_machine() {
        let check = |base: &str, id: Option<&str>| {
            assert_eq!(Party::of(base).map(|party| party.id).as_deref(), id, "{base}");
        };
        check("https://watch.example", Some("watch.example"));
        check("https://Watch.example:8443", Some("watch.example"));
        check("http://localhost:8080", Some("localhost"));
        check("http://127.0.0.1:8080", None);
        check("http://[::1]:8080", None);
        check("https://192.0.2.1", None);
        check("http://watch.example", None);
        check("watch.example", None);
        check("https://", None);
    }

    #[test]
    fn a_passkey_that_was_made_here_proves_who_comes_back() {
        for mut device in [Authenticator::es256(), Authenticator::ed25519()] {
            let made = made(&device.attestation("watch.example"), &party()).unwrap();
            assert_eq!((made.counter, &made.credential), (0, &device.credential));
            let said = client("webauthn.get", &Secret::make(), "https://watch.example");
            let proof = device.sign("watch.example", said);
            assert_eq!(proved(&proof, &made.key, &party()), Ok(1));
        }
    }

    #[test]
    fn a_proof_counts_for_this_page_this_server_and_somebody_known_only() {
        let mut device = Authenticator::es256();
        let made = made(&device.attestation("watch.example"), &party()).unwrap();
        let said = || client("webauthn.get", &Secret::make(), "https://watch.example");
        let check = |what: &str, wrong: PasskeyError, change: &dyn Fn(&mut Authenticator)| {
            let mut other = Authenticator { counter: 0, flags: 0b101, ..device.twin() };
            change(&mut other);
            let id = if wrong == PasskeyError::Party { "evil.example" } else { "watch.example" };
            let proof = other.sign(id, said());
            assert_eq!(proved(&proof, &made.key, &party()), Err(wrong), "{what}");
        };
        check("another server's", PasskeyError::Party, &|_| {});
        check("nobody there", PasskeyError::Nobody, &|device| device.flags = 0);
        check("there and not known", PasskeyError::Nobody, &|device| device.flags = 1);
        check("kept that can't be", PasskeyError::Form, &|device| device.flags = 0b1_0101);
        check("another key", PasskeyError::Signature, &|device| *device = Authenticator::es256());
        let mut proof = device.sign("watch.example", said());
        proof.client.push(b' ');
        assert_eq!(proved(&proof, &made.key, &party()), Err(PasskeyError::Signature));
        proof.authenticator.push(0);
        assert_eq!(proved(&proof, &made.key, &party()), Err(PasskeyError::Form));
    }

    #[test]
    fn a_browser_answers_our_challenge_on_our_own_page() {
        let asked = Secret::make();
        let check = |kind: &str, origin: &str, wrong: Option<PasskeyError>| {
            let found = answered(&client(kind, &asked, origin), Ceremony::SignIn, &party());
            assert_eq!(found.as_ref().err(), wrong.as_ref(), "{kind} {origin}");
            assert!(found.is_err() || found.is_ok_and(|it| it.reveal() == asked.reveal()));
        };
        check("webauthn.get", "https://watch.example", None);
        check("webauthn.create", "https://watch.example", Some(PasskeyError::Form));
        check("webauthn.get", "https://evil.example", Some(PasskeyError::Origin));
        check("webauthn.get", "http://watch.example", Some(PasskeyError::Origin));
        check("webauthn.get", "https://watch.example:8443", Some(PasskeyError::Origin));
        check("webauthn.get", "https://watch.example.evil.example", Some(PasskeyError::Origin));
        let framed = br#"{"type":"webauthn.get","challenge":"x","origin":"https://watch.example","crossOrigin":true}"#;
        let framed = answered(framed, Ceremony::SignIn, &party());
        assert_eq!(framed.err(), Some(PasskeyError::Origin));
        let short = br#"{"type":"webauthn.get","challenge":"x","origin":"https://watch.example"}"#;
        let short = answered(short, Ceremony::SignIn, &party());
        assert_eq!(short.err(), Some(PasskeyError::Challenge));
        assert_eq!(answered(b"{}", Ceremony::SignIn, &party()).err(), Some(PasskeyError::Form));
    }

    #[test]
    fn a_new_passkey_is_one_that_can_be_checked() {
        let device = Authenticator::es256();
        let whole = device.attestation("watch.example");
        for cut in 0..whole.len() {
            assert!(made(&whole[..cut], &party()).is_err(), "the first {cut} bytes");
        }
        let elsewhere = device.attestation("evil.example");
        assert_eq!(made(&elsewhere, &party()), Err(PasskeyError::Party));
        let es384 = Authenticator { algorithm: -35, ..Authenticator::es256() };
        let es384 = es384.attestation("watch.example");
        assert_eq!(made(&es384, &party()), Err(PasskeyError::Algorithm));
    }

    /// The other half of this key was made, and used once, by OpenSSL.
    #[test]
    fn windows_signs_with_rsa() {
        let key = PublicKey::read(&testing::rsa_key()).unwrap();
        assert!(key.signed(testing::RSA_MESSAGE, &testing::rsa_signature()));
        assert!(!key.signed(b"another message", &testing::rsa_signature()));
    }

    #[test]
    fn a_counter_goes_up_or_stays_at_zero() {
        let check = |before: u32, now: u32, fits: bool| {
            assert_eq!(follows(before, now), fits, "{before} then {now}");
        };
        check(0, 0, true);
        check(0, 1, true);
        check(7, 8, true);
        check(7, 100, true);
        check(7, 7, false);
        check(7, 6, false);
        check(7, 0, false);
    }
}
