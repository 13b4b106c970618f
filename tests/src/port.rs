//! Free loopback ports that stay free while their server is down between two lives.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// A port nobody listens on, below the range from which the system takes the near end of
/// outgoing connections.
///
/// From inside that range a client that keeps trying to reach a dead server on loopback would,
/// some day, be given the server's port and be connected to itself.
pub fn free() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two test programs at once start in different places.
    let start = std::process::id() % u32::from(COUNT);
    for _ in 0..COUNT {
        let step = u32::from(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = FIRST + u16::try_from((start + step) % u32::from(COUNT)).unwrap_or_default();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("every port from {FIRST} to {} is taken", FIRST + COUNT - 1);
}

const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;
