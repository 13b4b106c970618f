//! The HTTP interface. Sign-in comes with the pages' own issue: until then the server binds to
//! loopback, and whoever can reach it is believed.

mod alerts;
mod answers;
mod attributions;
mod bounded;
mod care;
mod claims;
mod cohort;
mod contacts;
mod events;
mod found;
pub(crate) mod gateways;
mod limit;
mod live;
mod ops;
mod pages;
mod patients;
mod plan;
mod problem;
mod quarantine;
mod recomputed;
mod resumptions;
mod rota;
mod rules;
mod unclaimed;
mod withdrawals;
mod worklist;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::server::Shared;
use problem::Problem;
pub(crate) use rules::activations;

/// Nothing that is posted here is longer.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// All routes.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/api/worklist", get(worklist::get))
        .route("/api/live", get(live::get))
        .route("/api/alerts/{id}/acknowledge", post(alerts::acknowledge))
        .route("/api/alerts/{id}/acts", post(alerts::post))
        .route("/api/patients/{id}", get(patients::get))
        .route("/api/patients/{id}/answers", post(answers::post))
        .route("/api/patients/{id}/care", get(care::get))
        .route("/api/patients/{id}/claims", post(claims::post))
        .route("/api/patients/{id}/contacts", get(contacts::get).post(contacts::post))
        .route("/api/patients/{id}/contacts/{contact}/withdrawals", post(contacts::withdraw))
        .route("/api/patients/{id}/events/{event}", get(events::get))
        .route("/api/patients/{id}/events/{event}/replays", post(recomputed::post))
        .route("/api/patients/{id}/plan", get(plan::get).put(plan::put))
        .route("/api/patients/{id}/resumptions", post(resumptions::post))
        .route("/api/readings/{id}/attributions", post(attributions::post))
        .route("/api/readings/{id}/withdrawals", post(withdrawals::post))
        .route("/api/rota", get(rota::get).put(rota::put))
        .route("/api/ops", get(ops::get))
        .route("/api/quarantine", get(quarantine::get))
        .route("/api/unclaimed", get(unclaimed::get))
        .route("/metrics", get(ops::metrics))
        .merge(cohort::router())
        .merge(gateways::router())
        .merge(rules::router())
        .merge(pages::router())
        .fallback(|| async { Problem::not_found("there is nothing at this address") })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(guard))
        .with_state(shared)
}

/// Refuses what another site's page sends, and tells browsers how little the pages need.
async fn guard(request: Request, next: Next) -> Response {
    let is_page = !request.uri().path().starts_with("/api/");
    let mut response = if is_from_here(&request) {
        next.run(request).await
    } else {
        Problem::forbidden("this request comes from another site's page").into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !is_page {
        // What the interface answers is about people: no cache keeps it.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

const HEADERS: [(header::HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Refuses another site's page, and another name for this machine: a page whose name was turned to
/// this address after it was loaded would pass for our own.
fn is_from_here(request: &Request) -> bool {
    let header =
        |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host =
        header(header::HOST).or(request.uri().authority().map(|authority| authority.as_str()));
    let Some(host) = host else {
        return false;
    };
    // A browser names the origin of the page that sends; programs name none.
    let same_origin = header(header::ORIGIN).is_none_or(|origin| {
        origin.strip_prefix("http://").or(origin.strip_prefix("https://")) == Some(host)
    });
    same_origin && is_our_name(host)
}

/// Addresses and `localhost` can't be turned to another machine; a name behind a proxy that knows it
/// comes with sign-in.
fn is_our_name(host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.parse::<u16>().is_ok())
        .map_or(host, |(name, _)| name);
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, origin: Option<&str>, accepted: bool) {
        let mut request = axum::http::Request::get("/api/worklist").header(header::HOST, host);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let request = request.body(axum::body::Body::empty()).unwrap();
        assert_eq!(is_from_here(&request), accepted, "host {host}, origin {origin:?}");
    }

    #[test]
    fn only_our_own_pages_and_programs_are_answered() {
        check("localhost:8080", None, true);
        check("127.0.0.1:8080", Some("http://127.0.0.1:8080"), true);
        check("[::1]:8080", Some("http://[::1]:8080"), true);
        check("192.168.1.7:8080", None, true);
        check("localhost:8080", Some("http://evil.example"), false);
        check("localhost:8080", Some("null"), false);
        check("evil.example:8080", Some("http://evil.example:8080"), false);
        check("evil.example", None, false);
    }
}
