//! The HTTP interface. Sign-in comes with the pages' own issue: until then the server binds to
//! loopback, and whoever can reach it is believed.

mod alerts;
mod live;
mod ops;
mod pages;
mod patients;
mod problem;
mod quarantine;
mod worklist;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};

use crate::server::Shared;
use problem::Problem;

/// Nothing that is posted here is longer.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// All routes.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/api/worklist", get(worklist::get))
        .route("/api/live", get(live::get))
        .route("/api/alerts/{id}/acknowledge", post(alerts::acknowledge))
        .route("/api/patients/{id}", get(patients::get))
        .route("/api/ops", get(ops::get))
        .route("/api/quarantine", get(quarantine::get))
        .route("/metrics", get(ops::metrics))
        .merge(pages::router())
        .fallback(|| async { Problem::not_found("there is nothing at this address") })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn(guard))
        .with_state(shared)
}

/// Refuses what another site's page sends, and tells browsers how little the pages need.
async fn guard(request: axum::extract::Request, next: Next) -> Response {
    if !is_from_here(&request) {
        return axum::response::IntoResponse::into_response(Problem::forbidden(
            "this request comes from another site's page",
        ));
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    const HEADERS: [(header::HeaderName, &str); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A browser names the origin of the page that sends; programs name none.
fn is_from_here(request: &axum::extract::Request) -> bool {
    let header =
        |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (header(header::ORIGIN), header(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.strip_prefix("http://").or(origin.strip_prefix("https://")) == Some(host)
        }
        (Some(_), None) => false,
    }
}
