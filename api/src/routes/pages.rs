//! The staff pages, built by `build.rs` and embedded.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::embedded::{Embedded, SCRIPT, STYLE};
use super::problem::Problem;
use super::signin::{home, html};
use crate::access::{Need, Pass, Right, Routes};
use crate::language::{Words, say};

/// Path under `dist`, and bytes.
const TABLE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages_table.rs"));

static PAGES: LazyLock<Vec<(&str, Embedded)>> = LazyLock::new(|| {
    TABLE.iter().map(|(path, bytes)| (*path, Embedded::new(content_type(path), bytes))).collect()
});

/// Said where the pages would be.
const LEFT_OUT: &str = "<!doctype html><title>Hearthwatch</title><p>This server was built without its pages \
    (HEARTHWATCH_WEB=skip). The interface under <code>/api</code> works.";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/", Need::SignedIn, start)
        .get("/work", Right::Worklist, index)
        .get("/cohort", Right::Cohort, index)
        .get("/cohort/{view}", Right::Cohort, index)
        .get("/ops", Right::Operations, index)
        .get("/accounts", Right::Accounts, index)
        .get("/audit", Right::Audit, index)
        .get("/rules", Right::Rules, index)
        .get("/rules/{view}", Right::Rules, index)
        .get("/patients/{id}", Right::Record, index)
        // Programs and styles hold nothing about anybody.
        .get("/assets/{*path}", Need::Nothing, asset)
}

async fn start(pass: Pass) -> Redirect {
    Redirect::to(home(&pass.actor().roles))
}

#[derive(Template)]
#[template(path = "missing.html")]
struct MissingPage {
    words: Words,
}

/// Whoever came with a browser is told so on a page that leads on; a program gets a problem document.
pub(super) async fn missing(words: Words, method: Method, headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
    if method == Method::GET && accept.contains("text/html") {
        return html(StatusCode::NOT_FOUND, &MissingPage { words });
    }
    Problem::not_found(say("problem-no-address")).into_response()
}

/// One page serves all: it reads its address.
async fn index(words: Words) -> Response {
    match embedded("index.html") {
        Some(page) => {
            // The page reads from here in which language it is to be.
            let here = format!("<html lang=\"{}\"", words.tag());
            let text = String::from_utf8_lossy(page.bytes).replacen("<html lang=\"en\"", &here, 1);
            ([(header::CACHE_CONTROL, "no-store")], Html(text)).into_response()
        }
        None => Html(LEFT_OUT).into_response(),
    }
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match embedded(&format!("assets/{path}")) {
        // Names carry a hash of the content.
        Some(asset) => {
            let always = [(header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (always, asset.answer(&headers)).into_response()
        }
        None => Problem::not_found(say("problem-no-part")).into_response(),
    }
}

fn embedded(path: &str) -> Option<&'static Embedded> {
    PAGES.iter().find(|(name, _)| *name == path).map(|(_, embedded)| embedded)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => SCRIPT,
        Some("css") => STYLE,
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
