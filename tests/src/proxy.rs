//! A TCP proxy of the test's own, which breaks links in the ways that networks do.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// A proxy on a loopback port of its own. It ends with the test's process.
pub struct Proxy {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// New connections are closed at once.
    refuses: AtomicBool,
    /// What the target says waits here.
    holds: AtomicBool,
    /// Each connection is reset after so many bytes of the client; 0 for never.
    reset_after: AtomicU64,
    /// New connections vanish, too.
    swallows_new: AtomicBool,
    /// Of each connection: whether its bytes vanish.
    vanished: Mutex<Vec<Arc<AtomicBool>>>,
    resets: AtomicUsize,
}

impl Proxy {
    /// One in front of this port of 127.0.0.1.
    pub fn start(target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.refuses.load(Ordering::Relaxed) {
                    continue;
                }
                // A target that is down closes the connection.
                if let Ok(target) = TcpStream::connect(("127.0.0.1", target)) {
                    join(&client, &target, &shared);
                }
            }
        });
        Self { port, state }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Refuses new connections, or takes them again.
    pub fn refuse(&self, refuses: bool) {
        self.state.refuses.store(refuses, Ordering::Relaxed);
    }

    /// From now on the bytes of every open connection vanish, both ways, and nobody is told: what a
    /// router does that forgot about it. New connections are as ever.
    pub fn forget(&self) {
        let vanished = self.state.vanished.lock().unwrap_or_else(PoisonError::into_inner);
        vanished.iter().for_each(|vanished| vanished.store(true, Ordering::Relaxed));
    }

    /// The same, and new connections are taken and vanish, too, until this is turned off.
    pub fn swallow(&self, swallows: bool) {
        self.state.swallows_new.store(swallows, Ordering::Relaxed);
        if swallows {
            self.forget();
        }
    }

    /// Holds back what the target says, or lets it go.
    pub fn hold(&self, holds: bool) {
        self.state.holds.store(holds, Ordering::Relaxed);
    }

    /// Resets each connection after so many bytes from the client; 0 for never.
    pub fn reset_after(&self, bytes: u64) {
        self.state.reset_after.store(bytes, Ordering::Relaxed);
    }

    /// How many connections were reset.
    pub fn resets(&self) -> usize {
        self.state.resets.load(Ordering::Relaxed)
    }
}

fn join(client: &TcpStream, target: &TcpStream, state: &Arc<State>) {
    let vanished = Arc::new(AtomicBool::new(state.swallows_new.load(Ordering::Relaxed)));
    state.vanished.lock().unwrap_or_else(PoisonError::into_inner).push(vanished.clone());
    let pair = |from: &TcpStream, to: &TcpStream| {
        let from = from.try_clone().expect("a socket can be cloned");
        from.set_read_timeout(Some(PAUSE)).expect("a pause that is not zero");
        (from, to.try_clone().expect("a socket can be cloned"))
    };
    let (up, down) = (pair(client, target), pair(target, client));
    let (one, other) = (state.clone(), state.clone());
    let seen = vanished.clone();
    thread::spawn(move || carry_up(up, &one, &vanished));
    thread::spawn(move || carry_down(down, &other, &seen));
}

/// From the client to the target, in small pieces, so that a reset comes in the middle of something.
fn carry_up((mut from, mut to): (TcpStream, TcpStream), state: &State, vanished: &AtomicBool) {
    let (mut passed, mut bytes) = (0, [0; 97]);
    loop {
        let limit = state.reset_after.load(Ordering::Relaxed);
        if limit > 0 && passed >= limit {
            state.resets.fetch_add(1, Ordering::Relaxed);
            break;
        }
        match from.read(&mut bytes) {
            Ok(0) => break,
            Ok(read) if vanished.load(Ordering::Relaxed) => passed += read as u64,
            Ok(read) if to.write_all(&bytes[..read]).is_ok() => passed += read as u64,
            Err(error) if is_pause(&error) => {}
            _ => break,
        }
    }
    // With bytes that nobody has read this is a reset.
    end(&from, &to, vanished);
}

fn carry_down((mut from, mut to): (TcpStream, TcpStream), state: &State, vanished: &AtomicBool) {
    let mut bytes = [0; 4096];
    loop {
        let read = from.read(&mut bytes);
        while state.holds.load(Ordering::Relaxed) {
            thread::sleep(PAUSE);
        }
        match read {
            Ok(0) => break,
            Ok(_) if vanished.load(Ordering::Relaxed) => {}
            Ok(read) if to.write_all(&bytes[..read]).is_ok() => {}
            Err(error) if is_pause(&error) => {}
            _ => break,
        }
    }
    end(&from, &to, vanished);
}

/// Ends both sides, unless nobody is to be told.
fn end(from: &TcpStream, to: &TcpStream, vanished: &AtomicBool) {
    while vanished.load(Ordering::Relaxed) {
        // Neither side ever hears that the other one is gone.
        thread::park();
    }
    // One that is gone needs no end.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

fn is_pause(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

const PAUSE: Duration = Duration::from_millis(5);

#[cfg(test)]
mod tests {
    use super::*;

    /// A target that says back what it hears.
    fn echo() -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || {
                    let mut reader = stream.try_clone().unwrap();
                    let _ = std::io::copy(&mut reader, &mut { stream });
                });
            }
        });
        port
    }

    /// Says something; gives what came back within a moment, or `None` if the link broke.
    fn say(stream: &mut TcpStream, text: &str) -> Option<String> {
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        stream.write_all(text.as_bytes()).ok()?;
        let mut bytes = vec![0; text.len()];
        match stream.read_exact(&mut bytes) {
            Ok(()) => String::from_utf8(bytes).ok(),
            Err(error) if is_pause(&error) => Some(String::new()),
            Err(_) => None,
        }
    }

    #[test]
    fn it_passes_forgets_holds_and_resets() {
        let proxy = Proxy::start(echo());
        let connect = || TcpStream::connect(("127.0.0.1", proxy.port())).unwrap();
        let mut first = connect();
        assert_eq!(say(&mut first, "one").as_deref(), Some("one"));
        proxy.forget();
        assert_eq!(say(&mut first, "two").as_deref(), Some(""), "nobody is told");
        let mut second = connect();
        assert_eq!(say(&mut second, "three").as_deref(), Some("three"));
        proxy.hold(true);
        assert_eq!(say(&mut second, "four").as_deref(), Some(""));
        proxy.hold(false);
        let mut late = [0; 4];
        second.read_exact(&mut late).unwrap();
        assert_eq!(&late, b"four");
        proxy.reset_after(10);
        let mut third = connect();
        assert_eq!(say(&mut third, &"x".repeat(500)), None);
        assert_eq!(proxy.resets(), 1);
    }
}
