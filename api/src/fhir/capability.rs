//! `GET /fhir/metadata`: what this server can do, made from the tables that it does it by.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::kind::Kind;
use super::matching::{COMMON, PARAMS, Param, Sort};
use super::moment;
use super::outcome::said;
use super::subscribe::Topic;
use crate::server::Shared;

pub(super) async fn get(State(shared): State<Shared>) -> Response {
    said(StatusCode::OK, &statement(shared.clock.now_ms()))
}

/// The statement, as of a moment.
pub(super) fn statement(now_ms: i64) -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": moment::instant(now_ms),
        "kind": "instance",
        "software": { "name": "Hearthwatch", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": "Remote monitoring of people who are ill at home" },
        "fhirVersion": "4.0.1",
        "instantiates": ["http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data"],
        "format": ["json"],
        "rest": [{
            "mode": "server",
            "documentation": "Takes what personal health gateways upload (HL7 Personal Health Device guide), in JSON; XML is answered with 406 or 415. Readings go through the same admission as every other: what no body can have is answered with 202 and kept apart. The one condition of conditional requests is identifier=system|value. A search for what is about somebody has to say of whom.",
            "security": {
                "description": "A bearer token of the operator's, with SMART scopes such as system/Observation.rs; or staff who are signed in, to read.",
            },
            "resource": Kind::ALL.map(resource),
            "interaction": [{ "code": "transaction" }, { "code": "batch" }],
            "operation": [operation("export")],
        }],
    })
}

fn resource(kind: Kind) -> Value {
    let mut interactions = vec!["read", "vread", "history-instance"];
    if kind.is_searched() {
        interactions.push("search-type");
    }
    if kind.is_created() {
        interactions.push("create");
    }
    if kind.is_updated() {
        interactions.push("update");
    }
    let interactions: Vec<Value> =
        interactions.iter().map(|code| json!({ "code": code })).collect();
    let own = PARAMS.iter().filter(|param| param.kind == kind);
    let common = COMMON.iter().filter(|_| kind.is_searched());
    let params: Vec<Value> = common.chain(own).map(parameter).collect();
    let includes: Vec<String> = PARAMS
        .iter()
        .filter(|param| param.kind == kind && matches!(param.sort, Sort::Reference(_)))
        .map(|param| format!("{kind}:{}", param.name))
        .collect();
    let mut value = json!({
        "type": kind.name(),
        "interaction": interactions,
        "versioning": if kind.is_updated() { "versioned-update" } else { "versioned" },
        "readHistory": true,
        "updateCreate": kind.is_updated(),
        "conditionalCreate": kind.is_created(),
        "conditionalUpdate": kind.is_updated(),
    });
    if !params.is_empty() {
        value["searchParam"] = json!(params);
    }
    if kind == Kind::Patient {
        value["operation"] = json!([operation("patient-export")]);
    }
    if kind == Kind::Subscription {
        let topic = |topic: Topic| json!({ "url": format!("{BACKPORT}/StructureDefinition/capabilitystatement-subscriptiontopic-canonical"), "valueCanonical": topic.canonical() });
        let asked = |name: &str| json!({ "name": name, "definition": format!("{BACKPORT}/OperationDefinition/backport-subscription-{name}") });
        value["extension"] = json!(Topic::ALL.map(topic));
        value["operation"] = json!([asked("status"), asked("events")]);
    }
    if !includes.is_empty() {
        value["searchInclude"] = json!(includes);
    }
    value
}

/// The guide for subscriptions.
const BACKPORT: &str = "http://hl7.org/fhir/uv/subscriptions-backport";

/// An operation of the Bulk Data guide. All of them are called `export`.
fn operation(id: &str) -> Value {
    let definition = format!("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/{id}");
    json!({ "name": "export", "definition": definition })
}

fn parameter(param: &Param) -> Value {
    let sort = match param.sort {
        // An id is a token.
        Sort::Special => "token",
        sort => sort.name(),
    };
    json!({ "name": param.name, "type": sort })
}
