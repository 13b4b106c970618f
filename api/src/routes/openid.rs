//! Signing in by a sign-in service: away, back with a code, and out again.

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Extension, Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::Problem;
use super::signin::{
    base, home, leave, refused_page, safe_path, signed_in, with_cookie, wrong_page,
};
use crate::access::gate::{From as Sender, cookie};
use crate::access::{Need, OpenId, OpenIdError, Routes, wall_ms};
use crate::language::{Words, say};
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/signin/openid", Need::Nothing, begin)
        .says(
            About::of("Sends a browser to the sign-in service.")
                .asks::<Wanted>()
                .elsewhere()
                .refuses(&[404])
                .page_with(503),
        )
        .get("/signin/openid/back", Need::Nothing, finish)
        .says(
            About::of("Where the sign-in service sends it back to.")
                .asks::<Answer>()
                .elsewhere()
                .page_with(400)
                .page_with(401)
                .page_with(403)
                .refuses(&[404])
                .page_with(503),
        )
        .get("/signin/openid/out", Need::Nothing, out)
        .says(
            About::of("Sends a browser to the sign-in service to sign out there, too.")
                .elsewhere()
                .refuses(&[404])
                .page_with(503),
        )
        .post("/signin/openid/signouts", Need::Word, signed_out)
        .says(
            About::of("The sign-in service says that somebody has signed out there.")
                .takes_form::<SignedOut>()
                .says_done()
                .refuses(&[404]),
        )
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SignInElsewhere)]
struct Wanted {
    #[serde(default)]
    next: String,
}

/// What the service sends back with the browser.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = SignInElsewhereAnswer)]
struct Answer {
    code: Option<String>,
    #[serde(default)]
    state: String,
    error: Option<String>,
    iss: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SignedOutElsewhere)]
struct SignedOut {
    logout_token: String,
}

/// Which browser began: for minutes, and for these addresses only.
const COOKIE: &str = "hearthwatch-openid";

fn none() -> Response {
    Problem::not_found(say("problem-no-service")).into_response()
}

async fn begin(
    State(shared): State<Shared>,
    words: Words,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let Some(openid) = shared.access.openid() else { return none() };
    let next = wanted.map_or_else(|_| String::new(), |Query(wanted)| wanted.next);
    let Some(base) = base(&shared.access, &headers) else { return none() };
    let begun = openid.begin(format!("{base}/signin/openid/back"), &next).await;
    match begun {
        Ok(begun) => {
            let secure = if shared.access.settings.is_secure() { "; Secure" } else { "" };
            let cookie = format!(
                "{COOKIE}={}; Path=/signin/openid; HttpOnly; SameSite=Lax; Max-Age=600{secure}",
                begun.cookie.reveal()
            );
            with_cookie(Redirect::to(&begun.address).into_response(), &cookie)
        }
        Err(error) => wrong(&shared, words, &error),
    }
}

async fn finish(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    words: Words,
    headers: HeaderMap,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Response {
    let Some(openid) = shared.access.openid() else { return none() };
    let answer = answer.map_or_else(|_| Answer::default(), |Query(answer)| answer);
    let vouched = vouch(openid, &headers, &answer).await;
    let vouched = match vouched {
        Ok(vouched) => vouched,
        Err(error) => {
            return match shared.access.not_let_in(&error, from).await {
                Ok(()) => wrong(&shared, words, &error),
                Err(refused) => refused_page(&shared, words, &refused),
            };
        }
    };
    match shared.access.let_in(&vouched, from).await {
        Ok((account, secret)) => {
            leave(&shared.access, &headers, from).await;
            let next = safe_path(&vouched.next).unwrap_or(home(&account.roles));
            signed_in(&shared.access, secret.reveal(), next)
        }
        Err(refused) => refused_page(&shared, words, &refused),
    }
}

async fn vouch(
    openid: &OpenId,
    headers: &HeaderMap,
    answer: &Answer,
) -> Result<crate::access::Vouched, OpenIdError> {
    let cookie = cookie(headers, COOKIE);
    let given = match (&answer.code, &answer.error) {
        (Some(code), None) => Ok(code.as_str()),
        (_, error) => Err(error.as_deref().unwrap_or("nothing")),
    };
    let now_s = wall_ms() / 1000;
    openid.finish(&answer.state, cookie, given, answer.iss.as_deref(), now_s).await
}

async fn out(State(shared): State<Shared>, words: Words, headers: HeaderMap) -> Response {
    let Some(openid) = shared.access.openid() else { return none() };
    let Some(base) = base(&shared.access, &headers) else { return none() };
    match openid.way_out(&format!("{base}/signin")).await {
        Ok(Some(address)) => Redirect::to(&address).into_response(),
        Ok(None) => Redirect::to("/signin").into_response(),
        Err(error) => wrong(&shared, words, &error),
    }
}

async fn signed_out(
    State(shared): State<Shared>,
    form: Result<Form<SignedOut>, FormRejection>,
) -> Result<StatusCode, Problem> {
    let Some(openid) = shared.access.openid() else {
        return Err(Problem::not_found(say("problem-no-service")));
    };
    let Form(SignedOut { logout_token }) =
        form.map_err(|error| Problem::unreadable(error.body_text()))?;
    let subject = openid.signed_out(&logout_token, wall_ms() / 1000).await;
    let subject = subject.map_err(|error| Problem::unreadable(error.to_string()))?;
    shared.access.signed_out_elsewhere(&subject).await.map_err(super::signin::refused)?;
    Ok(StatusCode::NO_CONTENT)
}

fn wrong(shared: &Shared, words: Words, error: &OpenIdError) -> Response {
    let status = match error {
        OpenIdError::Provider(_) => StatusCode::SERVICE_UNAVAILABLE,
        OpenIdError::NotBegun => StatusCode::BAD_REQUEST,
        OpenIdError::Refused | OpenIdError::Untrusted(_) => StatusCode::UNAUTHORIZED,
        OpenIdError::NoRole => StatusCode::FORBIDDEN,
    };
    wrong_page(shared, words, status, error)
}
