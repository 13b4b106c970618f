//! Somebody's webhook on loopback: takes posts, and answers as it is told to.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use serde_json::Value;

/// How to answer a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// With this status.
    Status(u16),
    /// Never: the connection stays open.
    Never,
}

/// One post as it came.
#[derive(Debug, Clone)]
pub struct Post {
    /// The request line and the headers, with names in lower case.
    pub head: Vec<String>,
    /// The body.
    pub body: Vec<u8>,
    /// How it was answered.
    pub answer: Answer,
}

impl Post {
    /// A header's value.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let found = self.head.iter().find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.head))
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a webhook's body is JSON")
    }
}

/// A running receiver, until the test ends.
#[derive(Clone)]
pub struct Receiver(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    posts: Vec<Post>,
    answers: VecDeque<Answer>,
    open: Vec<TcpStream>,
}

impl Receiver {
    /// Listens on a port; gives these answers first, and 204 to all that come later.
    pub fn start(port: u16, answers: &[Answer]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
        let receiver = Self(Arc::default());
        receiver.state().answers.extend(answers);
        let taker = receiver.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let taker = taker.clone();
                thread::spawn(move || taker.take(stream));
            }
        });
        receiver
    }

    /// What was posted so far, oldest first.
    pub fn posts(&self) -> Vec<Post> {
        self.state().posts.clone()
    }

    /// What was posted and taken.
    pub fn taken(&self) -> Vec<Post> {
        let posts = self.posts().into_iter();
        posts.filter(|post| matches!(post.answer, Answer::Status(200..=299))).collect()
    }

    fn take(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().expect("a socket can be shared"));
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(1..) if line != "\r\n" => head.push(lower_name(line.trim_end())),
                Ok(1..) => break,
                // It went before it had said all.
                _ => return,
            }
        }
        let length = head.iter().find_map(|line| line.strip_prefix("content-length: "));
        let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_ok() {
            self.answer(stream, head, body);
        }
    }

    fn answer(&self, mut stream: TcpStream, head: Vec<String>, body: Vec<u8>) {
        let mut state = self.state();
        let answer = state.answers.pop_front().unwrap_or(Answer::Status(204));
        state.posts.push(Post { head, body, answer });
        match answer {
            // Kept, or it would be closed.
            Answer::Never => state.open.push(stream),
            Answer::Status(status) => {
                let location = "Location: http://127.0.0.1:9/elsewhere\r\n";
                // Whoever posted may have gone.
                let _ =
                    write!(stream, "HTTP/1.1 {status} x\r\n{location}Content-Length: 0\r\n\r\n");
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lower_name(line: &str) -> String {
    match line.split_once(": ") {
        Some((name, value)) => format!("{}: {value}", name.to_lowercase()),
        None => line.to_owned(),
    }
}
