//! The document as a page: what is asked, who may, what is answered, and what the parts are.

use askama::Template;
use serde_json::{Map, Value};

#[derive(Template)]
#[template(path = "docs.html")]
pub(super) struct Page {
    title: String,
    version: String,
    about: String,
    groups: Vec<Group>,
    parts: Vec<Part>,
}

struct Group {
    name: String,
    routes: Vec<Route>,
}

struct Route {
    id: String,
    method: String,
    path: String,
    summary: String,
    whom: String,
    /// Name, and what it may be.
    asked: Vec<(String, Shown)>,
    body: Option<Shown>,
    answers: Vec<(String, String, Option<Shown>)>,
}

/// A type in words, and the part that it names.
struct Shown {
    words: String,
    part: Option<String>,
}

struct Part {
    name: String,
    about: String,
    /// Name, type, whether it is always there, and what it is.
    members: Vec<(String, Shown, bool, String)>,
    shape: Option<Shown>,
}

impl Page {
    pub(super) fn of(document: &Value) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (path, methods) in members(&document["paths"]) {
            for (method, operation) in members(methods) {
                let name = text(&operation["tags"][0]);
                let route = Route::of(path, method, operation);
                match groups.iter_mut().find(|group| group.name == name) {
                    Some(group) => group.routes.push(route),
                    None => groups.push(Group { name, routes: vec![route] }),
                }
            }
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        let parts = members(&document["components"]["schemas"]);
        Self {
            title: text(&document["info"]["title"]),
            version: text(&document["info"]["version"]),
            about: text(&document["info"]["description"]).replace('`', ""),
            groups,
            parts: parts.map(|(name, schema)| Part::of(name, schema)).collect(),
        }
    }
}

impl Route {
    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let parameter = |of: &Value| (text(&of["name"]), Shown::of(&of["schema"]));
        let body = members(&operation["requestBody"]["content"]).next();
        let answers = members(&operation["responses"]).map(|(status, answer)| {
            if answer["$ref"].is_string() {
                return (status.clone(), "Refused: a problem document.".to_owned(), None);
            }
            let given = members(&answer["content"]).next().map(|(media, of)| match &of["schema"] {
                Value::Null => Shown { words: media.clone(), part: None },
                schema => Shown::of(schema),
            });
            (status.clone(), text(&answer["description"]), given)
        });
        Self {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            whom: text(&operation["description"]),
            asked: operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(parameter)
                .collect(),
            body: body.map(|(_, of)| Shown::of(&of["schema"])),
            answers: answers.collect(),
        }
    }
}

impl Part {
    fn of(name: &str, schema: &Value) -> Self {
        let required: Vec<String> =
            schema["required"].as_array().into_iter().flatten().map(text).collect();
        let member = |(name, of): (&String, &Value)| {
            let is_there = required.contains(name);
            (name.clone(), Shown::of(of), is_there, text(&of["description"]))
        };
        let listed: Vec<_> = members(&schema["properties"]).map(member).collect();
        let shape = listed.is_empty().then(|| Shown::of(schema));
        Self { name: name.to_owned(), about: text(&schema["description"]), members: listed, shape }
    }
}

impl Shown {
    fn of(schema: &Value) -> Self {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            return Self { words: name.to_owned(), part: Some(name.to_owned()) };
        }
        if let Some(all) = schema["oneOf"].as_array().or(schema["allOf"].as_array()) {
            return Self::joined(
                all.iter(),
                if schema["oneOf"].is_array() { " or " } else { " and " },
            );
        }
        if let Some(all) = schema["enum"].as_array() {
            let words: Vec<String> = all.iter().map(Value::to_string).collect();
            return Self { words: words.join(" or "), part: None };
        }
        if schema["items"].is_object() {
            let one = Self::of(&schema["items"]);
            return Self { words: format!("list of {}", one.words), part: one.part };
        }
        if schema["properties"].is_object() {
            let names: Vec<String> = members(&schema["properties"])
                .map(|(name, of)| format!("{name}: {}", Self::of(of).words))
                .collect();
            return Self { words: format!("{{ {} }}", names.join(", ")), part: None };
        }
        let words = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
            Value::String(kind) => kind.clone(),
            _ => "anything".to_owned(),
        };
        Self { words, part: None }
    }

    fn joined<'a>(all: impl Iterator<Item = &'a Value>, with: &str) -> Self {
        let shown: Vec<Self> = all.map(Self::of).collect();
        let words: Vec<&str> = shown.iter().map(|one| &*one.words).collect();
        let words = words.join(with);
        Self { words, part: shown.into_iter().find_map(|one| one.part) }
    }
}

fn members(of: &Value) -> impl Iterator<Item = (&String, &Value)> {
    of.as_object().into_iter().flat_map(Map::iter)
}

fn text(of: &Value) -> String {
    of.as_str().unwrap_or_default().to_owned()
}
