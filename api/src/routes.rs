//! The HTTP interface: the table of routes, and what every answer has in its headers.

mod accounts;
mod alerts;
mod answers;
mod appointments;
mod attributions;
mod audit;
mod automation;
mod bounded;
mod care;
mod charts;
mod circle;
mod claims;
mod cohort;
mod contacts;
mod devices;
mod docs;
mod documents;
mod embedded;
mod events;
pub(crate) mod found;
pub(crate) mod gateways;
mod keys;
mod language;
mod limit;
mod live;
#[cfg(test)]
mod matrix;
mod me;
mod medicines;
mod mends;
mod messages;
mod metrics;
mod openid;
mod ops;
mod pages;
mod passkeys;
mod patients;
mod plan;
#[cfg(test)]
mod planned;
mod problem;
mod quarantine;
mod recomputed;
mod resumptions;
mod rota;
#[cfg(test)]
mod round;
mod rules;
mod second_factor;
mod signin;
mod stays;
mod teams;
mod unclaimed;
mod whereabouts;
mod withdrawals;
mod worklist;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use crate::access::{Right, Routes, Settings, without_port};
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;
pub(crate) use found::reading_id as quarantine_id;
pub(crate) use problem::{Problem, read_by, worded};
pub(crate) use rules::activations;
pub(crate) use signin::{DemoWay, not_allowed as not_allowed_page};

/// Nothing that is posted here is longer.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// All routes. What is not here is not there, and what is here says what it needs.
fn table(shared: Shared) -> Routes {
    let routes = Routes::new(shared)
        .get("/api/worklist", Right::Worklist, worklist::get)
        .says(
            About::of("Everybody, with what is open about them.").gives::<crate::json::Worklist>(),
        )
        .get("/api/live", Right::Feed, live::get)
        .says(
            About::of(
                "The work list, then every row that changes, then a beat: server-sent events.",
            )
            .text("text/event-stream"),
        )
        .post("/api/alerts/{id}/acknowledge", Right::Act, alerts::acknowledge)
        .says(
            About::of("Says that somebody has seen an alert.")
                .takes::<alerts::Acknowledgement>()
                .gives::<crate::json::AlertJson>()
                .refuses(&[409, 422]),
        )
        .post("/api/alerts/{id}/acts", Right::Act, alerts::post)
        .says(
            About::of("Acknowledges, gives away, silences, escalates or closes an alert, or takes that back.")
                .takes::<alerts::Wish>()
                .gives::<crate::json::AlertJson>()
                .refuses(&[409, 422]),
        )
        .get("/api/patients/{id}", Right::Record, patients::get)
        .says(
            About::of("One person: row, readings and timeline.")
                .asks::<patients::Around>()
                .gives::<patients::Patient>(),
        )
        .get("/api/patients/{id}/looks", Right::Looks, audit::looks)
        .says(
            About::of("Who looked at a record.").asks::<limit::Limit>().gives_list::<audit::Look>(),
        )
        .post("/api/patients/{id}/answers", Right::Answer, answers::post)
        .says(
            About::of("Answers to a questionnaire.")
                .takes::<answers::Request>()
                .gives::<answers::Taken>(),
        )
        .get("/api/patients/{id}/care", Right::Care, care::get)
        .says(About::of("A person's care in plain words.").gives::<care::Care>())
        .post("/api/patients/{id}/claims", Right::Answer, claims::post)
        .says(
            About::of("Says whether a reading is theirs.")
                .takes::<claims::Request>()
                .gives::<claims::Answered>()
                .refuses(&[409]),
        )
        .get("/api/patients/{id}/contacts", Right::Record, contacts::get)
        .says(
            About::of("What people spent on somebody's care.")
                .asks::<limit::Limit>()
                .gives_list::<contacts::ContactJson>(),
        )
        .post("/api/patients/{id}/contacts", Right::Act, contacts::post)
        .says(
            About::of("Enters time that was spent on somebody's care.")
                .takes::<contacts::Request>()
                .gives::<contacts::ContactJson>()
                .refuses(&[409, 422]),
        )
        .post("/api/patients/{id}/contacts/{contact}/withdrawals", Right::Act, contacts::withdraw)
        .says(
            About::of("Takes such time back.")
                .takes::<contacts::TakenBack>()
                .gives::<contacts::ContactJson>()
                .refuses(&[409]),
        )
        .get("/api/patients/{id}/events/{event}", Right::Record, events::get)
        .says(About::of("One decision, with what it rests on.").gives::<events::Event>())
        .post_while_awaited(
            "/api/patients/{id}/events/{event}/replays",
            Right::Act,
            recomputed::post,
        )
        .says(
            About::of("Decides it again from the journal.")
                .gives::<recomputed::Recomputed>()
                .refuses(&[409]),
        )
        .post("/api/patients/{id}/resumptions", Right::Act, resumptions::post)
        .says(
            About::of("Switches on automation that a mistake in the rules has stopped.")
                .takes::<resumptions::Request>()
                .gives::<resumptions::Resumed>()
                .refuses(&[409]),
        )
        .post("/api/readings/{id}/attributions", Right::Act, attributions::post)
        .says(
            About::of("Gives a reading to somebody else.")
                .takes::<attributions::Request>()
                .gives::<attributions::Attributed>()
                .refuses(&[409]),
        )
        .post("/api/readings/{id}/withdrawals", Right::Act, withdrawals::post)
        .says(
            About::of("Says that a reading doesn't count.")
                .takes::<withdrawals::Request>()
                .gives::<withdrawals::Withdrawn>()
                .refuses(&[409]),
        )
        .get("/api/rota", Right::Rota, rota::get)
        .says(About::of("Who is on call.").gives::<rota::RotaJson>())
        .put("/api/rota", Right::RotaSet, rota::put)
        .says(
            About::of("Settles who is on call.").takes::<rota::Request>().gives::<rota::RotaJson>(),
        )
        .get("/api/ops", Right::Operations, ops::get)
        .says(About::of("How the server is doing.").gives::<ops::Ops>())
        .get("/api/unclaimed", Right::Act, unclaimed::get)
        .says(
            About::of("Readings of which nobody knows whose they are.")
                .asks::<limit::Limit>()
                .gives::<unclaimed::Unclaimed>(),
        )
        .get("/api/audit", Right::Audit, audit::get)
        .says(
            About::of("The trail of who did what, newest first.")
                .asks::<audit::Wanted>()
                .gives::<audit::Trail>(),
        )
        .get("/metrics", Right::Metrics, metrics::get)
        .says(
            About::of("Figures for a monitoring system, in Prometheus' form.").text("text/plain"),
        );
    let routes = mends::routes(quarantine::routes(circle::routes(routes)));
    let routes =
        teams::routes(stays::routes(cohort::routes(whereabouts::routes(plan::routes(routes)))));
    let routes = automation::routes(devices::routes(routes));
    let routes = crate::fhir::routes(gateways::routes(routes));
    let routes =
        second_factor::routes(keys::routes(passkeys::routes(openid::routes(docs::routes(routes)))));
    let routes =
        accounts::routes(language::routes(signin::routes(me::routes(pages::routes(routes)))));
    let routes = routes.with(rules::RULES_BYTES_MAX, rules::routes);
    routes.with(documents::BODY_BYTES_MAX, |routes| me::with_files(documents::routes(routes)))
}

/// The server's answers to everything.
pub(crate) fn router(shared: Shared) -> Router {
    let (router, rows) = table(shared.clone()).into_parts();
    docs::describe(&rows);
    router
        .fallback(pages::missing)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .layer(middleware::from_fn(crate::fhir::speak))
        .layer(middleware::from_fn(problem::worded))
        .with_state(shared)
}

/// Refuses what another site's page sends, and tells browsers how little the pages need.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let settings = &shared.access.settings;
    let is_asset = request.uri().path().starts_with("/assets/");
    let mut response = if is_from_here(&request, settings) {
        next.run(request).await
    } else {
        Problem::forbidden(say("problem-other-site")).into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if settings.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_TLS));
    }
    if !is_asset {
        // What is answered is about people: no cache keeps it, and no Back button shows it after signing out.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A year.
const ONLY_TLS: &str = "max-age=31536000";

const HEADERS: [(header::HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: with it browsers say `Origin: null` when they send a form of our own.
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Refuses another site's page, and another name for this machine: a page whose name was turned to
/// this address after it was loaded would pass for our own.
fn is_from_here(request: &Request, settings: &Settings) -> bool {
    let header =
        |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host =
        header(header::HOST).or(request.uri().authority().map(|authority| authority.as_str()));
    let Some(host) = host else {
        return false;
    };
    let is_public = settings.public_host().is_some_and(|public| public.eq_ignore_ascii_case(host));
    // A browser names the origin of the page that sends; programs name none.
    let same_origin = header(header::ORIGIN).is_none_or(|origin| match origin.split_once("://") {
        Some((scheme, name)) => {
            name == host
                && if is_public && settings.is_secure() {
                    scheme == "https"
                } else {
                    scheme == "http"
                }
        }
        None => false,
    });
    same_origin && (is_public || is_our_name(host))
}

/// Addresses and `localhost` can't be turned to another machine; a name can, unless it is the
/// configuration's `public_url`.
pub(crate) fn is_our_name(host: &str) -> bool {
    let name = without_port(host);
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, origin: Option<&str>, accepted: bool) {
        check_behind(None, host, origin, accepted);
    }

    fn check_behind(public: Option<&str>, host: &str, origin: Option<&str>, accepted: bool) {
        let settings = Settings { public_url: public.map(str::to_owned), ..Settings::default() };
        let mut request = axum::http::Request::get("/api/worklist").header(header::HOST, host);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let request = request.body(axum::body::Body::empty()).unwrap();
        assert_eq!(is_from_here(&request, &settings), accepted, "host {host}, origin {origin:?}");
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
        check("localhost:8080", Some("https://localhost:8080"), false);
    }

    #[test]
    fn behind_a_proxy_the_public_name_counts_and_through_tls_only() {
        let public = Some("https://watch.example");
        check_behind(public, "watch.example", Some("https://watch.example"), true);
        check_behind(public, "watch.example", None, true);
        check_behind(public, "watch.example", Some("http://watch.example"), false);
        check_behind(public, "evil.example", Some("https://evil.example"), false);
        check_behind(public, "127.0.0.1:8080", None, true);
        check_behind(None, "watch.example", Some("https://watch.example"), false);
    }
}
