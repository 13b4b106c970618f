//! Programs and styles that are built in: gzipped for whoever asks for it so. What is about people is never compressed
//! beside what others can choose.

use std::io::Write;
use std::sync::OnceLock;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

pub(super) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const STYLE: &str = "text/css; charset=utf-8";

/// A file that is the same as long as the server runs.
pub(super) struct Embedded {
    kind: &'static str,
    pub(super) bytes: &'static [u8],
    /// Made once somebody asks for it; none where it gets no smaller.
    small: OnceLock<Option<Vec<u8>>>,
}

impl Embedded {
    pub(super) const fn new(kind: &'static str, bytes: &'static [u8]) -> Self {
        Self { kind, bytes, small: OnceLock::new() }
    }

    /// The file, as whoever asks with these headers takes it.
    pub(super) fn answer(&'static self, headers: &HeaderMap) -> Response {
        let always = [(header::CONTENT_TYPE, self.kind), (header::VARY, "Accept-Encoding")];
        let small = takes_gzip(headers).then(|| self.small.get_or_init(|| gzipped(self.bytes)));
        match small.and_then(Option::as_deref) {
            Some(small) => (always, [(header::CONTENT_ENCODING, "gzip")], small).into_response(),
            None => (always, self.bytes).into_response(),
        }
    }
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
