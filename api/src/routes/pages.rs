//! The staff pages, built by `build.rs` and embedded.

use axum::extract::Path;
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::problem::Problem;
use super::signin::home;
use crate::access::{Need, Pass, Right, Routes};
use crate::language::Words;

/// Path under `dist`, and bytes.
static PAGES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages_table.rs"));

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

/// One page serves all: it reads its address.
async fn index(words: Words) -> Response {
    match page("index.html") {
        Some(bytes) => {
            // The page reads from here in which language it is to be.
            let here = format!("<html lang=\"{}\"", words.tag());
            let text = String::from_utf8_lossy(bytes).replacen("<html lang=\"en\"", &here, 1);
            ([(header::CACHE_CONTROL, "no-store")], Html(text)).into_response()
        }
        None => Html(LEFT_OUT).into_response(),
    }
}

async fn asset(Path(path): Path<String>) -> Response {
    let Some(bytes) = page(&format!("assets/{path}")) else {
        return Problem::not_found("there is no such part of a page").into_response();
    };
    // Names carry a hash of the content.
    let headers = [
        (header::CONTENT_TYPE, content_type(&path)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, bytes).into_response()
}

fn page(path: &str) -> Option<&'static [u8]> {
    PAGES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
