//! What another system sends: a resource, or a Bundle of them, read into orders.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::fhir::ids;
use crate::fhir::kind::Kind;
use crate::fhir::outcome::Refusal;

/// A Bundle as it is sent.
#[derive(Deserialize)]
pub(super) struct Bundle {
    #[serde(rename = "resourceType")]
    kind: String,
    #[serde(rename = "type")]
    pub(super) sort: String,
    #[serde(default)]
    pub(super) entry: Vec<Entry>,
}

/// One entry of a Bundle.
#[derive(Deserialize)]
pub(super) struct Entry {
    #[serde(rename = "fullUrl")]
    full_url: Option<String>,
    resource: Option<Box<RawValue>>,
    request: Option<Request>,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
    #[serde(rename = "ifNoneExist")]
    if_none_exist: Option<String>,
    #[serde(rename = "ifMatch")]
    if_match: Option<String>,
}

/// What is to be done with one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::fhir) enum Way {
    /// Make it, unless something with this name is there.
    Create(Option<String>),
    /// Put it under this id.
    Update(String),
    /// Put it where this name is, or make it.
    UpdateNamed(String),
}

/// One resource that is sent, and what is to be done with it.
#[derive(Debug, Clone)]
pub(in crate::fhir) struct Order {
    pub(super) way: Way,
    pub(super) kind: Kind,
    /// What others in the same Bundle call it.
    pub(super) full_url: Option<String>,
    /// The version that it has to have now.
    pub(super) if_match: Option<String>,
    /// As it was sent.
    pub(super) text: String,
    /// The same, to look into.
    pub(super) value: Value,
}

impl Bundle {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let bundle: Self = serde_json::from_slice(bytes)
            .map_err(|error| Refusal::invalid(format!("no Bundle: {error}")).at("Bundle"))?;
        if bundle.kind != "Bundle" {
            return Err(Refusal::invalid("a Bundle is sent here").at("resourceType"));
        }
        Ok(bundle)
    }
}

impl Entry {
    /// What it orders; `place` is where it stands.
    pub(super) fn order(self, place: usize) -> Result<Order, Refusal> {
        let at = format!("Bundle.entry[{place}]");
        let missing = |what: &str| {
            Refusal::new(400, "required", format!("{at}.{what} is missing"))
                .at(format!("{at}.{what}"))
        };
        let request = self.request.ok_or_else(|| missing("request"))?;
        let named = |text: &str| {
            let (kind, query) = text.split_once('?').map_or((text, None), |(a, b)| (a, Some(b)));
            let (kind, id) = kind.split_once('/').map_or((kind, None), |(a, b)| (a, Some(b)));
            (kind.to_owned(), id.map(str::to_owned), query.map(str::to_owned))
        };
        let (kind, id, query) = named(&request.url);
        let way = match (request.method.as_str(), id, query) {
            ("POST", None, None) => Way::Create(
                request
                    .if_none_exist
                    .as_deref()
                    .map(identifier)
                    .transpose()
                    .map_err(|error| error.at(format!("{at}.request.ifNoneExist")))?,
            ),
            ("PUT", Some(id), None) => Way::Update(id),
            ("PUT", None, Some(query)) => Way::UpdateNamed(
                identifier(&query).map_err(|error| error.at(format!("{at}.request.url")))?,
            ),
            (method, ..) => {
                let what = format!(
                    "{method} {} is not done in a Bundle here: POST and PUT are",
                    request.url
                );
                return Err(Refusal::new(400, "not-supported", what).at(format!("{at}.request")));
            }
        };
        let resource = self.resource.ok_or_else(|| missing("resource"))?;
        let mut order =
            Order::of(&kind, way, resource.get().to_owned()).map_err(|refusal| refusal.at(at))?;
        order.full_url = self.full_url;
        order.if_match = request.if_match;
        Ok(order)
    }
}

impl Order {
    /// A resource with what is to be done with it.
    pub(in crate::fhir) fn of(kind: &str, way: Way, text: String) -> Result<Self, Refusal> {
        let known = Kind::named(kind).filter(|kind| kind.is_created());
        let kind =
            known.ok_or_else(|| Refusal::unsupported(format!("{kind} can't be sent here")))?;
        let value: Value = serde_json::from_str(&text)
            .map_err(|error| Refusal::invalid(format!("no JSON: {error}")))?;
        if value["resourceType"] != kind.name() {
            let what = format!("`resourceType` is not {kind}, which the address says");
            return Err(Refusal::invalid(what).at("resourceType"));
        }
        match &way {
            Way::Update(_) | Way::UpdateNamed(_) if !kind.is_updated() => {
                return Err(Refusal::unsupported(format!(
                    "a {kind} is not changed here: it is created"
                )));
            }
            Way::Update(id) => {
                if !ids::is_logical(id) {
                    return Err(Refusal::invalid(format!("{id:?} can't be an id")).at("id"));
                }
                if value["id"] != id.as_str() {
                    return Err(Refusal::invalid("`id` is not what the address says").at("id"));
                }
            }
            _ => {}
        }
        check(kind, &value)?;
        Ok(Self { way, kind, full_url: None, if_match: None, text, value })
    }

    /// The same if the version that is there is this one.
    pub(in crate::fhir) fn if_match(mut self, version: Option<String>) -> Self {
        self.if_match = version;
        self
    }

    /// What its sender knows it by: what the order names, else its first identifier.
    pub(super) fn key(&self) -> Option<String> {
        match &self.way {
            Way::Create(Some(key)) | Way::UpdateNamed(key) => Some(key.clone()),
            _ => {
                let identifier = &self.value["identifier"][0];
                let value = identifier["value"].as_str()?;
                Some(format!("{}|{value}", identifier["system"].as_str().unwrap_or_default()))
            }
        }
    }

    /// Gives references to others of the same Bundle their names here, in its text and what is looked into.
    pub(super) fn refer(&mut self, names: &BTreeMap<String, String>) -> Result<(), Refusal> {
        for (from, to) in names {
            // Text and JSON string alike: addresses have no characters that JSON escapes.
            let (from, to) = (format!("\"{from}\""), format!("\"{to}\""));
            if self.text.contains(&from) {
                self.text = self.text.replace(&from, &to);
            }
        }
        self.value = serde_json::from_str(&self.text)
            .map_err(|error| Refusal::invalid(format!("no JSON: {error}")))?;
        if let Some(place) = self.text.find("\"urn:uuid:") {
            let name: String = self.text[place + 1..].chars().take_while(|c| *c != '"').collect();
            let is_identity = self.value["identifier"].to_string().contains(&name);
            if !is_identity {
                let what = format!("{name} is in no entry of this Bundle");
                return Err(Refusal::invalid(what).at(self.kind.name()));
            }
        }
        Ok(())
    }

    /// Its text without what is ours to say: id, version and time.
    pub(super) fn body(&self) -> Result<String, Refusal> {
        let invalid = |error: serde_json::Error| Refusal::invalid(format!("no JSON: {error}"));
        let mut members: BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(&self.text).map_err(invalid)?;
        members.remove("id");
        if let Some(meta) = members.get("meta") {
            let mut meta: Value = serde_json::from_str(meta.get()).map_err(invalid)?;
            if let Some(meta) = meta.as_object_mut() {
                meta.remove("versionId");
                meta.remove("lastUpdated");
            }
            let raw = RawValue::from_string(meta.to_string()).map_err(invalid)?;
            members.insert("meta".into(), raw);
        }
        serde_json::to_string(&members).map_err(invalid)
    }
}

/// `identifier=system|value`, the one criterion that is known here.
pub(in crate::fhir) fn identifier(query: &str) -> Result<String, Refusal> {
    let mut pairs = form_pairs(query).into_iter();
    match (pairs.next(), pairs.next()) {
        (Some((name, value)), None) if name == "identifier" && value.contains('|') => Ok(value),
        _ => Err(Refusal::new(
            412,
            "not-supported",
            format!("only identifier=system|value is a condition here, not {query:?}"),
        )),
    }
}

/// The pairs of a query or a form.
pub(in crate::fhir) fn form_pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while place < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[place], hex(place + 1), hex(place + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                place += 3;
            }
            (b'+', ..) => {
                out.push(b' ');
                place += 1;
            }
            (byte, ..) => {
                out.push(byte);
                place += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What a resource has to have before it is kept.
fn check(kind: Kind, value: &Value) -> Result<(), Refusal> {
    let required = |name: &str| {
        let what = format!("{kind}.{name} is missing");
        Refusal::new(400, "required", what).at(format!("{kind}.{name}"))
    };
    if kind != Kind::Observation {
        return Ok(());
    }
    const STATUS: [&str; 8] = [
        "registered",
        "preliminary",
        "final",
        "amended",
        "corrected",
        "cancelled",
        "entered-in-error",
        "unknown",
    ];
    let status = value["status"].as_str().ok_or_else(|| required("status"))?;
    if !STATUS.contains(&status) {
        let what = format!("{status:?} is no status of an Observation");
        return Err(Refusal::new(400, "code-invalid", what).at("Observation.status"));
    }
    if !value["code"].is_object() {
        return Err(required("code"));
    }
    let values =
        value.as_object().into_iter().flatten().filter(|(name, _)| name.starts_with("value"));
    if values.count() > 1 {
        return Err(
            Refusal::new(400, "structure", "an Observation has one value").at("Observation.value")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_an_identifier_and_nothing_else() {
        assert_eq!(identifier("identifier=urn:x%7C1").unwrap(), "urn:x|1");
        assert_eq!(identifier("identifier=urn:x|a+b%2B").unwrap(), "urn:x|a b+");
        for wrong in ["identifier=1", "name=x", "identifier=a|b&name=x", ""] {
            assert_eq!(identifier(wrong).unwrap_err().status(), 412, "{wrong}");
        }
    }

    #[test]
    fn what_is_ours_to_say_is_taken_out_and_numbers_stay_as_they_were_written() {
        let text =
            r#"{"resourceType":"Device","id":"x","meta":{"versionId":"7","tag":[]},"a":2.00}"#;
        let order = Order::of("Device", Way::Create(None), text.to_owned()).unwrap();
        assert_eq!(
            order.body().unwrap(),
            r#"{"a":2.00,"meta":{"tag":[]},"resourceType":"Device"}"#
        );
    }

    #[test]
    fn what_can_not_be_is_refused_with_its_place() {
        let check = |kind: &str, way: Way, text: &str, status: u16| {
            let refused = Order::of(kind, way, text.to_owned()).unwrap_err();
            assert_eq!(refused.status(), status, "{text}");
        };
        let create = || Way::Create(None);
        check("Group", create(), "{}", 405);
        check("Observation", create(), "{", 400);
        check("Observation", create(), r#"{"resourceType":"Device"}"#, 400);
        check("Observation", create(), r#"{"resourceType":"Observation","code":{}}"#, 400);
        check(
            "Observation",
            create(),
            r#"{"resourceType":"Observation","status":"done","code":{}}"#,
            400,
        );
        check(
            "Observation",
            create(),
            r#"{"resourceType":"Observation","status":"final","code":{},"valueString":"a","valueBoolean":true}"#,
            400,
        );
        check(
            "Observation",
            Way::Update("x".into()),
            r#"{"resourceType":"Observation","id":"x"}"#,
            405,
        );
        check("Device", Way::Update("a_b".into()), r#"{"resourceType":"Device","id":"a_b"}"#, 400);
        check("Device", Way::Update("a".into()), r#"{"resourceType":"Device","id":"b"}"#, 400);
    }
}
