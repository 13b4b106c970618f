//! The gate before every route: who asks, may they, does the request come from our own page; and the
//! line in the trail afterwards.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::audit::{Outcome, Record};
use super::pass::{Actor, Pass, Way};
use super::role::Role;
use super::routes::{Need, Row};
use super::service::{Access, now_ms};
use super::store::AccessError;
use crate::language::{Words, say};
use crate::routes::{Problem, read_by};
use crate::server::Shared;

/// Where the request comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct From(pub(crate) IpAddr);

/// Lets a request through to its route, or not.
pub(crate) async fn gate(
    State((shared, row)): State<(Shared, Row)>,
    mut request: Request,
    next: Next,
) -> Response {
    let access = shared.access.clone();
    let from = address(&request, &access);
    request.extensions_mut().insert(From(from));
    let actor = match who(&access, request.headers(), from).await {
        Ok(actor) => actor.map(Arc::new),
        Err(error) => return Problem::unavailable(&error).into_response(),
    };
    read_by(request.extensions(), actor.as_ref().and_then(|actor| actor.language));
    if row.need != Need::Word && is_forged(&request, actor.as_deref()) {
        let record = record(&row, &request, actor.as_deref(), None, from).with(Outcome::Denied);
        return refused(&access, &record, Problem::forged().into_response()).await;
    }
    let Some(actor) = actor else {
        return match row.need {
            Need::Nothing | Need::Word => next.run(request).await,
            _ => {
                let record = record(&row, &request, None, None, from).with(Outcome::Denied);
                refused(&access, &record, not_signed_in(&request)).await
            }
        };
    };
    let role = match row.need {
        Need::Nothing | Need::Word => {
            request.extensions_mut().insert(actor);
            return next.run(request).await;
        }
        Need::SignedIn => actor.roles.iter().next(),
        Need::Has(right) => actor.may(right),
    };
    let Some(role) = role else {
        let record = record(&row, &request, Some(&actor), None, from).with(Outcome::Denied);
        return written(&access, &record, not_allowed(&request, &actor)).await;
    };
    let about = Arc::new(OnceLock::new());
    let mut record = record(&row, &request, Some(&actor), Some(role), from);
    let is_look = request.method().is_safe();
    request.extensions_mut().insert(Pass::of(actor.clone(), role, about.clone()));
    let response = next.run(request).await;
    record.patient = about.get().map(ToString::to_string).or(record.patient);
    let record = record.with(outcome(response.status(), about.get().is_some()));
    if is_look && record.outcome == Outcome::Done && !is_taken_away(row.need) {
        return match (&record.patient, is_about_patients(row.need)) {
            (None, false) => response,
            _ => match access.audit.look(actor.way.hash(), record).await {
                Ok(()) => response,
                Err(_) => Problem::unwritten().into_response(),
            },
        };
    }
    if is_look && record.outcome == Outcome::Failed {
        return response;
    }
    written(&access, &record, response).await
}

/// Writes down what was done, or refused; nothing is said to be done that isn't written down.
async fn written(access: &Access, record: &Record, response: Response) -> Response {
    match access.audit.write(record).await {
        Ok(()) => response,
        Err(_) => Problem::unwritten().into_response(),
    }
}

/// The same for what anybody can cause.
async fn refused(access: &Access, record: &Record, response: Response) -> Response {
    match access.audit.refuse(record).await {
        Ok(()) => response,
        Err(_) => Problem::unwritten().into_response(),
    }
}

/// A list of everybody is written down without a name, once for each session in a while.
fn is_about_patients(need: Need) -> bool {
    use super::right::Right::{Exchange, Export, Feed, Record, Worklist};
    matches!(need, Need::Has(Worklist | Feed | Record | Exchange | Export))
}

/// A file that leaves with somebody is written down each time, with which one it was.
fn is_taken_away(need: Need) -> bool {
    need == Need::Has(super::right::Right::Documents)
}

fn outcome(status: StatusCode, is_about_patient: bool) -> Outcome {
    match status {
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Outcome::Denied,
        // Somebody else's record looks like none.
        StatusCode::NOT_FOUND if is_about_patient => Outcome::Denied,
        status if status.is_client_error() || status.is_server_error() => Outcome::Failed,
        _ => Outcome::Done,
    }
}

fn record(
    row: &Row,
    request: &Request,
    actor: Option<&Actor>,
    role: Option<Role>,
    from: IpAddr,
) -> Record {
    let who = actor.map_or("", |actor| &actor.name);
    let mut record = Record::of(now_ms(), who, &format!("{} {}", row.method, row.path)).from(from);
    record.account = actor.map(|actor| actor.account);
    record.role = role.map(|role| role.key().to_owned());
    record.patient = actor.and_then(|_| named(row.path, request.uri().path()));
    // An open route's address may hold a secret, others' name what it is about.
    if !matches!(row.need, Need::Nothing | Need::Word) && row.path.contains('{') {
        record = record.about(request.uri().path());
    }
    record
}

/// The patient whom an address names.
fn named(template: &str, path: &str) -> Option<String> {
    let is_patient = ["/patients/{id}", "/me/{id}"].iter().any(|part| template.contains(part));
    let place = template.split('/').position(|part| part == "{id}").filter(|_| is_patient)?;
    let patient: vitals::PatientId = path.split('/').nth(place)?.parse().ok()?;
    Some(patient.to_string())
}

/// Who asks: by a token if there is one, else by the session's cookie.
async fn who(
    access: &Access,
    headers: &HeaderMap,
    from: IpAddr,
) -> Result<Option<Actor>, AccessError> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
        // Who comes with a token that doesn't count is nobody, whatever cookie there is.
        return match token {
            Some(token) => access.of_token(token.trim(), from).await,
            None => Ok(None),
        };
    }
    match cookie(headers, access.settings.cookie()) {
        Some(secret) => access.of_session(secret, from).await,
        None => Ok(None),
    }
}

/// The value of a cookie. Of two with one name neither counts: one may be another's.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether another site's page may have sent this in somebody's name. What changes something has to say
/// that it comes from here, unless it comes with a token, which no browser adds by itself.
fn is_forged(request: &Request, actor: Option<&Actor>) -> bool {
    if request.method().is_safe() {
        return false;
    }
    if matches!(actor.map(|actor| &actor.way), Some(Way::Token(..))) {
        return false;
    }
    let site = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let says_origin = request.headers().contains_key(header::ORIGIN);
    match site {
        Some("same-origin") => false,
        // That an origin is ours, the guard before this has made sure.
        Some("none") | None => !says_origin,
        Some(_) => true,
    }
}

/// Where a request comes from. Behind a proxy on this machine it says so itself; nobody else is believed.
fn address(request: &Request, access: &Access) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip());
    if access.settings.public_url.is_none() || !peer.is_loopback() {
        return peer;
    }
    let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
    let last =
        forwarded.and_then(|value| value.to_str().ok()).and_then(|all| all.rsplit(',').next());
    last.and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
}

/// Whether whoever asks would read a page.
fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let path = request.uri().path();
    !path.starts_with("/api/")
        && request.method() == Method::GET
        && accept.is_some_and(|accept| accept.contains("text/html"))
}

fn not_signed_in(request: &Request) -> Response {
    if !wants_page(request) {
        return Problem::unauthorized().into_response();
    }
    let path = request.uri().path();
    let to = if path == "/" { "/signin".to_owned() } else { format!("/signin?next={path}") };
    Redirect::to(&to).into_response()
}

fn not_allowed(request: &Request, actor: &Actor) -> Response {
    if wants_page(request) {
        let words = Words::of(request.headers(), request.uri(), Some(actor));
        return crate::routes::not_allowed_page(words, actor);
    }
    Problem::forbidden(say("problem-not-your-role")).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(method: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().method(method).uri("/api/worklist");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn what_changes_something_has_to_come_from_our_own_page() {
        let check = |method: &str, headers: &[(&str, &str)], forged: bool| {
            assert_eq!(is_forged(&request(method, headers), None), forged, "{method} {headers:?}");
        };
        let ours = ("origin", "http://127.0.0.1:8080");
        check("GET", &[], false);
        check("POST", &[], true);
        check("POST", &[ours], false);
        check("DELETE", &[("sec-fetch-site", "same-origin")], false);
        check("POST", &[ours, ("sec-fetch-site", "cross-site")], true);
        check("POST", &[ours, ("sec-fetch-site", "same-site")], true);
        check("PUT", &[("sec-fetch-site", "none")], true);
        check("PATCH", &[("referer", "http://127.0.0.1:8080/work")], true);
    }

    #[test]
    fn an_address_names_its_patient() {
        let check = |template: &str, path: &str, patient: Option<&str>| {
            assert_eq!(named(template, path).as_deref(), patient, "{path}");
        };
        check("/api/patients/{id}/care", "/api/patients/p-1/care", Some("p-1"));
        check("/patients/{id}", "/patients/p-1", Some("p-1"));
        check("/me/{id}/looks", "/me/p-1/looks", Some("p-1"));
        check("/api/gateways/{id}/commands", "/api/gateways/gw-1/commands", None);
        check("/api/patients/{id}", "/api/patients/a b", None);
    }

    #[test]
    fn a_cookie_counts_if_there_is_one_of_its_name() {
        let check = |lines: &[&str], found: Option<&str>| {
            let headers: Vec<_> = lines.iter().map(|line| ("cookie", *line)).collect();
            let request = request("GET", &headers);
            assert_eq!(cookie(request.headers(), "hearthwatch"), found, "{lines:?}");
        };
        check(&["hearthwatch=abc"], Some("abc"));
        check(&["a=b; hearthwatch=abc; c=d"], Some("abc"));
        check(&["a=b", "hearthwatch=abc"], Some("abc"));
        check(&["xhearthwatch=abc"], None);
        check(&["hearthwatch=abc; hearthwatch=def"], None);
        check(&["hearthwatch=abc", "hearthwatch=abc"], None);
        check(&[], None);
    }
}
