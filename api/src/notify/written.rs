//! `[notify]` in the configuration: checked whole, every mistake at once, with its key.

mod email;
mod tls;
mod webhook;

pub(crate) use tls::client as client_tls;

use std::path::PathBuf;
use std::time::Duration;

use risk_engine::outcome::Severity;
use serde::Deserialize;

use super::channel::EVENTS;
use super::{Audience, Channel, Filter, NotifyConfig, Sender};
use crate::config::{Mistake, mistake};
use crate::wording;

/// The section as it may be written. Channels are read one by one, so that each tells its mistakes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Written {
    link: Option<String>,
    source: Option<String>,
    ca_file: Option<PathBuf>,
    webhook: Vec<toml::Table>,
    email: Vec<toml::Table>,
}

/// What both kinds of channel have.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WrittenChannel {
    name: String,
    severities: Option<Vec<String>>,
    events: Option<Vec<String>>,
    who: Option<String>,
    operators: bool,
    include_reason: bool,
    timeout_s: Option<u64>,
}

const CHANNEL_KEYS: [&str; 7] =
    ["name", "severities", "events", "who", "operators", "include_reason", "timeout_s"];
const TIMEOUT_S: u64 = 10;
const TIMEOUT_S_MAX: u64 = 60;
const NAME_CHARS_MAX: usize = 64;

impl Written {
    /// The configuration, right as far as no mistake was told.
    pub(crate) fn check(self, tenant: &str, mistakes: &mut Vec<Mistake>) -> NotifyConfig {
        let source = self.source.unwrap_or_else(|| format!("urn:hearthwatch:{tenant}"));
        if source.parse::<hyper::Uri>().is_err() && !source.starts_with("urn:") {
            mistakes.push(mistake("notify.source", format!("{source:?} is not a URI")));
        }
        let link = self.link.filter(|link| {
            let right = link.starts_with("https://") || link.starts_with("http://");
            if !right {
                let what = format!("{link:?} is not an address such as https://watch.example");
                mistakes.push(mistake("notify.link", what));
            }
            right
        });
        let tls = match &self.webhook[..] {
            [] => None,
            _ => tls::client("notify.ca_file", self.ca_file.as_deref(), mistakes),
        };
        let mut channels: Vec<Channel> = Vec::new();
        let webhooks = self.webhook.iter().map(|table| ("webhook", table));
        let emails = self.email.iter().map(|table| ("email", table));
        let numbered = webhooks.zip(1..).chain(emails.zip(1..));
        for ((kind, table), number) in numbered {
            let key = format!("notify.{kind}[{number}]");
            let mut part = Part { key, table, mistakes };
            let made = match kind {
                "webhook" => webhook::read(&mut part, tls.as_ref()),
                _ => email::read(&mut part),
            };
            let Some(channel) = made else { continue };
            if channels.iter().any(|other| other.name == channel.name) {
                part.wrong("name", format!("there are two channels {:?}", channel.name));
            }
            channels.push(channel);
        }
        NotifyConfig { sender: Sender { source, link }, channels }
    }
}

/// One channel's table while it is read.
struct Part<'a> {
    key: String,
    table: &'a toml::Table,
    mistakes: &'a mut Vec<Mistake>,
}

impl Part<'_> {
    fn wrong(&mut self, key: &str, what: impl Into<String>) {
        self.mistakes.push(mistake(&format!("{}.{key}", self.key), what));
    }

    /// Tells what is no key of such a channel.
    fn only_keys(&mut self, own: &[&str]) {
        let all: Vec<&str> = CHANNEL_KEYS.iter().chain(own).copied().collect();
        for key in self.table.keys() {
            if !all.contains(&key.as_str()) {
                let what = format!("is not a key; the keys are {}", all.join(", "));
                self.mistakes.push(mistake(&format!("{}.{key}", self.key), what));
            }
        }
    }

    /// Reads these keys each by itself, so that one of the wrong type doesn't hide the others.
    fn read<T: Default + for<'de> Deserialize<'de>>(&mut self, keys: &[&str]) -> T {
        let mut right = toml::Table::new();
        for (key, value) in self.table.iter().filter(|(key, _)| keys.contains(&key.as_str())) {
            let alone = toml::Table::from_iter([(key.clone(), value.clone())]);
            match T::deserialize(alone) {
                Ok(_) => {
                    right.insert(key.clone(), value.clone());
                }
                Err(error) => self.wrong(key, error.message()),
            }
        }
        // Each key was read once already.
        T::deserialize(right).unwrap_or_default()
    }

    /// What both kinds of channel have: name, filter, whether to give reasons, time-out. `events` are
    /// those that it gets unless it says otherwise.
    fn channel(&mut self, events: &[&str]) -> (String, Filter, bool, Duration) {
        let written: WrittenChannel = self.read(&CHANNEL_KEYS);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let name = written.name;
        if name.is_empty() || name.len() > NAME_CHARS_MAX || !name.chars().all(is_plain) {
            self.wrong("name", "must be 1 to 64 letters, digits, - _ or .");
        }
        let audience = match (written.who, written.operators) {
            (None, false) => Audience::Everybody,
            (None, true) => Audience::Operators,
            (Some(who), false) => Audience::Person(who),
            (Some(who), true) => {
                self.wrong("operators", "a person's channel isn't the operators': make two");
                Audience::Person(who)
            }
        };
        let severities = self.severities(written.severities);
        let events = self.events(written.events, events);
        let timeout_s = written.timeout_s.unwrap_or(TIMEOUT_S);
        if !(1..=TIMEOUT_S_MAX).contains(&timeout_s) {
            self.wrong("timeout_s", format!("{timeout_s} is not between 1 and {TIMEOUT_S_MAX}"));
        }
        let filter = Filter { audience, severities, events };
        (name, filter, written.include_reason, Duration::from_secs(timeout_s))
    }

    fn severities(&mut self, written: Option<Vec<String>>) -> Vec<Severity> {
        let all = [Severity::Review, Severity::Urgent, Severity::Emergency];
        let Some(written) = written else { return all.into() };
        if written.is_empty() {
            self.wrong("severities", "names none: leave it out for all");
        }
        let mut found = Vec::new();
        for name in written {
            match all.into_iter().find(|severity| wording::severity(*severity) == name) {
                Some(severity) => found.push(severity),
                None => {
                    let names = all.map(wording::severity).join(", ");
                    self.wrong("severities", format!("{name:?} is none of {names}"));
                }
            }
        }
        found
    }

    fn events(&mut self, written: Option<Vec<String>>, default: &[&str]) -> Vec<String> {
        let Some(written) = written else {
            return default.iter().map(ToString::to_string).collect();
        };
        if written.is_empty() {
            self.wrong("events", "names none: leave it out for the usual ones");
        }
        for name in written.iter().filter(|name| !EVENTS.contains(&name.as_str())) {
            self.wrong("events", format!("{name:?} is none of {}", EVENTS.join(", ")));
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const RIGHT: &str = r#"
[notify]
link = "https://watch.example"
[[notify.webhook]]
name = "pager"
url = "http://127.0.0.1:9000/in"
keys = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
severities = ["urgent", "emergency"]
[[notify.email]]
name = "dr-evans"
server = "127.0.0.1:2525"
tls = "off"
from = "Hearthwatch <watch@example.org>"
to = "evans@example.org"
who = "dr-evans"
user = "watch"
password = "hunter2"
"#;

    fn told(text: &str) -> Vec<String> {
        match Config::parse(text, |_| None) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.into_iter().map(|mistake| mistake.key).collect(),
        }
    }

    #[test]
    fn a_right_section_gives_its_channels() {
        let config = Config::parse(RIGHT, |_| None).unwrap();
        let [pager, evans] = &config.notify.channels[..] else { panic!("two channels") };
        assert_eq!(pager.filter.severities, [Severity::Urgent, Severity::Emergency]);
        let wants = |event: &str| pager.filter.events.contains(&event.to_owned());
        assert!(wants("raised") && !wants("joined") && !wants("put_off"));
        assert_eq!(evans.filter.audience, Audience::Person("dr-evans".into()));
        assert_eq!(config.notify.sender.source, "urn:hearthwatch:home");
    }

    #[test]
    fn every_mistake_of_every_channel_is_told_with_its_key() {
        let wrong = RIGHT
            .replace("https://watch", "watch")
            .replace("http://127.0.0.1:9000", "http://pager.example")
            .replace("\"whsec_", "\"")
            .replace("[\"urgent\"", "[\"grave\"")
            .replace("tls = \"off\"", "tls = 7\ncolour = \"red\"\ntimeout_s = 0\nlanguage = \"fr\"")
            .replace("to = \"evans@example.org\"", "to = \"evans\"")
            .replace("127.0.0.1:2525", "127.0.0.1");
        let mut told = told(&wrong);
        told.sort();
        assert_eq!(
            told,
            [
                "notify.email[1].colour",
                "notify.email[1].language",
                "notify.email[1].server",
                "notify.email[1].timeout_s",
                "notify.email[1].tls",
                "notify.email[1].to",
                "notify.link",
                "notify.webhook[1].keys",
                "notify.webhook[1].severities",
                "notify.webhook[1].url",
            ]
        );
    }

    #[test]
    fn two_channels_have_two_names() {
        assert_eq!(told(&RIGHT.replace("\"pager\"", "\"dr-evans\"")), ["notify.email[1].name"]);
    }

    #[test]
    fn a_mail_server_elsewhere_is_not_spoken_to_in_the_clear() {
        let elsewhere = RIGHT.replace("127.0.0.1:2525", "mail.example.org:25");
        assert_eq!(told(&elsewhere), ["notify.email[1].tls"]);
        assert!(told(&elsewhere.replace("tls = \"off\"", "")).is_empty());
    }

    #[test]
    fn no_secret_is_printed_with_the_configuration() {
        let printed = format!("{:?}", Config::parse(RIGHT, |_| None).unwrap());
        assert!(!printed.contains("hunter2") && !printed.contains("MfKQ"), "{printed}");
        assert!(printed.contains("pager"), "{printed}");
    }
}
