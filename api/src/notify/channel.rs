//! A channel: which notices somebody gets, and by which way.

use std::fmt;

use risk_engine::outcome::Severity;
use store::care::outbox::Notice;

use super::email::Email;
use super::event::{Event, Sender};
use super::failure::Failure;
use super::webhook::Webhook;
use crate::language::Words;

/// One way to one place.
#[derive(Clone)]
pub struct Channel {
    /// Its name: under it notices wait, through restarts and changes of its address.
    pub name: String,
    /// What it gets.
    pub filter: Filter,
    /// Whether its messages may say why: values.
    pub include_reason: bool,
    /// How it gets there.
    pub way: Way,
}

/// Prints neither where it leads nor its keys.
impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = (&self.name, self.way.name(), &self.filter);
        f.debug_struct("Channel").field("is", &parts).finish_non_exhaustive()
    }
}

/// How a notice gets to somebody.
#[derive(Clone)]
pub enum Way {
    /// A signed POST.
    Webhook(Webhook),
    /// A message in a mailbox.
    Email(Box<Email>),
}

/// Which notices a channel gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Whom it reaches.
    pub audience: Audience,
    /// Of which severities; for operators it means nothing.
    pub severities: Vec<Severity>,
    /// What happened: `raised`, `escalated`…; for operators it means nothing.
    pub events: Vec<String>,
}

/// Whom a channel reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Whoever works the list.
    Everybody,
    /// One person on the rota: what is escalated or assigned to them.
    Person(String),
    /// Who runs the server: that nobody is on call, or that alerts can't be relied on.
    Operators,
}

/// What `events` takes for reminders of patients.
const REMINDER: &str = "reminder";

/// What happens to an alert, by the names that `events` takes; and reminders.
pub(super) const EVENTS: [&str; 13] = [
    "raised",
    "joined",
    "acknowledged",
    "escalated",
    "cleared",
    "assigned",
    "snoozed",
    "reopened",
    "put_off",
    "closed",
    "superseded",
    "undone",
    REMINDER,
];

impl Filter {
    /// Whether a notice is for this channel.
    pub fn wants(&self, notice: &Notice) -> bool {
        if notice.kind == "reminder.due" {
            // A person's reminder is nobody's alert: only who asks for them gets them.
            return self.audience == Audience::Everybody
                && self.events.iter().any(|wanted| wanted == REMINDER);
        }
        let Some(event) = notice.kind.strip_prefix("alert.") else {
            return self.audience == Audience::Operators;
        };
        let for_them = match &self.audience {
            Audience::Everybody => true,
            Audience::Person(who) => notice.person.as_ref() == Some(who),
            Audience::Operators => false,
        };
        for_them
            && self.severities.contains(&notice.severity)
            && self.events.iter().any(|wanted| wanted == event)
    }
}

impl Way {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Webhook(_) => "webhook",
            Self::Email(_) => "email",
        }
    }

    /// In which language it tells why: programs read English.
    pub(super) fn words(&self) -> Words {
        match self {
            Self::Webhook(_) => Words::english(),
            Self::Email(email) => email.words().clone(),
        }
    }

    /// Sends one notice at `now_ms` by the wall.
    pub(super) async fn send(
        &self,
        notice: &Notice,
        sender: &Sender,
        reasons: Option<&[String]>,
        now_ms: i64,
    ) -> Result<(), Failure> {
        match self {
            Self::Webhook(webhook) => {
                let body = Event::of(notice, sender, reasons).to_json();
                webhook.send(&notice.id, now_ms / 1000, body).await
            }
            Self::Email(email) => email.send(notice, sender, reasons).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::examples::notice;

    fn check(audience: &Audience, kind: &str, wanted: bool) {
        let filter = Filter {
            audience: audience.clone(),
            severities: vec![Severity::Emergency],
            events: vec!["raised".into(), "escalated".into()],
        };
        assert_eq!(filter.wants(&notice(kind)), wanted, "{audience:?} {kind}");
        let review = Filter { severities: vec![Severity::Review], ..filter };
        assert_eq!(
            review.wants(&notice(kind)),
            wanted && kind == "rota.gap",
            "{audience:?} {kind}"
        );
    }

    #[test]
    fn each_gets_what_is_for_them() {
        let evans = &Audience::Person("dr-evans".into());
        let jones = &Audience::Person("dr-jones".into());
        check(&Audience::Everybody, "alert.raised", true);
        check(&Audience::Everybody, "alert.cleared", false);
        check(&Audience::Everybody, "rota.gap", false);
        check(&Audience::Everybody, "canary.failed", false);
        check(evans, "alert.escalated", true);
        check(evans, "rota.gap", false);
        check(jones, "alert.escalated", false);
        check(&Audience::Operators, "rota.gap", true);
        check(&Audience::Operators, "alert.escalated", false);
    }
}
