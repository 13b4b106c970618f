//! The OpenAPI 3.1 document: made from the table of routes and from the types that they take and give.
//!
//! A route says its words where it is made ([`About`]); what it needs of whoever asks comes from the
//! table of rights. A test holds that every route says something, and that the document is
//! `api/openapi.json`.

mod about;
mod schemas;

use serde_json::{Map, Value, json};

pub(crate) use self::about::About;
use self::about::{Body, Content, Gives};
use self::schemas::Schemas;
use crate::access::{Need, Right, Role, Roles, Row, Scope};
use crate::fhir;

/// The document over these routes.
pub(crate) fn document(table: &[(Row, Option<About>)]) -> Value {
    let mut schemas = Schemas::default();
    let mut paths: Map<String, Value> = Map::new();
    for (row, about) in table {
        let about = about.clone().unwrap_or_else(|| of_page(row));
        let path = row.path.replace("{*", "{");
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[row.method.as_str().to_lowercase()] = operation(row, &about, &mut schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hearthwatch",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Readings from homes, decided in real time: what its pages and programs ask.",
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags(table),
        "paths": paths,
        "components": {
            "schemas": schemas.into_map(),
            "responses": { "Problem": problem(), "Outcome": fhir::refused() },
            "securitySchemes": {
                "session": {
                    "type": "apiKey", "in": "cookie", "name": "hearthwatch",
                    "description": "What signing in gives. Behind TLS it is called `__Host-hearthwatch`.",
                },
                "token": {
                    "type": "http", "scheme": "bearer",
                    "description": "What an operator makes for a program, with scopes.",
                },
            },
        },
    })
}

/// What is said of a page that says nothing itself.
fn of_page(row: &Row) -> About {
    if row.method == axum::http::Method::GET {
        About::page("A page for people.")
    } else {
        About::of("A form of a page.").elsewhere().text("text/html").refuses(&[400, 409, 422])
    }
}

const DESCRIPTION: &str = "Times are unix milliseconds on the server's clock. Errors are problem documents \
(RFC 9457): `detail` says what to do. What changes something has to say that it comes from a page of this \
server (`Origin`), or come with a token.";

fn operation(row: &Row, about: &About, schemas: &mut Schemas) -> Value {
    let mut operation = json!({
        "operationId": name(row),
        "summary": about.summary,
        "description": format!("For {}.", whom(row.need)),
        "tags": [tag(row.path)],
        "responses": responses(row, about, schemas),
        "security": security(row.need),
    });
    let mut parameters: Vec<Value> = places(row.path).map(|name| place(row.path, name)).collect();
    if let Some(query) = about.query {
        parameters.extend(schemas.parameters(query));
    }
    if !parameters.is_empty() {
        operation["parameters"] = json!(parameters);
    }
    if let Some(body) = about.body {
        let (media, schema) = match body {
            Body::Typed(media, kind) => (media, schemas.taken(kind)),
            Body::File(fields) => ("multipart/form-data", form(fields)),
        };
        operation["requestBody"] =
            json!({ "required": true, "content": { media: { "schema": schema } } });
    }
    operation
}

/// A form with a file.
fn form(fields: &[&str]) -> Value {
    let text = |name: &&str| ((*name).to_owned(), json!({ "type": "string" }));
    let mut properties: Map<String, Value> = fields.iter().map(text).collect();
    properties.insert("file".into(), json!({ "type": "string", "format": "binary" }));
    json!({ "type": "object", "properties": properties })
}

/// `get /api/patients/{id}/care` is `get_api_patients_id_care`.
fn name(row: &Row) -> String {
    let path: String =
        row.path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = path.split_whitespace().collect();
    [&[&*row.method.as_str().to_lowercase()], words.as_slice()].concat().join("_")
}

fn tag(path: &str) -> &str {
    let mut parts = path.split('/').skip(1);
    match parts.next() {
        Some("api") => parts.next().unwrap_or_default(),
        Some("fhir") => "fhir",
        _ => "pages",
    }
}

fn tags(table: &[(Row, Option<About>)]) -> Value {
    let names: std::collections::BTreeSet<&str> =
        table.iter().map(|(row, _)| tag(row.path)).collect();
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn places(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn place(path: &str, name: &str) -> Value {
    let name = name.trim_start_matches('*');
    let example = match (name, path) {
        ("id", path) if path.contains("/patients/{id}") || path.starts_with("/me/") => "p-0001",
        ("id", path) if path.contains("/gateways/") => "gw-1",
        ("id", path) if path.contains("/devices/") => "aa:bb:cc:00:00:01",
        ("id", path) if path.contains("/tokens/") => "1",
        ("id", _) => "12-0",
        ("event", _) => "12-0-0",
        ("contact", _) => "12.0",
        ("name", _) => "Ben Cole",
        ("view", _) => "draft",
        ("path", _) => "index.js",
        ("kind", _) => "Observation",
        ("version", _) => "1",
        _ => "0123456789abcdef",
    };
    json!({
        "name": name, "in": "path", "required": true,
        "schema": { "type": "string" }, "example": example,
    })
}

fn responses(row: &Row, about: &About, schemas: &mut Schemas) -> Value {
    let mut all = Map::new();
    for Gives { status, words, content } in &about.gives {
        let mut response = json!({ "description": words });
        match content {
            Content::None => {}
            Content::Json(media, given) => {
                let schema = schemas.given(*given);
                response["content"] = json!({ *media: { "schema": schema } });
            }
            Content::Text(media) => response["content"] = json!({ *media: {} }),
        }
        // A status may come with one of several kinds.
        match all.get_mut(&status.to_string()).map(|before| &mut before["content"]) {
            Some(Value::Object(kinds)) => {
                let more = response["content"].as_object().cloned().unwrap_or_default();
                kinds.extend(more);
            }
            _ => {
                all.insert(status.to_string(), response);
            }
        }
    }
    let kind = if fhir::is_ours(row.path) { "Outcome" } else { "Problem" };
    for status in refusals(row, about) {
        let refers = json!({ "$ref": format!("#/components/responses/{kind}") });
        let entry = all.entry(status.to_string()).or_insert(refers);
        // A page that says so is there beside it.
        if let Some(content) = entry.get_mut("content").and_then(Value::as_object_mut) {
            content.insert("application/problem+json".into(), problem_schema());
        }
    }
    Value::Object(all)
}

/// The errors that a route may answer with: those that all have, and its own.
fn refusals(row: &Row, about: &About) -> Vec<u16> {
    // Another site's page, or a store that doesn't answer.
    let mut all = vec![403, 503];
    if !matches!(row.need, Need::Nothing | Need::Word) {
        all.push(401);
    }
    if row.path.contains('{') {
        all.push(404);
    }
    if about.query.is_some() || about.body.is_some() || row.path.contains('{') {
        all.push(400);
    }
    all.extend(about.refuses);
    all
}

fn problem_schema() -> Value {
    json!({ "schema": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "What happened, and what to do." },
        },
    }})
}

fn problem() -> Value {
    json!({
        "description": "It was not done: `detail` says why, and what to do.",
        "content": { "application/problem+json": problem_schema() },
    })
}

fn security(need: Need) -> Value {
    match need {
        Need::Nothing | Need::Word => json!([]),
        Need::SignedIn => json!([{ "session": [] }, { "token": [] }]),
        Need::Has(right) => {
            let mut ways = vec![json!({ "session": [] })];
            let scopes = scopes(right);
            if !scopes.is_empty() {
                ways.push(json!({ "token": scopes }));
            }
            Value::Array(ways)
        }
    }
}

fn scopes(right: Right) -> Vec<String> {
    Scope::ALL.into_iter().filter(|scope| right.is_in(&[*scope])).map(Scope::key).collect()
}

fn whom(need: Need) -> String {
    let right = match need {
        Need::Nothing => return "anybody".to_owned(),
        Need::Word => return "another server, with its signed word".to_owned(),
        Need::SignedIn => return "whoever is signed in".to_owned(),
        Need::Has(right) => right,
    };
    let has =
        |role: &Role| Roles::of([*role]).is_some_and(|roles| right.granted_to(&roles).is_some());
    let mut words: Vec<String> =
        Role::ALL.into_iter().filter(has).map(|role| format!("a {}", role.words())).collect();
    for word in &mut words {
        if word == "a operator" {
            *word = "an operator".to_owned();
        }
    }
    words.extend(scopes(right).into_iter().map(|scope| format!("a token for {scope}")));
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => "nobody".to_owned(),
    }
}
