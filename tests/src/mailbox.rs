//! A mail server on loopback that keeps what it is given: the least of SMTP.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// One message as it was submitted.
#[derive(Debug, Clone, Default)]
pub struct Mail {
    /// The envelope: what stood after `MAIL` and `RCPT`.
    pub envelope: Vec<String>,
    /// Headers and body, without the dots that SMTP adds.
    pub lines: Vec<String>,
}

impl Mail {
    /// A header's value, if it stands on one line.
    pub fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.lines.iter().find_map(|line| line.strip_prefix(&start))
    }
}

/// A running mail server, until the test ends.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Mutex<Vec<Mail>>>);

impl Mailbox {
    /// Listens on a port.
    pub fn start(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
        let mailbox = Self::default();
        let taker = mailbox.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let taker = taker.clone();
                // Whoever talks to it may go at any time.
                thread::spawn(move || drop(taker.talk(&stream)));
            }
        });
        mailbox
    }

    /// What was submitted so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.all().clone()
    }

    fn talk(&self, mut stream: &TcpStream) -> io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let mut mail = Mail::default();
        stream.write_all(b"220 test\r\n")?;
        while let Some(line) = lines.next() {
            let line = line?;
            let answer = match line.split([' ', ':']).next() {
                Some("EHLO") => "250-test\r\n250 8BITMIME\r\n",
                Some("MAIL" | "RCPT") => {
                    mail.envelope.push(line);
                    "250 ok\r\n"
                }
                Some("DATA") => {
                    stream.write_all(b"354 go on\r\n")?;
                    for line in lines.by_ref() {
                        let line = line?;
                        if line == "." {
                            break;
                        }
                        mail.lines.push(line.strip_prefix('.').unwrap_or(&line).to_owned());
                    }
                    self.all().push(std::mem::take(&mut mail));
                    "250 taken\r\n"
                }
                Some("QUIT") => "221 bye\r\n",
                _ => "250 ok\r\n",
            };
            stream.write_all(answer.as_bytes())?;
        }
        Ok(())
    }

    fn all(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
