//! Errors as problem documents (RFC 9457): what happened, and what to do, in the language of whoever asks.

use std::sync::{Arc, OnceLock};

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Extensions, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::language::{Language, Sentence, asked_for, say};

/// An error for whoever asked. What a person can come to read of it is a [`Sentence`]; what only a program
/// can cause may be [`Technical`].
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    title: &'static str,
    detail: Detail,
    more: Map<String, Value>,
}

/// What happened, and what to do.
#[derive(Debug)]
pub(crate) enum Detail {
    Said(Sentence),
    Technical(Technical),
}

/// What stays in English: only who writes programs can do something about it.
#[derive(Debug)]
pub(crate) struct Technical(pub(crate) String);

impl From<Sentence> for Detail {
    fn from(sentence: Sentence) -> Self {
        Self::Said(sentence)
    }
}

impl From<Technical> for Detail {
    fn from(text: Technical) -> Self {
        Self::Technical(text)
    }
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<Detail>) -> Self {
        Self { status, title, detail: detail.into(), more: Map::new() }
    }

    pub(crate) fn not_found(detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "problem-title-not-found", detail)
    }

    pub(crate) fn bad_request(detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "problem-title-bad-request", detail)
    }

    /// Its form is wrong: no page of ours sends such a thing.
    pub(crate) fn unreadable(what: impl Into<String>) -> Self {
        Self::bad_request(Technical(what.into()))
    }

    /// It can be read, and what it says is wrong.
    pub(crate) fn unprocessable(detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-title-unprocessable", detail)
    }

    pub(crate) fn forbidden(detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "problem-title-forbidden", detail)
    }

    /// Nobody is signed in.
    pub(crate) fn unauthorized() -> Self {
        let what = say("problem-signed-out");
        Self::new(StatusCode::UNAUTHORIZED, "problem-title-unauthorized", what)
    }

    /// Another site's page may have sent it.
    pub(crate) fn forged() -> Self {
        Self::forbidden(say("problem-forged"))
    }

    /// The trail can't be written.
    pub(crate) fn unwritten() -> Self {
        Self::away(say("problem-unwritten"))
    }

    /// Too often.
    pub(crate) fn too_many(detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "problem-title-too-many", detail)
    }

    pub(crate) fn method_not_allowed() -> Self {
        let what = say("problem-method");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "problem-title-method", what)
    }

    /// It can't be done as things stand. The title is a sentence's key.
    pub(crate) fn conflict(title: &'static str, detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::CONFLICT, title, detail)
    }

    /// Somebody settled another version of it before.
    pub(crate) fn changed_first(by: Option<&str>, version: u32) -> Self {
        let what = say("problem-changed-first").with_person("by", by.unwrap_or("somebody"));
        Self::conflict("problem-title-changed", what).with("version", version.into())
    }

    pub(crate) fn stopping() -> Self {
        let what = say("problem-stopping");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-title-stopping", what)
    }

    /// For somebody whom this process doesn't serve.
    pub(crate) fn misdirected() -> Self {
        let what = say("problem-misdirected");
        Self::new(StatusCode::MISDIRECTED_REQUEST, "problem-title-misdirected", what)
    }

    /// For somebody whose server isn't running.
    pub(crate) fn resting() -> Self {
        Self::away(say("problem-resting"))
    }

    /// More than is taken.
    pub(crate) fn too_large(detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-title-too-large", detail)
    }

    /// A file of a kind that isn't taken.
    pub(crate) fn unsupported(detail: impl Into<Detail>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "problem-title-unsupported", detail)
    }

    /// A store that doesn't answer. The cause goes to the log, never to the page.
    pub(crate) fn unavailable(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(%error, cause = error.source().map(ToString::to_string), "a store does not answer");
        Self::away(say("problem-store-away"))
    }

    fn away(detail: Sentence) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-title-unavailable", detail)
    }

    /// What is wrong, in English: for programs, and for a page that says it in its own words.
    pub(crate) fn detail(&self) -> String {
        self.detail_in(Language::English)
    }

    fn detail_in(&self, language: Language) -> String {
        match &self.detail {
            Detail::Said(sentence) => sentence.in_language(language),
            Detail::Technical(Technical(text)) => text.clone(),
        }
    }

    /// Which kind of trouble it is: the key of its title.
    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// A member of our own, if it is there and a text.
    pub(crate) fn member(&self, name: &str) -> Option<&str> {
        self.more.get(name).and_then(Value::as_str)
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

    fn document(&self, language: Language) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "title": say(self.title).in_language(language),
            "status": self.status.as_u16(),
            "detail": self.detail_in(language),
        });
        if let Value::Object(members) = &mut body {
            members.extend(self.more.clone());
        }
        body
    }
}

/// In English, and with what it takes to word it for somebody else.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.document(Language::English))).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(KIND));
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

const KIND: &str = "application/problem+json";

/// Who reads the answer to a request: the gate says so, if it knows what they chose.
#[derive(Debug, Clone, Default)]
struct Reader(Arc<OnceLock<Language>>);

/// Says what somebody chose who is signed in.
pub(crate) fn read_by(request: &Extensions, chosen: Option<Language>) {
    if let (Some(Reader(reader)), Some(chosen)) = (request.get::<Reader>(), chosen) {
        // Who asks is said once.
        let _ = reader.set(chosen);
    }
}

/// Words each problem in the language of whoever asks. What comes with a token is a program's: English.
pub(crate) async fn worded(mut request: Request, next: Next) -> Response {
    let reader = Reader::default();
    let is_program = request.headers().contains_key(header::AUTHORIZATION);
    let asked = asked_for(request.headers(), None);
    request.extensions_mut().insert(reader.clone());
    let mut response = next.run(request).await;
    let is_document = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == KIND);
    let problem = response.extensions_mut().remove::<Arc<Problem>>();
    let Some(problem) = problem.filter(|_| is_document) else { return response };
    let language =
        if is_program { Language::English } else { reader.0.get().copied().unwrap_or(asked) };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.key()));
    if language != Language::English {
        headers.remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(problem.document(language).to_string());
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::to_bytes;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower_service::Service;

    use super::*;

    /// Somebody has changed something, and what is sent is wrong in its form.
    fn router() -> Router {
        let changed = || async {
            let what = say("problem-changed").with_person("by", "Ann Moss (care manager)");
            Problem::conflict("problem-title-changed", what).with("version", 3.into())
        };
        let chosen = |request: Request| async move {
            read_by(request.extensions(), Some(Language::Spanish));
            Problem::method_not_allowed()
        };
        Router::new()
            .route("/changed", get(changed))
            .route("/form", get(|| async { Problem::unreadable("expected `,` at column 3") }))
            .route("/chosen", get(chosen))
            .layer(from_fn(worded))
    }

    async fn asked(path: &str, headers: &[(&str, &str)]) -> (StatusCode, String, Value) {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = router().call(request).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], KIND);
        let language = response.headers()[header::CONTENT_LANGUAGE].to_str().unwrap().to_owned();
        let (status, length) =
            (response.status(), response.headers().get(header::CONTENT_LENGTH).cloned());
        let body = to_bytes(response.into_body(), 4096).await.unwrap();
        assert!(length.is_none_or(|length| length == body.len().to_string().as_str()));
        (status, language, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn a_problem_is_in_the_language_of_whoever_asks_and_its_type_and_members_stay() {
        let document = |title: &str, detail: &str| {
            json!({
                "type": "about:blank", "title": title, "status": 409, "detail": detail, "version": 3,
            })
        };
        let english = document(
            "Changed meanwhile",
            "Ann Moss (care manager) changed it first: look at it again",
        );
        let german = document(
            "Inzwischen geändert",
            "Ann Moss (Versorgungsleitung) hat es zuerst geändert: Sehen Sie es noch einmal an",
        );
        let check = async |headers: &[(&str, &str)], language: &str, document: &Value| {
            let got = asked("/changed", headers).await;
            assert_eq!(got, (StatusCode::CONFLICT, language.into(), document.clone()));
        };
        check(&[], "en", &english).await;
        check(&[("accept-language", "fr")], "en", &english).await;
        check(&[("accept-language", "de-AT")], "de", &german).await;
        check(&[("cookie", "hearthwatch-language=de")], "de", &german).await;
        // A program reads English, whatever its library asks for.
        let token = ("authorization", "Bearer x");
        check(&[token, ("accept-language", "de-AT")], "en", &english).await;
    }

    #[tokio::test]
    async fn what_somebody_chose_comes_before_what_their_browser_asks_for() {
        let (_, language, document) = asked("/chosen", &[("accept-language", "de")]).await;
        assert_eq!((language.as_str(), &document["title"]), ("es", &json!("Aquí no se hace")));
    }

    #[tokio::test]
    async fn what_only_programs_cause_keeps_its_detail() {
        let (_, _, document) = asked("/form", &[("accept-language", "de")]).await;
        assert_eq!(document["title"], "Nicht lesbar");
        assert_eq!(document["detail"], "expected `,` at column 3");
    }
}
