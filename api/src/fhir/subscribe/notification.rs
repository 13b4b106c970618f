//! Notifications as Bundles: how the subscription stands, then what its events are about.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use store::care::subscriptions::{NumberedEvent, SubscriptionRow};

use super::Topic;
use super::wanted::Content;
use crate::fhir::moment;

/// Which sort of notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Handshake,
    Heartbeat,
    Event,
    QueryStatus,
    QueryEvent,
}

impl Sort {
    fn code(self) -> &'static str {
        match self {
            Self::Handshake => "handshake",
            Self::Heartbeat => "heartbeat",
            Self::Event => "event-notification",
            Self::QueryStatus => "query-status",
            Self::QueryEvent => "query-event",
        }
    }
}

/// What a notification tells.
#[derive(Debug)]
pub(super) struct Notification<'a> {
    pub(super) sort: Sort,
    /// Where this interface is.
    pub(super) base: &'a str,
    pub(super) row: &'a SubscriptionRow,
    pub(super) status: &'a str,
    pub(super) topic: Topic,
    pub(super) content: Content,
    pub(super) events: &'a [NumberedEvent],
}

#[derive(Serialize)]
struct Bundle {
    #[serde(rename = "resourceType")]
    kind: &'static str,
    id: String,
    meta: Value,
    #[serde(rename = "type")]
    sort: &'static str,
    timestamp: String,
    entry: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    #[serde(rename = "fullUrl")]
    full_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Value>,
}

const BUNDLE: &str = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-notification-r4";
const STATUS: &str = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4";

impl Notification<'_> {
    /// As it is sent, or answered; `id` is a UUID for it.
    pub(super) fn text(&self, id: &str, now_ms: i64) -> String {
        let Self { base, row, .. } = self;
        let is_query = self.sort == Sort::QueryStatus;
        let address = format!("{base}/Subscription/{}/$status", row.id);
        let request = || json!({ "method": "GET", "url": address });
        let status = Entry {
            full_url: format!("urn:uuid:{id}"),
            resource: raw(&self.parameters().to_string()),
            request: (!is_query).then(request),
            response: (!is_query).then(|| json!({ "status": "200" })),
        };
        let about = self.events.iter().filter(|_| self.content != Content::Empty);
        let about = about.map(|event| Entry {
            full_url: format!("{base}/{}", event.focus),
            resource: event
                .body
                .as_deref()
                .filter(|_| self.content == Content::FullResource)
                .and_then(raw),
            request: Some(json!({ "method": "PUT", "url": event.focus })),
            response: Some(json!({ "status": "200" })),
        });
        let bundle = Bundle {
            kind: "Bundle",
            id: id.to_owned(),
            meta: json!({ "profile": [BUNDLE] }),
            sort: if is_query { "searchset" } else { "history" },
            timestamp: moment::instant(now_ms),
            entry: std::iter::once(status).chain(about).collect(),
        };
        // Texts, numbers, and JSON that was read before.
        serde_json::to_string(&bundle).unwrap_or_default()
    }

    /// How the subscription stands.
    fn parameters(&self) -> Value {
        let Self { base, row, .. } = self;
        let mut all = vec![
            json!({ "name": "subscription", "valueReference": { "reference": format!("{base}/Subscription/{}", row.id) } }),
            json!({ "name": "topic", "valueCanonical": self.topic.canonical() }),
            json!({ "name": "status", "valueCode": self.status }),
            json!({ "name": "type", "valueCode": self.sort.code() }),
            json!({ "name": "events-since-subscription-start", "valueString": row.numbered.to_string() }),
        ];
        all.extend(self.events.iter().map(|event| {
            let mut parts = vec![
                json!({ "name": "event-number", "valueString": event.number.to_string() }),
                json!({ "name": "timestamp", "valueInstant": moment::instant(event.at) }),
            ];
            if self.content != Content::Empty {
                let focus = json!({ "reference": format!("{base}/{}", event.focus) });
                parts.push(json!({ "name": "focus", "valueReference": focus }));
            }
            json!({ "name": "notification-event", "part": parts })
        }));
        if let Some(failure) = &row.failure {
            all.push(json!({ "name": "error", "valueCodeableConcept": { "text": failure } }));
        }
        json!({
            "resourceType": "Parameters",
            "meta": { "profile": [STATUS] },
            "parameter": all,
        })
    }
}

fn raw(text: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(text.to_owned()).ok()
}

/// A UUID (version 4) made of 32 hexadecimal digits.
pub(super) fn uuid(hex: &str) -> String {
    let part = |from: usize, to: usize| &hex[from..to];
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> SubscriptionRow {
        SubscriptionRow {
            id: "s-1".into(),
            version: 1,
            status: "active".into(),
            since: 0,
            numbered: 7,
            sent: 5,
            failures: 0,
            failing_since: None,
            failure: None,
        }
    }

    fn sent(content: Content) -> Value {
        let body = Some("{\"resourceType\":\"Observation\",\"value\":2.00}".to_owned());
        let events = [6, 7].map(|number| NumberedEvent {
            number,
            at: 1_790_000_000_000,
            focus: format!("Observation/{number}-0"),
            body: body.clone(),
        });
        let notification = Notification {
            sort: Sort::Event,
            base: "http://here/fhir",
            row: &row(),
            status: "active",
            topic: Topic::VitalSigns,
            content,
            events: &events,
        };
        let text = notification.text(&uuid(&"0123456789abcdef".repeat(2)), 0);
        assert_eq!(text.contains("2.00"), content == Content::FullResource, "to the digit: {text}");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_notification_holds_what_its_content_says() {
        for (content, entries) in
            [(Content::Empty, 1), (Content::IdOnly, 3), (Content::FullResource, 3)]
        {
            let bundle = sent(content);
            assert_eq!(bundle["entry"].as_array().map(Vec::len), Some(entries), "{content:?}");
            let parameters = bundle["entry"][0]["resource"]["parameter"].as_array().unwrap();
            let event = &parameters[5]["part"];
            assert_eq!(event[0]["valueString"], "6");
            assert_eq!(event[2].is_object(), content != Content::Empty);
            assert_eq!(parameters[4]["valueString"], "7");
        }
        assert_eq!(sent(Content::IdOnly)["id"], "01234567-89ab-4def-8123-456789abcdef");
    }
}
