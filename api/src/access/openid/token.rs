//! A provider's signed tokens: whether one proves what it says.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::keys::{Check, Keys};

/// What an ID token has to say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now_s: i64,
}

/// What a token that says that somebody signed out has to say.
pub(super) struct LogoutExpected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) now_s: i64,
}

/// What a token that can be trusted says.
#[derive(Debug)]
pub(super) struct Claims {
    /// Who it is, for ever, among the provider's people.
    pub(super) subject: String,
    all: Value,
}

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenError {
    #[error("not three parts of base64url with JSON in them")]
    Form,
    #[error("signed by a key or in a way that isn't the provider's")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
    #[error("from somebody else")]
    Issuer,
    #[error("for somebody else")]
    Audience,
    #[error("over, or still to come")]
    Time,
    #[error("for another sign-in")]
    Nonce,
    #[error("about nobody")]
    Subject,
    #[error("about no sign-out")]
    NoLogout,
}

impl TokenError {
    /// For whoever wanted to sign in.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Time => "it is over, or the clocks differ",
            Self::Nonce => "it is for another sign-in",
            Self::Audience => "it is for another program",
            _ => "it proves nothing",
        }
    }
}

/// Clocks may differ by so much.
const LEEWAY_S: i64 = 60;
/// A token that was made longer ago is none of this sign-in.
const AGE_MAX_S: i64 = 15 * 60;
const BYTES_MAX: usize = 64 * 1024;
const SUBJECT_CHARS_MAX: usize = 255;
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What an ID token says, if all of it is as it has to be (OpenID Connect Core 3.1.3.7).
pub(super) fn claims(
    token: &str,
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<Claims, TokenError> {
    let all = signed(token, keys)?;
    for_us(&all, expected.issuer, expected.client_id)?;
    in_time(&all, expected.now_s)?;
    let until = all["exp"].as_f64().ok_or(TokenError::Time)?;
    if until <= (expected.now_s - LEEWAY_S) as f64 {
        return Err(TokenError::Time);
    }
    if all["nonce"].as_str() != Some(expected.nonce) {
        return Err(TokenError::Nonce);
    }
    Ok(Claims { subject: subject(&all)?, all })
}

/// Who signed out, if it is a sign-out (OpenID Connect Back-Channel Logout 2.6).
pub(super) fn logout(
    token: &str,
    keys: &Keys,
    expected: &LogoutExpected<'_>,
) -> Result<String, TokenError> {
    let all = signed(token, keys)?;
    for_us(&all, expected.issuer, expected.client_id)?;
    in_time(&all, expected.now_s)?;
    if !all["events"][LOGOUT].is_object() || !all["nonce"].is_null() {
        return Err(TokenError::NoLogout);
    }
    subject(&all)
}

fn signed(token: &str, keys: &Keys) -> Result<Value, TokenError> {
    if token.len() > BYTES_MAX {
        return Err(TokenError::Form);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(TokenError::Form)?;
    let (head, body) = message.split_once('.').ok_or(TokenError::Form)?;
    let head = json(head)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenError::Form)?;
    let algorithm = head["alg"].as_str().ok_or(TokenError::Form)?;
    // Whoever demands to be understood in more than this isn't.
    if !head["crit"].is_null() {
        return Err(TokenError::UnknownKey);
    }
    match keys.check(head["kid"].as_str(), algorithm, message.as_bytes(), &signature) {
        Check::Right => json(body),
        Check::Wrong => Err(TokenError::Signature),
        Check::NoKey => Err(TokenError::UnknownKey),
    }
}

fn json(part: &str) -> Result<Value, TokenError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Form)?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| TokenError::Form)?;
    if value.is_object() { Ok(value) } else { Err(TokenError::Form) }
}

fn for_us(all: &Value, issuer: &str, client_id: &str) -> Result<(), TokenError> {
    if all["iss"].as_str() != Some(issuer) {
        return Err(TokenError::Issuer);
    }
    let party = all["azp"].as_str();
    let (is_for, alone) = match &all["aud"] {
        Value::String(one) => (one == client_id, true),
        Value::Array(several) => (several.iter().any(|one| one == client_id), several.len() == 1),
        _ => (false, false),
    };
    let is_party = party.map_or(alone, |party| party == client_id);
    if is_for && is_party { Ok(()) } else { Err(TokenError::Audience) }
}

fn in_time(all: &Value, now_s: i64) -> Result<(), TokenError> {
    let made = all["iat"].as_f64().ok_or(TokenError::Time)?;
    let from = all["nbf"].as_f64().unwrap_or(made);
    let latest = (now_s + LEEWAY_S) as f64;
    let oldest = (now_s - AGE_MAX_S) as f64;
    if made > latest || from > latest || made < oldest { Err(TokenError::Time) } else { Ok(()) }
}

fn subject(all: &Value) -> Result<String, TokenError> {
    let subject = all["sub"].as_str().unwrap_or_default();
    let fits = !subject.is_empty() && subject.chars().count() <= SUBJECT_CHARS_MAX;
    if fits { Ok(subject.to_owned()) } else { Err(TokenError::Subject) }
}

impl Claims {
    /// A claim's words: a text, or a list of texts; `a.b` is the claim `b` in the claim `a`.
    pub(super) fn words(&self, claim: &str) -> Vec<String> {
        let mut found = &self.all[claim];
        if found.is_null() {
            found = claim.split('.').fold(&self.all, |value, part| &value[part]);
        }
        match found {
            Value::String(one) => vec![one.clone()],
            Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    use super::*;

    const NOW_S: i64 = 1_800_000_000;

    struct Signer {
        key: EcdsaKeyPair,
        random: SystemRandom,
    }

    impl Signer {
        fn new() -> Self {
            let random = SystemRandom::new();
            let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
            let document = document.unwrap();
            let with = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let key = EcdsaKeyPair::from_pkcs8(with, document.as_ref(), &random).unwrap();
            Self { key, random }
        }

        fn keys(&self) -> Keys {
            let point = self.key.public_key().as_ref();
            let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            Keys::read(&json!({ "keys": [{
                "kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig",
                "x": part(&point[1..33]), "y": part(&point[33..65]),
            }]}))
        }

        fn sign(&self, head: &Value, body: &Value) -> String {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let message = format!("{}.{}", part(head), part(body));
            let signature = self.key.sign(&self.random, message.as_bytes()).unwrap();
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn right() -> Value {
        json!({
            "iss": "https://id.example", "aud": "watch", "sub": "u-1", "nonce": "n",
            "iat": NOW_S - 5, "exp": NOW_S + 300, "groups": ["nurses"], "a": { "b": "c" },
        })
    }

    fn read(token: &str, keys: &Keys) -> Result<Claims, TokenError> {
        let expected =
            Expected { issuer: "https://id.example", client_id: "watch", nonce: "n", now_s: NOW_S };
        claims(token, keys, &expected)
    }

    /// What comes of a token that is right but for this.
    #[track_caller]
    fn check(change: Value, result: Result<(), TokenError>) {
        let signer = Signer::new();
        let mut body = right();
        let words = change.to_string();
        let Value::Object(changes) = change else { panic!("an object") };
        for (name, value) in changes {
            body[name] = value;
        }
        let token = signer.sign(&json!({ "alg": "ES256", "kid": "k1" }), &body);
        assert_eq!(read(&token, &signer.keys()).map(drop), result, "{words}");
    }

    #[test]
    fn a_token_counts_if_everything_in_it_is_as_it_has_to_be() {
        check(json!({}), Ok(()));
        check(json!({ "iss": "https://id.example/" }), Err(TokenError::Issuer));
        check(json!({ "iss": null }), Err(TokenError::Issuer));
        check(json!({ "aud": "other" }), Err(TokenError::Audience));
        check(json!({ "aud": ["watch"] }), Ok(()));
        check(json!({ "aud": ["watch", "other"] }), Err(TokenError::Audience));
        check(json!({ "aud": ["watch", "other"], "azp": "watch" }), Ok(()));
        check(json!({ "azp": "other" }), Err(TokenError::Audience));
        check(json!({ "exp": NOW_S - 61 }), Err(TokenError::Time));
        check(json!({ "exp": null }), Err(TokenError::Time));
        check(json!({ "iat": NOW_S + 61 }), Err(TokenError::Time));
        check(json!({ "iat": NOW_S - 3600 }), Err(TokenError::Time));
        check(json!({ "nbf": NOW_S + 61 }), Err(TokenError::Time));
        check(json!({ "nbf": "x" }), Ok(()));
        check(json!({ "nonce": "m" }), Err(TokenError::Nonce));
        check(json!({ "nonce": null }), Err(TokenError::Nonce));
        check(json!({ "sub": "" }), Err(TokenError::Subject));
    }

    #[test]
    fn a_token_counts_only_if_the_providers_key_signed_it_in_the_keys_way() {
        let (signer, other) = (Signer::new(), Signer::new());
        let keys = signer.keys();
        let with = |head: Value| signer.sign(&head, &right());
        let good = with(json!({ "alg": "ES256", "kid": "k1" }));
        assert!(read(&good, &keys).is_ok());
        assert!(read(&with(json!({ "alg": "ES256" })), &keys).is_ok(), "there is one key");
        for head in [
            json!({ "alg": "none" }),
            json!({ "alg": "HS256", "kid": "k1" }),
            json!({ "alg": "RS256", "kid": "k1" }),
            json!({ "alg": "ES256", "kid": "k2" }),
            json!({ "alg": "ES256", "kid": "k1", "crit": ["x"] }),
        ] {
            assert_eq!(
                read(&with(head.clone()), &keys).unwrap_err(),
                TokenError::UnknownKey,
                "{head}"
            );
        }
        let (message, _) = good.rsplit_once('.').unwrap();
        assert_eq!(read(&format!("{message}."), &keys).unwrap_err(), TokenError::Signature);
        let forged = other.sign(&json!({ "alg": "ES256", "kid": "k1" }), &right());
        assert_eq!(read(&forged, &keys).unwrap_err(), TokenError::Signature);
        for text in ["", "a", "a.b", "..", "e30.e30.e30", &"a".repeat(70_000)] {
            assert!(read(text, &keys).is_err(), "{text:.20}");
        }
    }

    #[test]
    fn groups_are_found_in_lists_texts_and_below() {
        let signer = Signer::new();
        let token = signer.sign(&json!({ "alg": "ES256" }), &right());
        let claims = read(&token, &signer.keys()).unwrap();
        assert_eq!(claims.words("groups"), ["nurses"]);
        assert_eq!(claims.words("a.b"), ["c"]);
        assert!(claims.words("a.x").is_empty());
    }

    #[test]
    fn a_sign_out_says_that_it_is_one_and_an_id_token_is_none() {
        let signer = Signer::new();
        let expected =
            LogoutExpected { issuer: "https://id.example", client_id: "watch", now_s: NOW_S };
        let mut body =
            json!({ "iss": "https://id.example", "aud": "watch", "sub": "u-1", "iat": NOW_S });
        let head = json!({ "alg": "ES256" });
        let read = |body: &Value| logout(&signer.sign(&head, body), &signer.keys(), &expected);
        assert_eq!(read(&body), Err(TokenError::NoLogout));
        body["events"] = json!({ LOGOUT: {} });
        assert_eq!(read(&body), Ok("u-1".to_owned()));
        body["nonce"] = json!("n");
        assert_eq!(read(&body), Err(TokenError::NoLogout), "no ID token in its place");
        assert_eq!(read(&right()), Err(TokenError::NoLogout));
    }
}
