//! Errors as problem documents (RFC 9457): what happened, and what to do.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// An error for whoever asked.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    title: &'static str,
    detail: String,
    more: Map<String, Value>,
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), more: Map::new() }
    }

    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found", detail)
    }

    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Can't be read", detail)
    }

    /// It can be read, and what it says is wrong.
    pub(crate) fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Wrong", detail)
    }

    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Not allowed", detail)
    }

    /// Nobody is signed in.
    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Sign in first",
            "nobody is signed in here, or no longer",
        )
    }

    /// Another site's page may have sent it.
    pub(crate) fn forged() -> Self {
        let what = "this request doesn't say that it comes from a page of this server: send `Origin`, or use a token";
        Self::forbidden(what)
    }

    /// The trail can't be written.
    pub(crate) fn unwritten() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Not to be had now",
            "the server can't write down who does what: tell the operator",
        )
    }

    /// Too often.
    pub(crate) fn too_many(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Too often", detail)
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Not done here",
            "this address takes other methods",
        )
    }

    pub(crate) fn conflict(title: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, title, detail)
    }

    pub(crate) fn stopping() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server is stopping",
            "nothing was changed: try again when it is back",
        )
    }

    /// For somebody whom this process doesn't serve.
    pub(crate) fn misdirected() -> Self {
        let what = "nobody of this name is served here: look at the address";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "Not here", what)
    }

    /// For somebody whose server isn't running.
    pub(crate) fn resting() -> Self {
        let what =
            "it is being started, or can't be: try again, and tell the operator if it stays so";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Not to be had now", what)
    }

    /// More than is taken.
    pub(crate) fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Too large", detail)
    }

    /// A file of a kind that isn't taken.
    pub(crate) fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not taken", detail)
    }

    /// What is wrong, for a page that says it in its own place.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// In a few words, which kind of trouble it is.
    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// A store that doesn't answer. The cause goes to the log, never to the page.
    pub(crate) fn unavailable(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(%error, cause = error.source().map(ToString::to_string), "a store does not answer");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Not to be had now",
            "the server can't read its store: try again, and tell the operator if it stays so",
        )
    }

    /// A member of our own, if it is there and a text.
    pub(crate) fn member(&self, name: &str) -> Option<&str> {
        self.more.get(name).and_then(Value::as_str)
    }

    /// The status, and what happened.
    pub(crate) fn into_parts(self) -> (StatusCode, String) {
        (self.status, self.detail)
    }

    /// Whether whoever asks can put it right.
    pub(crate) fn is_of_whoever_asks(&self) -> bool {
        self.status.is_client_error()
    }

    /// Adds a member of our own.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": "about:blank",
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Value::Object(members) = &mut body {
            members.extend(self.more);
        }
        let mut response = (self.status, Json(body)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}
