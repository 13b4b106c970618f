//! A page's side of the live feed: HTTP/1.1 over plain TCP, chunks put together, events taken out.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// An open live feed.
pub struct Page {
    stream: BufReader<TcpStream>,
    /// What came and is no whole event yet.
    pending: Vec<u8>,
}

/// One event of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageEvent {
    name: String,
    data: String,
}

impl Page {
    /// Asks for the feed.
    pub fn open(address: SocketAddr) -> Result<Self> {
        let cookie = sign_in(address)?;
        let mut stream = TcpStream::connect(address).context("the server does not answer")?;
        stream.set_nodelay(true)?;
        write!(
            stream,
            "GET /api/live HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n"
        )?;
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line)?;
        ensure!(line.starts_with("HTTP/1.1 200"), "the feed was refused: {line}");
        while line != "\r\n" {
            line.clear();
            ensure!(stream.read_line(&mut line)? > 0, "the feed ended in its headers");
        }
        Ok(Self { stream, pending: Vec::new() })
    }

    /// The next event, and when the last of it came.
    pub fn next_event(&mut self) -> Result<(PageEvent, Instant)> {
        loop {
            if let Some(end) = self.pending.windows(2).position(|two| two == b"\n\n") {
                let at = Instant::now();
                let event: Vec<u8> = self.pending.drain(..end + 2).collect();
                return Ok((PageEvent::parse(std::str::from_utf8(&event)?), at));
            }
            let mut line = String::new();
            ensure!(self.stream.read_line(&mut line)? > 0, "the feed ended");
            let size = usize::from_str_radix(line.trim_end(), 16).context("not a chunk")?;
            ensure!(size > 0, "the feed ended");
            let start = self.pending.len();
            self.pending.resize(start + size, 0);
            self.stream.read_exact(&mut self.pending[start..])?;
            self.stream.read_exact(&mut [0; 2])?;
        }
    }
}

/// Signs in as anybody can in a demo; gives the cookie.
fn sign_in(address: SocketAddr) -> Result<String> {
    sign_in_as(address, "care_manager")
}

/// Signs in to a demo as somebody of this role; gives the cookie.
pub fn sign_in_as(address: SocketAddr, role: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).context("the server does not answer")?;
    let body = format!("role={role}");
    write!(
        stream,
        "POST /signin/demo HTTP/1.0\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.and_then(|cookie| cookie.split(';').next());
    Ok(cookie.with_context(|| format!("no sign-in: {answer}"))?.to_owned())
}

impl PageEvent {
    fn parse(text: &str) -> Self {
        let field = |name: &str| {
            let lines = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            lines.collect::<Vec<_>>().join("\n")
        };
        Self { name: field("event"), data: field("data") }
    }

    /// The weight that the event shows for a person, if it shows one.
    pub fn weight_grams(&self, patient: &str) -> Option<i32> {
        if !(self.name == "rows" || self.name == "worklist") || !self.data.contains(patient) {
            return None;
        }
        let data: Value = serde_json::from_str(&self.data).ok()?;
        let row = data["rows"].as_array()?.iter().find(|row| row["patient"] == patient)?;
        let weight = row["vitals"].as_array()?.iter().find(|vital| vital["sign"] == "weight")?;
        let kilograms: f64 = weight["text"].as_str()?.parse().ok()?;
        // A person's weight fits.
        Some((kilograms * 1_000.0).round() as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_found_in_the_row_of_its_person() {
        let row = r#"{"patient":"p-2","vitals":[{"sign":"weight","text":"70.1"}]}"#;
        let event = PageEvent::parse(&format!("event: rows\ndata: {{\"rows\":[{row}]}}\n\n"));
        assert_eq!(event.weight_grams("p-2"), Some(70_100));
        assert_eq!(event.weight_grams("p-1"), None);
        assert_eq!(PageEvent::parse("event: beat\ndata: {}\n\n").weight_grams("p-2"), None);
    }
}
