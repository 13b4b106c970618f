//! Passkeys: the page where somebody sees, adds and removes their own, and signing in by one. Passkeys need
//! a script; nobody needs a passkey.

use axum::Form;
use axum::Json;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounded;
use super::embedded::{Embedded, SCRIPT};
use super::problem::{Problem, Technical};
use super::signin::{base, check_form, home, leave, refused, safe_path, signed_in};
use crate::access::gate::From as Sender;
use crate::access::{
    ALGORITHMS, AccessError, CHALLENGE_LIFE, Need, Party, Pass, PasskeyError, Proof, Refused,
    Right, Routes,
};
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/keys.js", Need::Nothing, script)
        .says(About::of("What pages do with passkeys.").text("text/javascript"))
        .post("/api/passkeys/challenges", Right::OwnKeys, begin)
        .says(
            About::of("Begins to add a passkey to one's own account.")
                .gives::<ToAdd>()
                .refuses(&[404, 409]),
        )
        .post("/api/passkeys", Right::OwnKeys, add)
        .says(
            About::of("Adds a passkey that a browser has made.")
                .takes::<Made>()
                .says_done()
                .refuses(&[404, 409, 422]),
        )
        .post("/keys/removals", Right::OwnKeys, remove)
        .says(
            About::of("Takes a passkey of one's own away.")
                .takes_form::<Removal>()
                .elsewhere()
                .refuses(&[404]),
        )
        .post("/signin/passkey/challenges", Need::Nothing, begin_sign_in)
        .says(
            About::of("Begins to sign somebody in by a passkey.")
                .gives::<ToSign>()
                .refuses(&[404, 429]),
        )
        .post("/signin/passkey", Need::Nothing, sign_in)
        .says(
            About::of("Signs somebody in by what their passkey has signed.")
                .takes::<Signed>()
                .gives::<Whither>()
                .refuses(&[401, 404, 429]),
        )
}

static KEYS: Embedded = Embedded::new(SCRIPT, include_bytes!("../../templates/keys.js"));

async fn script(headers: HeaderMap) -> Response {
    KEYS.answer(&headers)
}

/// For whom passkeys are at the address that was asked; none where browsers know none.
pub(super) fn party(shared: &Shared, headers: &HeaderMap) -> Option<Party> {
    Party::of(&base(&shared.access, headers)?)
}

fn party_or_problem(shared: &Shared, headers: &HeaderMap) -> Result<Party, Problem> {
    party(shared, headers).ok_or_else(|| Problem::not_found(say("problem-no-passkeys")))
}

/// What a browser makes a passkey with. Bytes are base64url without `=`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PasskeyToAdd)]
struct ToAdd {
    challenge: String,
    rp_id: String,
    user_id: String,
    user_name: String,
    /// COSE's numbers, the best first.
    algorithms: Vec<i64>,
    /// Passkeys that there are: a device that has one makes no other.
    known: Vec<String>,
    timeout_ms: u64,
}

async fn begin(
    State(shared): State<Shared>,
    pass: Pass,
    headers: HeaderMap,
) -> Result<Json<ToAdd>, Problem> {
    let party = party_or_problem(&shared, &headers)?;
    let new = shared.access.begin_passkey(pass.actor()).await.map_err(told)?;
    Ok(Json(ToAdd {
        challenge: new.challenge.reveal().to_owned(),
        rp_id: party.id,
        user_id: text(&new.handle),
        user_name: pass.actor().name.to_string(),
        algorithms: ALGORITHMS.to_vec(),
        known: new.known.iter().map(|id| text(id)).collect(),
        timeout_ms: timeout_ms(),
    }))
}

/// A passkey that a browser has made. Bytes are base64url without `=`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasskeyMade)]
struct Made {
    /// What its owner calls it, in 50 characters at most.
    name: String,
    client_data: String,
    attestation: String,
}

const NAME_CHARS_MAX: usize = 50;

async fn add(
    State(shared): State<Shared>,
    pass: Pass,
    headers: HeaderMap,
    made: Result<Json<Made>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let made = bounded::body(made)?;
    let party = party_or_problem(&shared, &headers)?;
    let name = bounded::short(&made.name, NAME_CHARS_MAX).ok_or_else(|| {
        Problem::bad_request(say("problem-text").with("field", "name").with("max", NAME_CHARS_MAX))
    })?;
    let client = bytes("client_data", &made.client_data)?;
    let attestation = bytes("attestation", &made.attestation)?;
    let added = shared.access.add_passkey(pass.actor(), &party, &name, (&client, &attestation));
    added.await.map_err(told)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormPasskeyRemoval)]
struct Removal {
    token: String,
    passkey: i64,
}

async fn remove(
    State(shared): State<Shared>,
    pass: Pass,
    form: Result<Form<Removal>, FormRejection>,
) -> Result<Redirect, Problem> {
    let Form(Removal { token, passkey }) =
        form.map_err(|error| Problem::unreadable(error.body_text()))?;
    check_form(pass.actor(), &token)?;
    shared.access.remove_passkey(pass.actor(), passkey).await.map_err(told)?;
    Ok(Redirect::to("/keys"))
}

/// What a browser has a passkey sign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PasskeyToSign)]
struct ToSign {
    challenge: String,
    rp_id: String,
    timeout_ms: u64,
}

async fn begin_sign_in(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    headers: HeaderMap,
) -> Result<Json<ToSign>, Problem> {
    let party = party_or_problem(&shared, &headers)?;
    let challenge = shared.access.begin_passkey_sign_in(from).map_err(told)?;
    let challenge = challenge.reveal().to_owned();
    Ok(Json(ToSign { challenge, rp_id: party.id, timeout_ms: timeout_ms() }))
}

/// What a passkey has signed. Bytes are base64url without `=`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasskeySigned)]
struct Signed {
    credential: String,
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_id: String,
    /// Where to go afterwards.
    #[serde(default)]
    next: String,
}

/// Where to go now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignedIn)]
struct Whither {
    next: String,
}

async fn sign_in(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    headers: HeaderMap,
    signed: Result<Json<Signed>, JsonRejection>,
) -> Result<Response, Problem> {
    let signed = bounded::body(signed)?;
    let party = party_or_problem(&shared, &headers)?;
    let proof = Proof {
        credential: bytes("credential", &signed.credential)?,
        client: bytes("client_data", &signed.client_data)?,
        authenticator: bytes("authenticator_data", &signed.authenticator_data)?,
        signature: bytes("signature", &signed.signature)?,
        handle: bytes("user_id", &signed.user_id)?,
    };
    let signed_by = shared.access.sign_in_by_passkey(&party, &proof, from).await;
    // Whose passkey it is, and why it doesn't count, is nobody's who can't sign in.
    let (account, secret) = signed_by.map_err(|why| match why {
        Refused::Passkey(_) | Refused::Locked => Problem::unauthorized(),
        other => told(other),
    })?;
    leave(&shared.access, &headers, from).await;
    let next = safe_path(&signed.next).unwrap_or(home(&account.roles)).to_owned();
    let cookie = signed_in(&shared.access, secret.reveal(), "/");
    let cookie = cookie.headers().get(header::SET_COOKIE).cloned();
    let mut response = Json(Whither { next }).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn told(why: Refused) -> Problem {
    match why {
        Refused::Store(AccessError::Full) => {
            Problem::conflict("problem-title-passkeys-many", say("problem-passkeys-many"))
        }
        Refused::Store(AccessError::Unknown) => Problem::not_found(say("problem-no-passkey")),
        Refused::Elsewhere => {
            Problem::conflict("problem-title-elsewhere", say("problem-elsewhere"))
        }
        Refused::Passkey(PasskeyError::Form) => Problem::unreadable(why.to_string()),
        Refused::Passkey(_) => Problem::unprocessable(Technical(why.to_string())),
        other => refused(other),
    }
}

fn timeout_ms() -> u64 {
    CHALLENGE_LIFE.as_secs() * 1000
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(key: &str, text: &str) -> Result<Vec<u8>, Problem> {
    let wrong = || Problem::unreadable(format!("`{key}` is no base64url without `=`"));
    URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())
}
