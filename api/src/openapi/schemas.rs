//! The schemas of a document, each once: types as they are taken, and types as they are given.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};

use super::about::{Form, Kind};

/// The schemas that were named so far.
#[derive(Debug, Default)]
pub(super) struct Schemas {
    named: BTreeMap<String, Value>,
    /// Those that a request holds: what may be left out there stays so.
    taken: BTreeSet<String>,
}

impl Schemas {
    /// The schema of what is taken.
    pub(super) fn taken(&mut self, kind: Kind) -> Value {
        let names = self.add(kind);
        self.taken.extend(names);
        refer(kind)
    }

    /// The schema of what is given.
    pub(super) fn given(&mut self, kind: Kind) -> Value {
        self.add(kind);
        refer(kind)
    }

    /// What stands after the `?` of an address, as parameters.
    pub(super) fn parameters(&mut self, kind: Kind) -> Vec<Value> {
        let schema = json(&(kind.schema)());
        let required: Vec<&Value> = schema["required"].as_array().into_iter().flatten().collect();
        let properties = schema["properties"].as_object();
        let parameter = |(name, property): (&String, &Value)| {
            let mut property = property.clone();
            let words = property.as_object_mut().and_then(|members| members.remove("description"));
            // An address has no `null`: what isn't there is left out.
            if let Some(Value::Array(types)) = property.get_mut("type") {
                types.retain(|kind| kind != "null");
            }
            let is_required = required.iter().any(|of| *of == name);
            let mut parameter =
                json!({ "name": name, "in": "query", "required": is_required, "schema": property });
            if let Some(words) = words {
                parameter["description"] = words;
            }
            parameter
        };
        properties.into_iter().flatten().map(parameter).collect()
    }

    /// All of them, by name.
    pub(super) fn into_map(self) -> Value {
        let Self { named, taken } = self;
        let given = |(name, mut schema): (String, Value)| {
            if !taken.contains(&name) {
                always_there(&mut schema);
            }
            (name, schema)
        };
        Value::Object(named.into_iter().map(given).collect::<Map<_, _>>())
    }

    fn add(&mut self, kind: Kind) -> Vec<String> {
        let mut all = vec![((kind.name)().into_owned(), (kind.schema)())];
        (kind.below)(&mut all);
        let mut names = Vec::new();
        for (name, schema) in all {
            let schema = json(&schema);
            let before = self.named.insert(name.clone(), schema.clone());
            assert!(
                before.as_ref().is_none_or(|before| *before == schema),
                "two types are called {name} in the OpenAPI document: call one of them otherwise \
                 with #[schema(as = …)]"
            );
            names.push(name);
        }
        names
    }
}

fn json(schema: &RefOr<Schema>) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

fn refer(kind: Kind) -> Value {
    let one = json!({ "$ref": format!("#/components/schemas/{}", (kind.name)()) });
    match kind.form {
        Form::One => one,
        Form::Maybe => json!({ "oneOf": [{ "type": "null" }, one] }),
        Form::List => json!({ "type": "array", "items": one }),
    }
}

/// What is given says `null` where there is nothing: it leaves out only what is never `null`.
fn always_there(schema: &mut Value) {
    match schema {
        Value::Array(all) => all.iter_mut().for_each(always_there),
        Value::Object(members) => {
            members.values_mut().for_each(always_there);
            let Some(Value::Object(properties)) = members.get("properties") else { return };
            let null: Vec<Value> = properties
                .iter()
                .filter(|(_, property)| may_be_null(property))
                .map(|(name, _)| json!(name))
                .collect();
            if null.is_empty() {
                return;
            }
            let required = members.entry("required").or_insert_with(|| json!([]));
            let Value::Array(required) = required else { return };
            required.extend(null);
            required.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            required.dedup();
        }
        _ => {}
    }
}

fn may_be_null(property: &Value) -> bool {
    let says = |of: &Value| *of == "null";
    let typed = match &property["type"] {
        Value::Array(types) => types.iter().any(says),
        one => says(one),
    };
    let either = property["oneOf"].as_array().is_some_and(|all| all.iter().any(may_be_null));
    typed || either
}
