//! Does what the server asks, one command at a time, and answers.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout};
use tracing::{error, info, warn};
use vitals::GatewayId;
use wire::{Command, CommandAnswer, CommandState, GatewayKey, Order, Settings};

use super::book::{Book, Verdict};
use super::settings::{Changes, change};
use crate::clock::Clock;
use crate::enrol::Wish;
use crate::error::chain;
use crate::gateway::{GatewayStatus, Report};
use crate::identity::{Identity, write_privately};
use crate::uplink::Ordered;

/// What a command wants of the program that the desk can't do by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Begin anew with the configuration as it is now.
    Restart,
    /// Begin all links to monitors anew, which sets their clocks.
    Reconnect,
}

/// Where commands are done.
pub struct Desk {
    /// Who is asked.
    pub gateway: GatewayId,
    /// What commands are authentic by.
    pub key: GatewayKey,
    /// The gateway's clock.
    pub clock: Clock,
    /// The spool's folder, where the book of commands lies, too.
    pub spool: PathBuf,
    /// The configuration file.
    pub config: PathBuf,
    /// Its certificate, if it has one.
    pub identity: Option<Identity>,
    /// Who renews that.
    pub renewals: Option<mpsc::Sender<Wish>>,
    /// Where the gateway stands.
    pub status: watch::Receiver<GatewayStatus>,
    /// How it is.
    pub reports: watch::Receiver<Report>,
    /// Whether there is a radio.
    pub has_radio: bool,
    /// Who does what the desk can't.
    pub wants: mpsc::Sender<Wanted>,
    /// When it started.
    pub started: Instant,
}

/// What came of a command, and what the program is to do once that is answered.
type Outcome = (CommandState, String, Option<Wanted>);

impl Desk {
    /// Works until no command can come any more.
    pub async fn run(self, mut orders: mpsc::Receiver<Ordered>) {
        let path = self.spool.join("commands.json");
        let mut book = open(&path);
        while let Some(ordered) = orders.recv().await {
            let command = match Command::decode(&ordered.bytes, &self.key) {
                Ok(command) if command.gateway == self.gateway => command,
                Ok(_) => continue,
                Err(error) => {
                    warn!(gateway = %self.gateway, %error, "not a command of our server");
                    continue;
                }
            };
            let number = command.number;
            let verdict = book.take(&command, self.clock.now().unix_ms());
            // On disk before it is done, so that it isn't done twice. Without that it isn't done at all.
            if verdict == Verdict::Do && !keep(&path, &book) {
                book = open(&path);
                continue;
            }
            let (state, detail, wanted) = match verdict {
                Verdict::Ignore => continue,
                Verdict::Answer(state, detail) => (state, detail, None),
                Verdict::Do => {
                    info!(gateway = %self.gateway, number, order = command.order.name(), "commanded");
                    self.perform(&command.order).await
                }
            };
            book.finish(number, state, &detail);
            keep(&path, &book);
            let gateway = self.gateway.clone();
            let answer = CommandAnswer { gateway, number, state, detail };
            ordered.answer(answer.encode(&self.key));
            if let Some(wanted) = wanted {
                // The answer is on its way before the connection ends; if not, it is asked for again.
                tokio::time::sleep(PARTING).await;
                // Nobody takes it only if the program ends.
                let _ = self.wants.send(wanted).await;
            }
        }
    }

    async fn perform(&self, order: &Order) -> Outcome {
        let done = |detail: &str| (CommandState::Done, detail.to_owned(), None);
        let refused = |detail: &str| (CommandState::Refused, detail.to_owned(), None);
        match order {
            Order::Identify => {
                self.show(&json!({ "identify": { "gateway": self.gateway.as_str() } }))
            }
            Order::Prompt { device, text } => {
                let device = device.as_ref().map(|device| device.as_str());
                self.show(&json!({ "prompt": { "device": device, "text": text } }))
            }
            Order::SetClock if !self.has_radio => refused("Bluetooth is off here"),
            Order::SetClock => {
                let (state, detail, _) =
                    done("all links begin anew; each monitor's clock is set as it connects");
                (state, detail, Some(Wanted::Reconnect))
            }
            Order::Configure(settings) => self.configure(settings),
            Order::RotateCertificate => match self.rotate().await {
                Ok(detail) => done(&detail),
                Err(reason) => refused(&reason),
            },
            Order::Report => done(&self.report().to_string()),
        }
    }

    /// A line on standard output, for the display or the lamp of the home.
    fn show(&self, line: &serde_json::Value) -> Outcome {
        let mut out = std::io::stdout().lock();
        match writeln!(out, "{line}").and_then(|()| out.flush()) {
            Ok(()) => (CommandState::Done, "given to standard output".to_owned(), None),
            Err(error) => (CommandState::Refused, format!("nobody listens here: {error}"), None),
        }
    }

    fn configure(&self, settings: &Settings) -> Outcome {
        let mut changes = Changes::new();
        if let Some(seconds) = settings.keep_alive_s {
            changes.push(("keep_alive_s", toml::Value::Integer(seconds.into())));
        }
        if let Some(monitors) = &settings.monitors {
            changes.push(("monitors", toml::Value::String(monitors.clone())));
        }
        if let Some(delete) = settings.delete_records {
            changes.push(("delete_records", toml::Value::Boolean(delete)));
        }
        let environment: Vec<(String, String)> = std::env::vars().collect();
        match change(&self.config, &changes, &environment) {
            Ok(()) => {
                let detail = "written; the gateway begins anew with it".to_owned();
                (CommandState::Done, detail, Some(Wanted::Restart))
            }
            Err(refused) => (CommandState::Refused, refused.to_string(), None),
        }
    }

    async fn rotate(&self) -> Result<String, String> {
        let renewals = self.renewals.as_ref().ok_or("this gateway wasn't enrolled with a code")?;
        let (wish, granted) = oneshot::channel();
        renewals.send(wish).await.map_err(|_| "nobody renews here any more".to_owned())?;
        match timeout(ROTATION_MAX, granted).await {
            Ok(Ok(Ok(()))) => {
                let own = self.identity.as_ref().and_then(Identity::certificate);
                let until = own.map(|own| moment(own.not_after)).unwrap_or_default();
                Ok(format!("a new certificate, until {until}"))
            }
            Ok(Ok(Err(error))) => Err(chain(&error)),
            Ok(Err(_)) => Err("nobody renews here any more".to_owned()),
            Err(_) => Err("it took too long; it goes on".to_owned()),
        }
    }

    fn report(&self) -> serde_json::Value {
        let status = *self.status.borrow();
        let own = self.identity.as_ref().and_then(Identity::certificate);
        let mut state = self.reports.borrow().json();
        if state.to_string().len() > STATE_BYTES_MAX {
            state["monitors"] = "too many to list here".into();
        }
        json!({
            "state": state,
            "version": env!("CARGO_PKG_VERSION"),
            "now": moment(self.clock.now().unix_ms()),
            "up_s": self.started.elapsed().as_secs(),
            "incarnation": status.incarnation.to_string(),
            "saved": status.durable,
            "held_by_server": status.stored,
            "bluetooth": self.has_radio,
            "certificate_until": own.map(|own| moment(own.not_after)),
        })
    }
}

fn moment(unix_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(unix_ms).map(|at| at.to_string()).unwrap_or_default()
}

/// The book in this file; an empty one if there is none, or it can't be read.
fn open(path: &Path) -> Book {
    match std::fs::read_to_string(path) {
        Ok(text) => Book::read(&text).unwrap_or_else(|| {
            warn!(path = %path.display(), "the book of commands can't be read: a new one begins");
            Book::default()
        }),
        Err(_) => Book::default(),
    }
}

fn keep(path: &Path, book: &Book) -> bool {
    let kept = write_privately(path, book.text().as_bytes());
    if let Err(error) = &kept {
        error!(error = %chain(error), "the book of commands can't be kept");
    }
    kept.is_ok()
}

/// The rest of a report is far below what is left then.
const STATE_BYTES_MAX: usize = wire::COMMAND_TEXT_BYTES_MAX - 1024;
const ROTATION_MAX: Duration = Duration::from_secs(30);
/// So long an answer may take to go out before the connection is given up.
const PARTING: Duration = Duration::from_millis(500);
