//! A way to an HTTP server that goes wrong when it is told to: a reply that is lost after the server has
//! done what it was asked, or a refusal before it.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server does it, and nobody hears of it.
    LostReply,
    /// The server isn't asked; the answer is 503.
    Refused,
}

/// Passes on what comes to it, request by request.
pub struct Unreliable {
    port: u16,
    faults: Arc<Faults>,
}

/// How many of the next requests go wrong in either way.
#[derive(Default)]
struct Faults {
    lost: AtomicU32,
    refused: AtomicU32,
}

impl Unreliable {
    /// Starts before a server on this port of 127.0.0.1; requests to paths that begin with `path` may go
    /// wrong.
    pub fn start(to: u16, path: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let faults = Arc::new(Faults::default());
        let shared = faults.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let faults = shared.clone();
                // A connection that ends, ends: whoever made it makes another.
                thread::spawn(move || serve(client, to, path, &faults).ok());
            }
        });
        Self { port, faults }
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Lets the next requests go wrong.
    pub fn next(&self, fault: Fault, count: u32) {
        self.faults.of(fault).store(count, Ordering::SeqCst);
    }

    /// How many requests are still to go wrong.
    pub fn left(&self) -> u32 {
        [Fault::LostReply, Fault::Refused]
            .map(|fault| self.faults.of(fault).load(Ordering::SeqCst))
            .iter()
            .sum()
    }
}

impl Faults {
    fn of(&self, fault: Fault) -> &AtomicU32 {
        match fault {
            Fault::LostReply => &self.lost,
            Fault::Refused => &self.refused,
        }
    }

    fn take(&self, fault: Fault) -> bool {
        let one_less = |left: u32| left.checked_sub(1);
        self.of(fault).fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok()
    }
}

fn serve(mut client: TcpStream, to: u16, path: &str, faults: &Faults) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", to))?;
    loop {
        let request = message(&mut client)?;
        let first = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let target = first.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        let may_fail = target.starts_with(path.as_bytes());
        if may_fail && faults.take(Fault::Refused) {
            client.write_all(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")?;
            continue;
        }
        server.write_all(&request)?;
        let reply = message(&mut server)?;
        if may_fail && faults.take(Fault::LostReply) {
            return Ok(());
        }
        client.write_all(&reply)?;
    }
}

/// A request or an answer, whole.
fn message(from: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        if is_whole(&bytes) {
            return Ok(bytes);
        }
        match from.read(&mut part)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes.extend_from_slice(&part[..count]),
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.trim().to_owned())
    };
    let body = &bytes[end + 4..];
    if header("transfer-encoding").is_some_and(|coding| coding == "chunked") {
        // An answer without a body may say so, too.
        return head.starts_with("http/1.1 204") || body.ends_with(b"0\r\n\r\n");
    }
    let length = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    body.len() >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_whole_with_its_last_byte() {
        for whole in [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        ] {
            assert!(is_whole(whole.as_bytes()), "{whole}");
            assert!(!is_whole(&whole.as_bytes()[..whole.len() - 1]), "{whole}");
        }
        assert!(is_whole(b"HTTP/1.1 204 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    }
}
