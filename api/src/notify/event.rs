//! A notice as a CloudEvent 1.0, in the JSON that webhooks carry.

use jiff::Timestamp;
use serde::Serialize;
use store::care::outbox::Notice;
use vitals::StoredAt;

use crate::wording;

/// What every message has from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The `source` of every event: with `id` it names the event in the world.
    pub source: String,
    /// Where pages are, for links; none if messages have no link.
    pub link: Option<String>,
}

/// An event in CloudEvents' structured mode. The attributes' order is the one of its specification.
#[derive(Debug, Serialize)]
pub(super) struct Event<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    r#type: String,
    subject: &'a str,
    time: String,
    datacontenttype: &'static str,
    data: Data<'a>,
}

/// Ids and codes; no name, and no value unless the channel asks for reasons.
#[derive(Debug, Serialize)]
struct Data<'a> {
    alert: &'a str,
    patient: &'a str,
    problem: &'a str,
    severity: &'static str,
    version: u32,
    escalated: u8,
    /// Whom it was escalated or assigned to.
    person: Option<&'a str>,
    due_at: Option<String>,
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<&'a [String]>,
}

impl<'a> Event<'a> {
    /// The same for the same notice, however often it is sent.
    pub(super) fn of(
        notice: &'a Notice,
        sender: &'a Sender,
        reasons: Option<&'a [String]>,
    ) -> Self {
        Self {
            specversion: "1.0",
            id: &notice.id,
            source: &sender.source,
            r#type: format!("org.hearthwatch.{}.v1", notice.kind),
            subject: notice.alert.as_str(),
            time: time(notice.at),
            datacontenttype: "application/json",
            data: Data {
                alert: notice.alert.as_str(),
                patient: notice.patient.as_str(),
                problem: &notice.problem,
                severity: wording::severity(notice.severity),
                version: notice.version,
                escalated: notice.level,
                person: notice.person.as_deref(),
                due_at: notice.due_at.map(time),
                link: link(sender),
                reasons,
            },
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        // Plain structs with text keys always become JSON.
        serde_json::to_vec(self).expect("plain structs with text keys")
    }
}

/// Where a person can look at it, after signing in.
pub(super) fn link(sender: &Sender) -> Option<String> {
    let base = sender.link.as_deref()?.trim_end_matches('/');
    Some(format!("{base}/work"))
}

/// RFC 3339, in UTC.
pub(super) fn time(at: StoredAt) -> String {
    // Beyond jiff's years there is no text; then the epoch says that something is wrong.
    Timestamp::from_millisecond(at.unix_ms()).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::notify::examples::notice;

    fn sender() -> Sender {
        let link = Some("https://watch.example/".to_owned());
        Sender { source: "urn:hearthwatch:home".into(), link }
    }

    #[test]
    fn an_event_has_ids_and_codes_under_the_names_of_cloudevents() {
        let (notice, sender) = (notice("alert.escalated"), sender());
        let event: Value =
            serde_json::from_slice(&Event::of(&notice, &sender, None).to_json()).unwrap();
        assert_eq!(
            event,
            json!({
                "specversion": "1.0", "id": "n-1", "source": "urn:hearthwatch:home",
                "type": "org.hearthwatch.alert.escalated.v1", "subject": "a-1",
                "time": "2026-11-21T08:30:00Z", "datacontenttype": "application/json",
                "data": {
                    "alert": "a-1", "patient": "p-0001", "problem": "oxygen_low",
                    "severity": "emergency", "version": 3, "escalated": 1, "person": "dr-evans",
                    "due_at": "2026-11-21T08:35:00Z",
                    "link": "https://watch.example/work",
                },
            })
        );
    }

    #[test]
    fn reasons_are_in_it_only_if_the_channel_asks() {
        let (notice, sender) = (notice("alert.raised"), sender());
        let reasons = ["Oxygen 89 %".to_owned()];
        let with = Event::of(&notice, &sender, Some(&reasons)).to_json();
        let without = Event::of(&notice, &sender, None).to_json();
        assert!(String::from_utf8(with).unwrap().contains("Oxygen 89 %"));
        assert!(!String::from_utf8(without).unwrap().contains("reasons"));
    }
}
