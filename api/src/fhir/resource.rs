//! A resource ready to be sent, and what of it an interface has to know.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use store::care::DocumentRow;

use super::kind::Kind;
use super::{ids, moment};

/// One version of a resource.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    pub(super) id: String,
    pub(super) version: String,
    /// When this version came to be, ms since 1970.
    pub(super) updated_at: i64,
    /// What orders it among others of its kind: when what it tells of happened.
    pub(super) at: i64,
    /// As it is sent.
    pub(super) text: String,
    /// The same, to look into.
    pub(super) value: Value,
}

impl Resource {
    /// One that the server makes of what it knows. Its version is a hash of what it says.
    pub(super) fn made(kind: Kind, id: &str, at: i64, updated_at: i64, mut value: Value) -> Self {
        value["resourceType"] = json!(kind.name());
        value["id"] = json!(id);
        let version = ids::digest(&value.to_string())[..16].to_owned();
        let profile = value["meta"]["profile"].take();
        value["meta"] = json!({ "versionId": version, "lastUpdated": moment::instant(updated_at) });
        if profile.is_array() {
            value["meta"]["profile"] = profile;
        }
        let text = value.to_string();
        Self { kind, id: id.to_owned(), version, updated_at, at, text, value }
    }

    /// One that another system sent, as it wrote it, with the id and the version that it has here. Its
    /// references to readings that came with it get their ids.
    pub(super) fn sent(kind: Kind, row: &DocumentRow) -> Option<Self> {
        let body = placed(&row.body, row.offset);
        let mut members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&body).ok()?;
        let mut meta: Value = members
            .get("meta")
            .and_then(|meta| serde_json::from_str(meta.get()).ok())
            .unwrap_or_default();
        if !meta.is_object() {
            meta = json!({});
        }
        meta["versionId"] = json!(row.version.to_string());
        meta["lastUpdated"] = json!(moment::instant(row.at.unix_ms()));
        for (name, value) in [("id", json!(row.id)), ("meta", meta)] {
            members.insert(name.to_owned(), RawValue::from_string(value.to_string()).ok()?);
        }
        let text = serde_json::to_string(&members).ok()?;
        let value = serde_json::from_str(&text).ok()?;
        let (version, at) = (row.version.to_string(), row.at.unix_ms());
        let happened_at = row.happened_at.unwrap_or(at);
        Some(Self {
            kind,
            id: row.id.clone(),
            version,
            updated_at: at,
            at: happened_at,
            text,
            value,
        })
    }

    /// Gives it a version of its own in place of the hash.
    pub(super) fn number(&mut self, version: &str) {
        self.version = version.to_owned();
        self.value["meta"]["versionId"] = json!(version);
        self.text = self.value.to_string();
    }

    /// `Kind/id`.
    pub(super) fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    pub(super) fn etag(&self) -> String {
        format!("W/\"{}\"", self.version)
    }

    /// The same resource marked as taken back.
    pub(super) fn withdrawn(mut self, at: i64) -> Self {
        let Ok(mut members) = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(&self.text)
        else {
            return self;
        };
        self.value["status"] = json!("entered-in-error");
        self.version = "2".into();
        self.updated_at = at;
        self.value["meta"]["versionId"] = json!(self.version);
        self.value["meta"]["lastUpdated"] = json!(moment::instant(at));
        for name in ["status", "meta"] {
            if let Ok(raw) = RawValue::from_string(self.value[name].to_string()) {
                members.insert(name.to_owned(), raw);
            }
        }
        self.text = serde_json::to_string(&members).unwrap_or(self.text);
        self
    }
}

/// What stands for a reading of the same upload until its place in the journal is known.
pub(super) fn place_holder(index: u16) -> String {
    format!("Observation/@{index}")
}

fn placed(body: &str, offset: u64) -> String {
    body.replace("\"Observation/@", &format!("\"Observation/{offset}-"))
}
