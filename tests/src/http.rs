//! The least of an HTTP client: one request, one answer, on loopback.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::access;

/// An answer, whole.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, as they came.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON of an answer that must be 200.
    #[track_caller]
    pub fn taken(&self) -> Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        self.json().unwrap_or_else(|e| panic!("{e:#}"))
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("not JSON: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Gets a page that must be there, as JSON.
pub fn get_json(port: u16, path: &str) -> Result<Value> {
    let answer = request(port, "GET", path, None)?;
    if answer.status != 200 {
        let body = String::from_utf8_lossy(&answer.body);
        bail!("GET {path}: {} {body}", answer.status);
    }
    answer.json()
}

/// Sends JSON.
pub fn post_json(port: u16, path: &str, body: &Value) -> Result<Answer> {
    request(port, "POST", path, Some(body))
}

/// Sends one request as a page of whoever the body says in `by`, and reads the answer to its end.
pub fn request(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
    let origin = format!("http://127.0.0.1:{port}");
    let mut headers = vec![("Content-Type", "application/json"), ("Origin", origin.as_str())];
    let cookie = access::cookie(port, access::sender(body))?;
    headers.extend(cookie.as_deref().map(|cookie| ("Cookie", cookie)));
    send(port, method, path, &headers, &body.map(Value::to_string).unwrap_or_default())
}

/// Sends one request with these headers as it is.
pub fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(LIMIT))?;
    let host = if headers.iter().any(|(name, _)| *name == "Host") {
        String::new()
    } else {
        format!("Host: 127.0.0.1:{port}\r\n")
    };
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    // 1.0, so that the answer ends with the connection and never comes in chunks.
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\n{host}{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&bytes).with_context(|| format!("{method} {path}"))
}

fn parse(bytes: &[u8]) -> Result<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.with_context(|| format!("no status in {head:?}"))?;
    Ok(Answer { status, head, body: bytes[end + 4..].to_vec() })
}

const LIMIT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_status_headers_and_a_body() {
        let answer = parse(b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n{}").unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"{}".as_slice()));
        assert!(answer.head.ends_with("A: b"));
    }

    #[test]
    fn an_answer_cut_off_in_its_headers_is_an_error() {
        assert!(parse(b"HTTP/1.0 200 OK\r\nA").is_err());
    }
}
