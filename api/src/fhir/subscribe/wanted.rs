//! What a Subscription asks for, read whole before it is kept.

use hyper::Uri;
use serde_json::Value;

use super::{ACTIVE, Endpoint, OFF, REQUESTED, Topic};
use crate::config::Exchange;
use crate::fhir::moment;
use crate::fhir::outcome::Refusal;
use crate::fhir::resource::Resource;
use crate::fhir::search::Search;
use crate::fhir::upload::form_pairs;
use crate::notify;

/// What somebody wants to be told, and how.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) topic: Topic,
    filters: Vec<Search>,
    pub(super) content: Content,
    pub(super) url: Uri,
    /// The address of the configuration that allows it.
    pub(super) endpoint: Endpoint,
    /// What its endpoint knows us by.
    pub(super) headers: Vec<(String, String)>,
    pub(super) heartbeat_s: Option<u32>,
    pub(super) timeout_s: u32,
    /// So many events at once.
    pub(super) events_max: u32,
    /// Until when, ms since 1970.
    end: Option<i64>,
    /// Whether it is put to rest.
    pub(super) is_off: bool,
}

/// What a notification holds of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Empty,
    IdOnly,
    FullResource,
}

const EXTENSION: &str =
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-";
const TIMEOUT_S: u32 = 10;
const TIMEOUT_S_MAX: u32 = 60;
const HEARTBEAT_S_MIN: u32 = 5;
const EVENTS: u32 = 20;
const EVENTS_MAX: u32 = 100;
const HEADERS_MAX: usize = 10;

impl Content {
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("empty", Self::Empty), ("id-only", Self::IdOnly), ("full-resource", Self::FullResource)];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, content)| *content)
    }
}

impl Wanted {
    pub(super) fn read(sent: &Value, exchange: &Exchange) -> Result<Self, Refusal> {
        let channel = &sent["channel"];
        let wrong = |at: &str, what: String| {
            Refusal::new(422, "business-rule", what).at(format!("Subscription.{at}"))
        };
        let is_off = match sent["status"].as_str() {
            Some(REQUESTED | ACTIVE) => false,
            Some(OFF) => true,
            _ => return Err(wrong("status", "`status` is requested, or off to end it".into())),
        };
        let criteria = sent["criteria"].as_str().unwrap_or_default();
        let topic = Topic::ALL.into_iter().find(|topic| topic.canonical() == criteria);
        let topic = topic.ok_or_else(|| {
            let known = Topic::ALL.map(Topic::canonical).join(" and ");
            wrong("criteria", format!("{criteria:?} is no topic here: there are {known}"))
        })?;
        if channel["type"] != "rest-hook" {
            return Err(wrong("channel.type", "the channel here is rest-hook".into()));
        }
        let media = channel["payload"].as_str().unwrap_or("application/fhir+json");
        if !matches!(media, "application/fhir+json" | "application/json") {
            return Err(wrong("channel.payload", "notifications are application/fhir+json".into()));
        }
        let content =
            extension(&channel["_payload"], "payload-content").map(|one| &one["valueCode"]);
        let content = match content {
            None => Content::Empty,
            Some(name) => name.as_str().and_then(Content::named).ok_or_else(|| {
                wrong("channel.payload", format!("{name} is none of empty, id-only, full-resource"))
            })?,
        };
        let (url, endpoint) = allowed(channel["endpoint"].as_str().unwrap_or_default(), exchange)
            .map_err(|what| wrong("channel.endpoint", what))?;
        let number = |name: &str, value: &str, otherwise: u32, from: u32, to: u32| {
            let Some(given) = extension(channel, name).map(|one| &one[value]) else {
                return Ok(otherwise);
            };
            let number = given.as_u64().and_then(|number| u32::try_from(number).ok());
            number.filter(|number| (from..=to).contains(number)).ok_or_else(|| {
                wrong("channel", format!("`{name}` is {given}, and can be {from} to {to}"))
            })
        };
        let heartbeat = number("heartbeat-period", "valueUnsignedInt", 0, HEARTBEAT_S_MIN, 86_400)?;
        let end = match sent["end"].as_str() {
            None => None,
            Some(end) => Some(
                moment::exact(end).ok_or_else(|| wrong("end", format!("{end:?} is no instant")))?.0,
            ),
        };
        Ok(Self {
            filters: filters(sent, topic)?,
            headers: headers(&channel["header"]).map_err(|what| wrong("channel.header", what))?,
            heartbeat_s: (heartbeat > 0).then_some(heartbeat),
            timeout_s: number("timeout", "valueUnsignedInt", TIMEOUT_S, 1, TIMEOUT_S_MAX)?,
            events_max: number("max-count", "valuePositiveInt", EVENTS, 1, EVENTS_MAX)?,
            topic,
            content,
            url,
            endpoint,
            end,
            is_off,
        })
    }

    /// Whether it is over, at this moment.
    pub(super) fn is_over(&self, now_ms: i64) -> bool {
        self.end.is_some_and(|end| end <= now_ms)
    }

    /// Whether it is told of this.
    pub(super) fn takes(&self, topic: Topic, one: &Resource) -> bool {
        self.topic == topic && self.filters.iter().all(|filter| filter.fits(one))
    }
}

/// The address to tell, and the listed one that allows it.
fn allowed(text: &str, exchange: &Exchange) -> Result<(Uri, Endpoint), String> {
    let url = notify::address(text).map_err(|what| format!("`endpoint` {what}"))?;
    let listed = exchange.endpoints.iter().find(|listed| listed.holds(&url));
    let listed = listed.ok_or_else(|| {
        format!("{text:?} is not among `exchange.endpoints` of the configuration: have it added")
    })?;
    Ok((url, listed.clone()))
}

/// The conditions on its events: `Task?patient=p-1`.
fn filters(sent: &Value, topic: Topic) -> Result<Vec<Search>, Refusal> {
    let all = sent["_criteria"]["extension"].as_array().into_iter().flatten();
    let all = all.filter(|one| one["url"] == format!("{EXTENSION}filter-criteria"));
    let kind = topic.kind();
    let one = |one: &Value| {
        let text = one["valueString"].as_str().unwrap_or_default();
        let wrong = |what: String| {
            Refusal::new(422, "business-rule", what).at("Subscription.criteria.extension")
        };
        let query = match text.split_once('?') {
            Some((named, query)) if named == kind.name() => query,
            _ => {
                return Err(wrong(format!(
                    "{text:?} is no condition of the form {kind}?patient=…"
                )));
            }
        };
        Search::read(kind, form_pairs(query), true)
            .map_err(|refusal| wrong(refusal.words().to_owned()))
    };
    let filters: Vec<Search> = all.map(one).collect::<Result<_, _>>()?;
    let names_somebody = filters.iter().any(|filter| filter.patients().is_some());
    if topic == Topic::VitalSigns && !names_somebody {
        let what =
            "vital signs are told of people who are named: add a filter Observation?patient=…";
        return Err(Refusal::new(422, "business-rule", what).at("Subscription.criteria.extension"));
    }
    Ok(filters)
}

/// Headers to send along. What HTTP itself needs is ours to say.
fn headers(sent: &Value) -> Result<Vec<(String, String)>, String> {
    let all = sent.as_array().into_iter().flatten();
    let one = |one: &Value| {
        let (name, value) = one.as_str()?.split_once(':')?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let is_value = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        let fits = name == "authorization" || name.starts_with("x-");
        (is_name && is_value && fits).then_some((name, value))
    };
    let headers: Option<Vec<_>> = all.map(one).collect();
    let headers = headers.filter(|headers| headers.len() <= HEADERS_MAX);
    headers
        .ok_or_else(|| format!("a header is `Authorization: …` or `X-…: …`, {HEADERS_MAX} at most"))
}

fn extension<'a>(of: &'a Value, name: &str) -> Option<&'a Value> {
    let url = format!("{EXTENSION}{name}");
    of["extension"].as_array()?.iter().find(|one| one["url"] == url.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fhir::kind::Kind;

    fn exchange() -> Exchange {
        let endpoints = vec![Endpoint::read("https://ehr.example/hooks").unwrap()];
        Exchange { endpoints, ..Exchange::default() }
    }

    fn sent() -> Value {
        json!({
            "resourceType": "Subscription",
            "status": "requested",
            "criteria": "urn:hearthwatch:topic:alerts",
            "_criteria": { "extension": [{ "url": format!("{EXTENSION}filter-criteria"), "valueString": "Task?patient=p-1" }] },
            "channel": {
                "type": "rest-hook",
                "endpoint": "https://ehr.example/hooks/1",
                "payload": "application/fhir+json",
                "_payload": { "extension": [{ "url": format!("{EXTENSION}payload-content"), "valueCode": "id-only" }] },
                "header": ["Authorization: Bearer secret"],
                "extension": [{ "url": format!("{EXTENSION}heartbeat-period"), "valueUnsignedInt": 60 }],
            },
        })
    }

    #[test]
    fn what_is_asked_for_is_read() {
        let wanted = Wanted::read(&sent(), &exchange()).unwrap();
        assert_eq!((wanted.topic, wanted.content), (Topic::Alerts, Content::IdOnly));
        assert_eq!(
            (wanted.heartbeat_s, wanted.timeout_s, wanted.is_off),
            (Some(60), TIMEOUT_S, false)
        );
        assert_eq!(wanted.headers, [("authorization".to_owned(), "Bearer secret".to_owned())]);
        let task = |patient: &str| {
            let value = json!({ "for": { "reference": format!("Patient/{patient}") } });
            Resource::made(Kind::Task, "a-1", 0, 0, value)
        };
        assert!(
            wanted.takes(Topic::Alerts, &task("p-1")) && !wanted.takes(Topic::Alerts, &task("p-2"))
        );
        assert!(!wanted.takes(Topic::VitalSigns, &task("p-1")));
    }

    #[test]
    fn what_can_not_be_is_told_where_it_stands() {
        let check = |spoil: &dyn Fn(&mut Value), at: &str| {
            let mut sent = sent();
            spoil(&mut sent);
            let refusal = Wanted::read(&sent, &exchange()).expect_err(at);
            assert_eq!(refusal.status(), 422);
            assert_eq!(
                refusal.outcome()["issue"][0]["expression"][0],
                format!("Subscription.{at}")
            );
        };
        check(&|sent| sent["status"] = json!("done"), "status");
        check(&|sent| sent["criteria"] = json!("Observation?code=1"), "criteria");
        check(&|sent| sent["channel"]["type"] = json!("email"), "channel.type");
        check(
            &|sent| sent["channel"]["payload"] = json!("application/fhir+xml"),
            "channel.payload",
        );
        check(
            &|sent| sent["channel"]["endpoint"] = json!("https://evil.example/"),
            "channel.endpoint",
        );
        check(
            &|sent| sent["channel"]["endpoint"] = json!("http://127.0.0.1:8080/"),
            "channel.endpoint",
        );
        check(&|sent| sent["channel"]["header"] = json!(["Host: evil.example"]), "channel.header");
        check(&|sent| sent["channel"]["header"] = json!(["X-A: b\r\nHost: c"]), "channel.header");
        check(&|sent| sent["channel"]["extension"][0]["valueUnsignedInt"] = json!(0), "channel");
        check(&|sent| sent["end"] = json!("tomorrow"), "end");
        let filter = "criteria.extension";
        check(
            &|sent| sent["_criteria"]["extension"][0]["valueString"] = json!("Flag?patient=p-1"),
            filter,
        );
        check(
            &|sent| sent["_criteria"]["extension"][0]["valueString"] = json!("Task?colour=red"),
            filter,
        );
        check(
            &|sent| {
                sent["criteria"] = json!("urn:hearthwatch:topic:vital-signs");
                sent["_criteria"] = Value::Null;
            },
            filter,
        );
    }
}
