//! Errors as `OperationOutcome`: whatever went wrong under `/fhir`.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::routes::Problem;

/// What is served here.
pub(super) const JSON: &str = "application/fhir+json; charset=utf-8";

/// An error, with where it is in what was sent.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    diagnostics: String,
    expression: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, diagnostics: impl Into<String>) -> Self {
        // Every caller gives an error's number.
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, code, diagnostics: diagnostics.into(), expression: None }
    }

    /// It can't be read.
    pub(super) fn invalid(diagnostics: impl Into<String>) -> Self {
        Self::new(400, "invalid", diagnostics)
    }

    /// It can be read, and can't be.
    pub(super) fn wrong(diagnostics: impl Into<String>) -> Self {
        Self::new(422, "business-rule", diagnostics)
    }

    pub(super) fn not_found(diagnostics: impl Into<String>) -> Self {
        Self::new(404, "not-found", diagnostics)
    }

    pub(super) fn unsupported(diagnostics: impl Into<String>) -> Self {
        Self::new(405, "not-supported", diagnostics)
    }

    pub(super) fn forbidden(diagnostics: impl Into<String>) -> Self {
        Self::new(403, "forbidden", diagnostics)
    }

    pub(super) fn stopping() -> Self {
        Self::new(503, "transient", "the server is stopping: nothing was changed")
    }

    /// The same, about this element.
    pub(super) fn at(mut self, expression: impl Into<String>) -> Self {
        self.expression = Some(expression.into());
        self
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong.
    pub(super) fn words(&self) -> &str {
        &self.diagnostics
    }

    pub(super) fn outcome(&self) -> Value {
        outcome("error", self.code, &self.diagnostics, self.expression.as_deref())
    }
}

/// An outcome with one issue.
pub(super) fn outcome(
    severity: &str,
    code: &str,
    diagnostics: &str,
    expression: Option<&str>,
) -> Value {
    let mut issue = json!({ "severity": severity, "code": code, "diagnostics": diagnostics });
    if let Some(expression) = expression {
        issue["expression"] = json!([expression]);
    }
    json!({ "resourceType": "OperationOutcome", "issue": [issue] })
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = problem.status();
        Self::new(status.as_u16(), code_of(status), problem.detail())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        said(self.status, &self.outcome())
    }
}

/// A resource as an answer.
pub(super) fn said(status: StatusCode, resource: &Value) -> Response {
    let mut response = (status, resource.to_string()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}

/// The code of an error that only its status tells of.
fn code_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "login",
        403 => "forbidden",
        404 | 410 => "not-found",
        405 | 406 | 415 | 501 => "not-supported",
        409 | 412 => "conflict",
        413 => "too-long",
        422 => "business-rule",
        429 => "throttled",
        500.. => "transient",
        _ => "invalid",
    }
}

/// Turns every error under `/fhir` into an outcome, whoever made it: the gate, the limits, a handler.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let is_ours = is_ours(request.uri().path());
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_said = kind.is_some_and(|kind| kind.starts_with("application/fhir+json"));
    let status = response.status();
    if !is_ours || is_said || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, DETAIL_BYTES_MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let problem: Option<Value> = serde_json::from_str(&text).ok();
    let detail = problem.and_then(|problem| Some(problem["detail"].as_str()?.to_owned()));
    let detail = detail.filter(|detail| !detail.is_empty());
    let reason = || status.canonical_reason().unwrap_or("refused").to_owned();
    let said = outcome("error", code_of(status), &detail.unwrap_or_else(reason), None);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(said.to_string()))
}

/// Whether an address belongs to this interface.
pub(crate) fn is_ours(path: &str) -> bool {
    path == "/fhir" || path.starts_with("/fhir/")
}

const DETAIL_BYTES_MAX: usize = 64 * 1024;
