//! `[[notify.email]]` as it may be written.

use lettre::message::Mailbox;
use serde::Deserialize;
use vitals::Private;

use super::super::webhook::is_this_machine;
use super::super::{Channel, Email, MailServer, MailTls, Way};
use super::Part;
use crate::language::Language;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Written {
    server: String,
    tls: Option<String>,
    user: Option<String>,
    password: Option<String>,
    from: String,
    to: String,
    language: Option<String>,
}

const KEYS: [&str; 7] = ["server", "tls", "user", "password", "from", "to", "language"];
/// What somebody has to do something about.
const USUAL: [&str; 4] = ["raised", "escalated", "assigned", "reopened"];

/// A channel, unless something is wrong with it, which was told then.
pub(super) fn read(part: &mut Part<'_>) -> Option<Channel> {
    let told = part.mistakes.len();
    part.only_keys(&KEYS);
    let (name, filter, include_reason, timeout) = part.channel(&USUAL);
    let written: Written = part.read(&KEYS);
    let from = mailbox(part, "from", &written.from);
    let to = mailbox(part, "to", &written.to);
    let language = language(part, written.language.as_deref());
    let server = server(part, written);
    if part.mistakes.len() > told {
        return None;
    }
    match Email::new(&server?, from?, to?, timeout) {
        Ok(email) => {
            let email = email.in_language(language);
            Some(Channel { name, filter, include_reason, way: Way::Email(Box::new(email)) })
        }
        Err(error) => {
            part.wrong("server", format!("can't be spoken to: {error}"));
            None
        }
    }
}

/// English, unless something else is written.
fn language(part: &mut Part<'_>, written: Option<&str>) -> Language {
    let Some(tag) = written else { return Language::English };
    Language::of_key(tag).unwrap_or_else(|| {
        let known = Language::ALL.map(Language::key).join(", ");
        part.wrong("language", format!("{tag:?} is none of {known}"));
        Language::English
    })
}

fn mailbox(part: &mut Part<'_>, key: &str, text: &str) -> Option<Mailbox> {
    let mailbox = text.parse().ok();
    if mailbox.is_none() {
        part.wrong(key, "is not a mailbox such as Ward 3 <ward3@example.org>");
    }
    mailbox
}

fn server(part: &mut Part<'_>, written: Written) -> Option<MailServer> {
    let host_and_port = written.server.rsplit_once(':');
    let host_and_port = host_and_port.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    if host_and_port.is_none_or(|(host, _): (&str, u16)| host.is_empty()) {
        part.wrong("server", "is not a host and a port such as mail.example.org:587");
    }
    let tls = match written.tls.as_deref() {
        None | Some("starttls") => MailTls::StartTls,
        Some("implicit") => MailTls::Implicit,
        Some("off") => MailTls::Off,
        Some(other) => {
            part.wrong("tls", format!("{other:?} is none of starttls, implicit, off"));
            return None;
        }
    };
    let (host, port) = host_and_port?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if tls == MailTls::Off && !is_this_machine(host) {
        part.wrong("tls", "off is for this machine only: write starttls or implicit");
    }
    let user = match (written.user, written.password) {
        (Some(user), Some(password)) => Some((user, Private::hide(password))),
        (None, None) => None,
        _ => {
            part.wrong("password", "user and password go together: write both, or neither");
            None
        }
    };
    Some(MailServer { host: host.to_owned(), port, tls, user })
}
