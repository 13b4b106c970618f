//! The page "How I sign in": one's own passkeys and codes. Without a script it shows and removes; adding one needs a
//! browser that runs it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use super::me::day::Zone;
use super::passkeys::party;
use super::problem::Problem;
use super::signin::{form_token, home, html, sentence, told};
use crate::access::{
    AccessError, Codes, PASSKEYS_MAX, Pass, PasskeyRow, Refused, Right, Routes, wall_ms,
};
use crate::language::Words;
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/keys", Right::OwnKeys, get)
        .says(About::page("How somebody signs in: their passkeys and codes."))
}

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage {
    words: Words,
    name: String,
    token: String,
    home: &'static str,
    /// Whether this is a patient or a carer.
    by_link: bool,
    /// The sign-in service's name, for whom it vouches.
    elsewhere: Option<String>,
    passkeys: Vec<Shown>,
    /// Whether a passkey can be made at this address.
    can_add: bool,
    is_full: bool,
    error: Option<String>,
    /// The second factor of who signs in by a password.
    codes: Option<ShownCodes>,
}

/// The second factor as the page shows it.
struct ShownCodes {
    codes: Codes,
    made: Option<String>,
}

/// A passkey as the page shows it.
struct Shown {
    id: i64,
    name: String,
    made: String,
    used: Option<String>,
}

async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    page(&shared, &pass, words, &headers, (StatusCode::OK, None)).await
}

/// The page again, with why something did not come about.
pub(super) async fn shown_again(
    shared: &Shared,
    pass: &Pass,
    words: Words,
    headers: &HeaderMap,
    why: &Refused,
) -> Result<Response, Problem> {
    let ((status, wait), said) = (told(why), sentence(&words, why));
    let words = words.at("/keys");
    let mut page = page(shared, pass, words, headers, (status, Some(said))).await?;
    if let Some(wait) = wait {
        page.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    Ok(page)
}

async fn page(
    shared: &Shared,
    pass: &Pass,
    words: Words,
    headers: &HeaderMap,
    (status, error): (StatusCode, Option<String>),
) -> Result<Response, Problem> {
    let (access, actor) = (&shared.access, pass.actor());
    let unavailable = |error: AccessError| Problem::unavailable(&error);
    let passkeys = access.passkeys(actor.account).await.map_err(unavailable)?;
    let may = access.may_have_passkeys(actor).await.map_err(unavailable)?;
    // Where staff are, nobody knows here.
    let zone = actor.patients.first().map(|patient| Zone::of(shared, patient));
    let when = |at: i64| match &zone {
        Some(zone) => zone.when(&words, at, wall_ms()),
        None => format!("{} UTC", Zone::utc().when(&words, at, wall_ms())),
    };
    let account = access.account(&actor.name).await.map_err(unavailable)?;
    let codes = match account.has_password {
        true => Some(access.codes(&account).await.map_err(unavailable)?),
        false => None,
    };
    let codes = codes.map(|codes| {
        let made = codes.made_at.map(when);
        ShownCodes { codes, made }
    });
    let is_full = passkeys.len() >= PASSKEYS_MAX;
    let passkeys = passkeys.into_iter().map(|row| Shown::of(row, when)).collect();
    let service = || access.openid().map(|openid| openid.settings.name.clone());
    let page = KeysPage {
        name: actor.name.to_string(),
        token: form_token(actor),
        home: home(&actor.roles),
        by_link: actor.roles.are_for_patients(),
        elsewhere: if may { None } else { Some(service().unwrap_or_default()) },
        can_add: may && party(shared, headers).is_some(),
        is_full,
        passkeys,
        error,
        codes,
        words,
    };
    Ok(html(status, &page))
}

impl Shown {
    fn of(row: PasskeyRow, when: impl Fn(i64) -> String + Copy) -> Self {
        Self { id: row.id, name: row.name, made: when(row.made_at), used: row.used_at.map(when) }
    }
}
