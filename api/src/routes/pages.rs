//! The staff pages, built by `build.rs` and embedded.

use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::problem::Problem;
use super::signin::{home, html};
use crate::access::{Need, Pass, Right, Routes};
use crate::language::{Words, say};

/// Path under `dist`, and bytes.
static PAGES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages_table.rs"));

/// Each of them gzipped, once somebody asks for it so; none of what gets no smaller.
static GZIPPED: LazyLock<Vec<OnceLock<Option<Vec<u8>>>>> =
    LazyLock::new(|| PAGES.iter().map(|_| OnceLock::new()).collect());

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

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let name = format!("assets/{path}");
    let Some(index) = PAGES.iter().position(|(known, _)| *known == name) else {
        return Problem::not_found(say("problem-no-part")).into_response();
    };
    let bytes = PAGES[index].1;
    // Names carry a hash of the content.
    let always = [
        (header::CONTENT_TYPE, content_type(&path)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "Accept-Encoding"),
    ];
    // Programs and styles only: what is about people is never compressed beside what others can choose.
    let small = takes_gzip(&headers).then(|| GZIPPED[index].get_or_init(|| gzipped(bytes)));
    match small.and_then(Option::as_deref) {
        Some(small) => (always, [(header::CONTENT_ENCODING, "gzip")], small).into_response(),
        None => (always, bytes).into_response(),
    }
}

fn page(path: &str) -> Option<&'static [u8]> {
    PAGES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes)
}

/// The same in fewer bytes; none if there are no fewer.
fn gzipped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().filter(|small| small.len() < bytes.len())
}

/// Whether whoever asks names gzip, and not with a weight of nothing.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").map(str::parse::<f32>);
        name.trim().eq_ignore_ascii_case("gzip") && weight != Some(Ok(0.0))
    })
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn gzip_is_for_whoever_asks_for_it() {
        let check = |said: &'static str, takes: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
            assert_eq!(takes_gzip(&headers), takes, "{said:?}");
        };
        check("gzip, deflate, br, zstd", true);
        check("br;q=1.0, GZIP;q=0.5", true);
        check("gzip;q=0", false);
        check("br, gzip; q=0.0", false);
        check("identity", false);
        check("", false);
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn what_is_gzipped_is_the_same_in_fewer_bytes() {
        let text = "a staff page ".repeat(100);
        let small = gzipped(text.as_bytes()).unwrap();
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*small).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
        assert_eq!(gzipped(b"x"), None);
    }
}
