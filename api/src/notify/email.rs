//! E-mail through a mail server that takes submissions: plain text, and nothing about anybody's health
//! in the subject.

use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use store::care::outbox::Notice;
use vitals::Private;

use super::event::{Sender, link, time};
use super::failure::Failure;
use crate::canary;
use crate::wording;

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
        Ok(Self { from, to, timeout, transport: builder.build() })
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
            .subject(subject(notice))
            // The same for the same notice: mail programs show it once.
            .message_id(Some(format!("<{}@hearthwatch>", notice.id)))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(body(notice, sender, reasons))
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
fn subject(notice: &Notice) -> String {
    match notice.kind.as_str() {
        "rota.gap" => format!("Hearthwatch: nobody is on call ({})", notice.alert),
        canary::FAILED => "Hearthwatch: alerts can't be relied on".to_owned(),
        canary::WORKS => "Hearthwatch: alerts come through again".to_owned(),
        "reminder.due" => "Hearthwatch: somebody is to be reminded".to_owned(),
        kind => {
            let what = kind.strip_prefix("alert.").unwrap_or(kind);
            let severity = wording::severity(notice.severity);
            format!("Hearthwatch: {severity} alert {what} ({})", notice.alert)
        }
    }
}

fn body(notice: &Notice, sender: &Sender, reasons: Option<&[String]>) -> String {
    let mut lines = vec![opening(notice), String::new()];
    let mut line = |name: &str, value: &str| lines.push(format!("{name:<10}{value}"));
    line("Alert", notice.alert.as_str());
    line("Patient", notice.patient.as_str());
    line("Problem", &notice.problem.replace('_', " "));
    line("Severity", wording::severity(notice.severity));
    line("Happened", &time(notice.at));
    if let Some(due_at) = notice.due_at {
        line("Act by", &time(due_at));
    }
    for reason in reasons.unwrap_or_default() {
        line("Because", reason);
    }
    if let Some(link) = link(sender) {
        line("Look", &link);
    }
    lines.extend([String::new(), format!("{} from {}", notice.id, sender.source), String::new()]);
    lines.join("\r\n")
}

/// What happened, in a sentence.
fn opening(notice: &Notice) -> String {
    let person = notice.person.as_deref();
    match notice.kind.as_str() {
        "rota.gap" => format!(
            "Nobody is on call for escalation {} at {}: the alert below reached nobody on the rota.",
            notice.level,
            time(notice.at)
        ),
        canary::FAILED => "A synthetic patient's dangerous reading did not become an alert within 5 s. \
                           Pages say that alerts can't be relied on, and to phone round. Look at the \
                           broker, the log and the operator's page."
            .to_owned(),
        canary::WORKS => "A synthetic patient's dangerous reading has become an alert in time again.".to_owned(),
        "reminder.due" => "The person below has something to do: their page says what.".to_owned(),
        "alert.escalated" => {
            let to = person.map_or("nobody: the rota has a gap".to_owned(), str::to_owned);
            format!(
                "An alert was not acknowledged in time. Escalation {} goes to {to}.",
                notice.level
            )
        }
        kind => {
            let what = kind.strip_prefix("alert.").unwrap_or(kind);
            let to = person.map(|who| format!(" (for {who})")).unwrap_or_default();
            format!("An alert was {what}{to}.")
        }
    }
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
            let subject = subject(&notice(kind));
            assert!(!subject.contains("p-0001") && !subject.contains("oxygen"), "{subject}");
        }
        assert_eq!(subject(&notice("alert.raised")), "Hearthwatch: emergency alert raised (a-1)");
    }

    #[test]
    fn a_message_says_what_happened_and_where_to_look() {
        let sender = Sender { source: "urn:x".into(), link: Some("https://watch.example".into()) };
        let reasons = ["Oxygen 89 %".to_owned()];
        assert_eq!(
            body(&notice("alert.escalated"), &sender, Some(&reasons)).replace("\r\n", "\n"),
            "An alert was not acknowledged in time. Escalation 1 goes to dr-evans.\n\n\
             Alert     a-1\nPatient   p-0001\nProblem   oxygen low\nSeverity  emergency\n\
             Happened  2026-11-21T08:30:00Z\nAct by    2026-11-21T08:35:00Z\n\
             Because   Oxygen 89 %\nLook      https://watch.example/work\n\n\
             n-1 from urn:x\n"
        );
        let gap = body(&notice("rota.gap"), &sender, None);
        assert!(
            gap.starts_with("Nobody is on call for escalation 1 at 2026-11-21T08:30:00Z"),
            "{gap}"
        );
    }
}
