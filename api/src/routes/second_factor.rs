//! The second factor: codes from an app beside a password. Typed on a page of its own when somebody signs
//! in; set up and taken away on "How I sign in". No script needed.

use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::Problem;
use super::signin::{
    check_form, form_token, home, html, leave, safe_path, sentence, signed_in, told, with_cookie,
};
use crate::access::gate::{From as Sender, cookie};
use crate::access::{
    Access, Half, Need, Pass, RecoveryCode, Refused, Right, Routes, Secret, TotpSecret,
};
use crate::language::Words;
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/signin/second", Need::Nothing, page)
        .says(About::page("The code that is missing after a password.").page_with(503))
        .post("/signin/second", Need::Nothing, finish)
        .says(
            About::of("Signs in who brings the code.")
                .takes_form::<Code>()
                .elsewhere()
                .text("text/html")
                .page_with(400)
                .page_with(401)
                .page_with(429)
                .page_with(503),
        )
        .post("/keys/codes/new", Right::OwnKeys, begin_own)
        .says(about_own("Begins to set up codes from an app."))
        .post("/keys/codes", Right::OwnKeys, finish_own)
        .says(about_own("Sets codes up, by the first of them."))
        .post("/keys/codes/removals", Right::OwnKeys, remove_own)
        .says(about_own("Takes one's own codes away."))
}

fn about_own(summary: &'static str) -> About {
    About::of(summary)
        .takes_form::<OwnCode>()
        .text("text/html")
        .elsewhere()
        .page_with(401)
        .page_with(403)
        .page_with(409)
        .page_with(429)
}

/// Which browser is halfway: for minutes, and for these addresses only.
const COOKIE: &str = "hearthwatch-second";

/// Sends somebody whose password was right to bring the code.
pub(super) fn halfway(access: &Access, secret: &Secret, next: &str) -> Response {
    let secure = if access.settings.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={}; Path=/signin; HttpOnly; SameSite=Lax; Max-Age=600{secure}",
        secret.reveal()
    );
    let to = match safe_path(next) {
        Some(next) => format!("/signin/second?next={next}"),
        None => "/signin/second".to_owned(),
    };
    with_cookie(Redirect::to(&to).into_response(), &cookie)
}

/// A secret as a page shows it to an app.
struct Drawn {
    letters: String,
    /// How many dots wide, with its margin.
    width: usize,
    /// The dots, as an SVG path.
    path: String,
}

impl Drawn {
    fn of(secret: &TotpSecret, name: &str) -> Self {
        let letters = secret.letters();
        let Ok(code) = qrcode::QrCode::new(secret.address(name)) else {
            return Self { letters, width: 0, path: String::new() };
        };
        let width = code.width();
        let dots = code.to_colors().into_iter().enumerate();
        let dark = dots.filter(|(_, color)| *color == qrcode::Color::Dark);
        let path =
            dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + MARGIN, at / width + MARGIN));
        Self { letters, path: path.collect(), width: width + 2 * MARGIN }
    }
}

/// Around a QR code so many dots stay empty.
const MARGIN: usize = 4;

#[derive(Template)]
#[template(path = "second.html")]
struct SecondPage<'a> {
    words: Words,
    error: Option<String>,
    /// If codes are to be set up.
    new: Option<Drawn>,
    action: &'static str,
    /// What a form of somebody who is signed in holds.
    token: Option<String>,
    next: &'a str,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct RecoveryPage<'a> {
    words: Words,
    codes: Vec<String>,
    next: &'a str,
}

#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn page(
    State(shared): State<Shared>,
    words: Words,
    headers: HeaderMap,
    asked: Result<Query<Next>, QueryRejection>,
) -> Response {
    let next = asked.map_or_else(|_| Next::default(), |Query(asked)| asked).next;
    shown(&shared, words, &headers, (StatusCode::OK, None), &next).await
}

/// The page for whoever is halfway; who isn't begins again.
async fn shown(
    shared: &Shared,
    words: Words,
    headers: &HeaderMap,
    (status, error): (StatusCode, Option<String>),
    next: &str,
) -> Response {
    let waiting = match cookie(headers, COOKIE) {
        Some(secret) => shared.access.waiting(secret).await,
        None => Ok(None),
    };
    let waiting = match waiting {
        Ok(Some(waiting)) => waiting,
        Ok(None) => return Redirect::to("/signin").into_response(),
        Err(error) => return super::signin::refused_page(shared, words, &error.into()),
    };
    let new = match &waiting.half {
        Half::Code => None,
        Half::SetUp(secret) => Some(Drawn::of(secret, waiting.account.name.as_str())),
    };
    let words = words.at("/signin/second");
    let (action, next) = ("/signin/second", safe_path(next).unwrap_or_default());
    html(status, &SecondPage { words, error, new, action, token: None, next })
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SignInCode)]
struct Code {
    code: String,
    #[serde(default)]
    next: String,
}

async fn finish(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    words: Words,
    headers: HeaderMap,
    typed: Result<Form<Code>, FormRejection>,
) -> Response {
    let Ok(Form(Code { code, next })) = typed else {
        let why = Some(words.say("codes-why-wrong").to_string());
        return shown(&shared, words, &headers, (StatusCode::BAD_REQUEST, why), "").await;
    };
    let Some(secret) = cookie(&headers, COOKIE) else {
        return Redirect::to("/signin").into_response();
    };
    match shared.access.finish(secret, &code, from).await {
        Ok((account, session, recovery)) => {
            leave(&shared.access, &headers, from).await;
            let next = safe_path(&next).unwrap_or(home(&account.roles));
            let response = signed_in(&shared.access, session.reveal(), next);
            if recovery.is_empty() {
                return response;
            }
            let mut page = recovery_page(words, &recovery, next);
            if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
                page.headers_mut().insert(header::SET_COOKIE, cookie.clone());
            }
            page
        }
        Err(Refused::NotHalfway) => Redirect::to("/signin").into_response(),
        Err(why) => {
            let ((status, wait), said) = (told(&why), sentence(&words, &why));
            let mut page = shown(&shared, words, &headers, (status, Some(said)), &next).await;
            wait_for(&mut page, wait);
            page
        }
    }
}

fn wait_for(page: &mut Response, wait: Option<HeaderValue>) {
    if let Some(wait) = wait {
        page.headers_mut().insert(header::RETRY_AFTER, wait);
    }
}

fn recovery_page(words: Words, codes: &[RecoveryCode], next: &str) -> Response {
    let codes = codes.iter().map(RecoveryCode::reveal).collect();
    html(StatusCode::OK, &RecoveryPage { words: words.at(next), codes, next })
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormCode)]
struct OwnCode {
    token: String,
    /// Of the app, or a recovery code; none where none is needed.
    #[serde(default)]
    code: String,
}

type Sent = Result<Form<OwnCode>, FormRejection>;

fn read(pass: &Pass, form: Sent) -> Result<String, Problem> {
    let Form(OwnCode { token, code }) =
        form.map_err(|error| Problem::unreadable(error.body_text()))?;
    check_form(pass.actor(), &token)?;
    Ok(code)
}

async fn begin_own(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    headers: HeaderMap,
    form: Sent,
) -> Result<Response, Problem> {
    let code = read(&pass, form)?;
    match shared.access.begin_codes(pass.actor(), &code).await {
        Ok(secret) => Ok(own_page(&pass, words, (StatusCode::OK, None), &secret)),
        Err(why) => super::keys::shown_again(&shared, &pass, words, &headers, &why).await,
    }
}

async fn finish_own(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    headers: HeaderMap,
    form: Sent,
) -> Result<Response, Problem> {
    let code = read(&pass, form)?;
    match shared.access.finish_codes(pass.actor(), &code).await {
        Ok(recovery) => Ok(recovery_page(words, &recovery, "/keys")),
        Err(why) => match shared.access.new_codes(pass.actor()) {
            Some(secret) => {
                let ((status, wait), said) = (told(&why), sentence(&words, &why));
                let mut page = own_page(&pass, words, (status, Some(said)), &secret);
                wait_for(&mut page, wait);
                Ok(page)
            }
            None => super::keys::shown_again(&shared, &pass, words, &headers, &why).await,
        },
    }
}

async fn remove_own(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    headers: HeaderMap,
    form: Sent,
) -> Result<Response, Problem> {
    let code = read(&pass, form)?;
    match shared.access.remove_codes(pass.actor(), &code).await {
        Ok(()) => Ok(Redirect::to("/keys").into_response()),
        Err(why) => super::keys::shown_again(&shared, &pass, words, &headers, &why).await,
    }
}

fn own_page(
    pass: &Pass,
    words: Words,
    (status, error): (StatusCode, Option<String>),
    secret: &TotpSecret,
) -> Response {
    let new = Some(Drawn::of(secret, &pass.actor().name));
    let token = Some(form_token(pass.actor()));
    let page =
        SecondPage { words: words.at("/keys"), error, new, action: "/keys/codes", token, next: "" };
    html(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_drawn_with_a_margin_and_told_in_letters() {
        let secret = TotpSecret::of_bytes(&[7; 20]).unwrap();
        let drawn = Drawn::of(&secret, "Ann Moss");
        assert_eq!(drawn.letters.len(), 32 + 7);
        assert!(drawn.width > 2 * MARGIN + 21, "{}", drawn.width);
        assert!(drawn.path.starts_with(&format!("M{MARGIN} {MARGIN}h1v1h-1z")), "a corner is dark");
    }
}
