//! What a file is, told by its first bytes, and the name that it may keep.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// The kinds that are taken: what the bytes show, and the ending of such a file's name.
pub(crate) const KINDS: [(&str, &str); 4] = [
    ("application/pdf", "pdf"),
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("text/plain", "txt"),
];

/// What it is, if it is something that is taken; what its sender says that it is counts nothing.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"%PDF-") {
        return Some(KINDS[0].0);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(KINDS[1].0);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(KINDS[2].0);
    }
    is_plain(bytes).then_some(KINDS[3].0)
}

/// Text without control characters that begins as no program, page or archive does.
fn is_plain(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let text = text.trim_start_matches('\u{feff}');
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    let start = text.trim_start();
    !start.is_empty() && !text.chars().any(odd) && !start.starts_with(['<', '#', '{'])
}

/// A name without a folder, control characters or what turns text round, with the ending of its kind.
pub(crate) fn name(given: &str, kind: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |letter: &char| {
        !letter.is_control()
            && !matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '"' | '<' | '>' | ':' | '|' | '?' | '*')
    };
    let clean: String = last.chars().filter(plain).collect();
    let stem = clean.rsplit_once('.').map_or(clean.as_str(), |(stem, _)| stem);
    let stem: String = stem.trim().trim_matches('.').chars().take(NAME_CHARS_MAX).collect();
    let ending = KINDS.iter().find(|(known, _)| *known == kind).map_or("bin", |(_, ending)| ending);
    if stem.is_empty() { format!("document.{ending}") } else { format!("{stem}.{ending}") }
}

const NAME_CHARS_MAX: usize = 80;

/// The value of `Content-Disposition` under which a browser keeps a file and never shows it (RFC 6266).
pub(crate) fn disposition(name: &str) -> String {
    let plain =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ' ');
    let ascii: String =
        name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

/// A file as an answer that a browser keeps and never shows.
pub(crate) fn download(bytes: Vec<u8>, kind: &str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    // Both are made of letters, digits and signs that a header may have.
    let value =
        |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_TYPE, value(kind));
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition(name)));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_a_file_is() {
        let check = |bytes: &[u8], expected: Option<&str>| {
            assert_eq!(kind(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        };
        check(b"%PDF-1.7 ...", Some("application/pdf"));
        check(b"\x89PNG\r\n\x1a\n....", Some("image/png"));
        check(b"\xff\xd8\xff\xe0", Some("image/jpeg"));
        check("Grüße\n".as_bytes(), Some("text/plain"));
        check(b"<html><script>alert(1)</script>", None);
        check(b"  \n<svg onload=alert(1)>", None);
        check(b"\xef\xbb\xbf<!doctype html>", None);
        check(b"#!/bin/sh", None);
        check(b"MZ\x90\x00", None);
        check(b"PK\x03\x04", None);
        check(b"GIF89a\x01", None);
        check(b"", None);
        check(b"\xff\xfe<", None);
    }

    #[test]
    fn a_name_has_no_folder_and_ends_as_its_bytes_are() {
        let check = |given: &str, expected: &str| {
            assert_eq!(name(given, "application/pdf"), expected, "{given:?}");
        };
        check("letter.pdf", "letter.pdf");
        check("../../etc/passwd", "passwd.pdf");
        check("C:\\temp\\a.exe", "a.pdf");
        check("page.html", "page.pdf");
        check("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf");
        check("\u{202e}fdp.exe", "fdp.pdf");
        check("", "document.pdf");
        check("...", "document.pdf");
        check("Brief an Dr. Groß.pdf", "Brief an Dr. Groß.pdf");
        assert_eq!(name(&"é".repeat(300), "image/png").chars().count(), 84);
    }

    #[test]
    fn a_disposition_is_one_header_line_whatever_the_name() {
        let value = disposition("Groß \"a\"\r\nX: 1.pdf");
        assert!(value.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{value}");
        assert_eq!(
            disposition("Groß.pdf"),
            "attachment; filename=\"Gro_.pdf\"; filename*=UTF-8''Gro%C3%9F.pdf"
        );
    }
}
