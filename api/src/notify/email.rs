//! E-mail through a mail server that takes submissions: plain text, and nothing about anybody's health
//! in the subject.

use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use risk_engine::outcome::Problem;
use risk_engine::rules::RuleSet;
use store::care::outbox::Notice;
use vitals::Private;

use super::event::{Sender, link, time};
use super::failure::Failure;
use crate::canary;
use crate::language::{Language, Said, Words};
use crate::wording::{self, Wording};

/// How to talk to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    /// In the clear first, then encrypted, or not at all: port 587.
    StartTls,
    /// Encrypted from the first byte: port 465.
    Implicit,
    /// In the clear; only on this machine.
    Off,
}

/// A mailbox to write to, and how.
#[derive(Clone)]
pub struct Email {
    from: Mailbox,
    to: Mailbox,
    timeout: Duration,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    words: Words,
}

/// Where the mail server is, and who we are to it.
pub struct MailServer {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How.
    pub tls: MailTls,
    /// User and password, if it wants them.
    pub user: Option<(String, Private<String>)>,
}

impl Email {
    /// Writes from one mailbox to another.
    pub fn new(
        server: &MailServer,
        from: Mailbox,
        to: Mailbox,
        timeout: Duration,
    ) -> Result<Self, lettre::transport::smtp::Error> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let builder = match server.tls {
            MailTls::StartTls => Transport::starttls_relay(&server.host)?,
            MailTls::Implicit => Transport::relay(&server.host)?,
            MailTls::Off => Transport::builder_dangerous(&server.host),
        };
        let mut builder = builder.port(server.port).timeout(Some(timeout));
        if let Some((user, password)) = &server.user {
            builder =
                builder.credentials(Credentials::new(user.clone(), password.reveal().clone()));
        }
        let words = Words::english();
        Ok(Self { from, to, timeout, transport: builder.build(), words })
    }

    /// Writes in this language.
    pub(super) fn in_language(self, language: Language) -> Self {
        Self { words: Words::in_language(language), ..self }
    }

    /// How it is written.
    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// Sends a notice. The mail server has taken it when it says so.
    pub(super) async fn send(
        &self,
        notice: &Notice,
        sender: &Sender,
        reasons: Option<&[String]>,
    ) -> Result<(), Failure> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(self.to.clone())
            .subject(subject(notice, &self.words))
            // The same for the same notice: mail programs show it once.
            .message_id(Some(format!("<{}@hearthwatch>", notice.id)))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(body(notice, sender, reasons, &self.words))
            .map_err(|_| Failure::BrokeOff)?;
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Err(_) => Err(Failure::TimedOut),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error)),
        }
    }
}

fn failure(error: &lettre::transport::smtp::Error) -> Failure {
    match error.status() {
        Some(code) => Failure::Answered(u16::from(code)),
        None if error.is_timeout() => Failure::TimedOut,
        None if error.is_tls() => Failure::NoTls,
        None if error.is_response() || error.is_client() => Failure::BrokeOff,
        None => Failure::Unreachable,
    }
}

/// No id of a person, no problem: a subject is shown on locked screens.
fn subject(notice: &Notice, words: &Words) -> String {
    let about = |key| words.say(key).with("alert", notice.alert.as_str()).to_string();
    match notice.kind.as_str() {
        "rota.gap" => about("mail-subject-gap"),
        canary::FAILED => words.say("mail-subject-canary-failed").to_string(),
        canary::WORKS => words.say("mail-subject-canary-works").to_string(),
        "reminder.due" => words.say("mail-subject-reminder").to_string(),
        _ => words
            .say("mail-subject-alert")
            .with("severity", severity(notice, words))
            .with("what", happened(notice, words))
            .with("alert", notice.alert.as_str())
            .to_string(),
    }
}

fn severity<'a>(notice: &Notice, words: &Words) -> Said<'a> {
    words.say("reason-severity").with("severity", wording::severity(notice.severity))
}

/// What happened to an alert.
fn happened<'a>(notice: &'a Notice, words: &Words) -> Said<'a> {
    let what = notice.kind.strip_prefix("alert.").unwrap_or(&notice.kind);
    words.say("mail-happened").with("what", what)
}

fn body(notice: &Notice, sender: &Sender, reasons: Option<&[String]>, words: &Words) -> String {
    let mut lines = vec![opening(notice, words), String::new()];
    let mut line = |key, value: &str| {
        let name = words.say(key).to_string();
        lines.push(format!("{name:<10}{value}"));
    };
    line("mail-line-alert", notice.alert.as_str());
    line("mail-line-patient", notice.patient.as_str());
    line("mail-line-problem", &problem(notice, words));
    line("mail-line-severity", &severity(notice, words).to_string());
    line("mail-line-happened", &time(notice.at));
    if let Some(due_at) = notice.due_at {
        line("mail-line-due", &time(due_at));
    }
    for reason in reasons.unwrap_or_default() {
        line("mail-line-because", reason);
    }
    if let Some(link) = link(sender) {
        line("mail-line-look", &link);
    }
    let from = words.say("mail-from").with("id", &*notice.id).with("source", &*sender.source);
    lines.extend([String::new(), from.to_string(), String::new()]);
    lines.join("\r\n")
}

/// By its id in English, as it always was; in another language as its pages call it.
fn problem(notice: &Notice, words: &Words) -> String {
    match words.language {
        Language::English => notice.problem.replace('_', " "),
        _ => Wording { words, rules: &RuleSet::built_in() }.title(&Problem::named(&notice.problem)),
    }
}

/// What happened, in a sentence.
fn opening(notice: &Notice, words: &Words) -> String {
    let level = u32::from(notice.level);
    let said = match (notice.kind.as_str(), notice.person.as_deref()) {
        ("rota.gap", _) => {
            words.say("mail-opening-gap").with("level", level).with("time", time(notice.at))
        }
        (canary::FAILED, _) => words.say("mail-opening-canary-failed"),
        (canary::WORKS, _) => words.say("mail-opening-canary-works"),
        ("reminder.due", _) => words.say("mail-opening-reminder"),
        ("alert.escalated", Some(who)) => {
            words.say("mail-opening-escalated").with("level", level).with("person", who)
        }
        ("alert.escalated", None) => {
            words.say("mail-opening-escalated-nobody").with("level", level)
        }
        (_, Some(who)) => {
            let what = happened(notice, words);
            words.say("mail-opening-alert-for").with("what", what).with("person", who)
        }
        (_, None) => words.say("mail-opening-alert").with("what", happened(notice, words)),
    };
    said.to_string()
}

/// Says that a program wrote it, so that no other answers it (RFC 3834).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::examples::notice;

    #[test]
    fn a_subject_tells_nothing_about_anybody() {
        for kind in ["alert.raised", "alert.escalated", "rota.gap"] {
            let subject = subject(&notice(kind), &Words::english());
            assert!(!subject.contains("p-0001") && !subject.contains("oxygen"), "{subject}");
        }
        assert_eq!(
            subject(&notice("alert.raised"), &Words::english()),
            "Hearthwatch: emergency alert raised (a-1)"
        );
    }

    #[test]
    fn a_message_says_what_happened_and_where_to_look() {
        let sender = Sender { source: "urn:x".into(), link: Some("https://watch.example".into()) };
        let reasons = ["Oxygen 89 %".to_owned()];
        assert_eq!(
            body(&notice("alert.escalated"), &sender, Some(&reasons), &Words::english())
                .replace("\r\n", "\n"),
            "An alert was not acknowledged in time, or a colleague passed it on. Escalation 1 goes to dr-evans.\n\n\
             Alert     a-1\nPatient   p-0001\nProblem   oxygen low\nSeverity  emergency\n\
             Happened  2026-11-21T08:30:00Z\nAct by    2026-11-21T08:35:00Z\n\
             Because   Oxygen 89 %\nLook      https://watch.example/work\n\n\
             n-1 from urn:x\n"
        );
        let gap = body(&notice("rota.gap"), &sender, None, &Words::english());
        assert!(
            gap.starts_with("Nobody is on call for escalation 1 at 2026-11-21T08:30:00Z"),
            "{gap}"
        );
    }

    #[test]
    fn a_message_is_in_the_language_of_its_channel() {
        let german = Words::in_language(Language::German);
        let sender = Sender { source: "urn:x".into(), link: Some("https://watch.example".into()) };
        let raised = notice("alert.raised");
        assert_eq!(
            subject(&raised, &german),
            "Hearthwatch: Alarm ausgelöst, Schwere: Notfall (a-1)"
        );
        let escalated = body(&notice("alert.escalated"), &sender, None, &german);
        assert_eq!(
            escalated.replace("\r\n", "\n"),
            "Ein Alarm wurde nicht rechtzeitig bestätigt, oder jemand hat ihn weitergereicht. Eskalation 1 geht an dr-evans.\n\n\
             Alarm     a-1\nPatient   p-0001\nProblem   Niedriger Sauerstoff\nSchwere   Notfall\n\
             Geschehen 2026-11-21T08:30:00Z\nFrist     2026-11-21T08:35:00Z\n\
             Ansehen   https://watch.example/work\n\nn-1 von urn:x\n"
        );
    }

    #[test]
    fn what_stands_before_a_line_leaves_room_in_every_language() {
        let keys = [
            "mail-line-alert",
            "mail-line-patient",
            "mail-line-problem",
            "mail-line-severity",
            "mail-line-happened",
            "mail-line-due",
            "mail-line-because",
            "mail-line-look",
        ];
        for language in Language::ALL {
            for key in keys {
                let name = Words::in_language(language).say(key).to_string();
                assert!(name.chars().count() <= 9, "{language:?}: {name}");
            }
        }
    }
}
