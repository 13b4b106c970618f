//! What the routes of this interface say of themselves in the OpenAPI document. What a resource holds, the
//! standard says; what this server takes of it, its capability statement.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::schema::{AdditionalProperties, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::matching::{COMMON, PARAMS};
use crate::openapi::About;

/// What isn't a resource.
const JSON: &str = "application/json";
/// How everything is sent here.
const MEDIA: &str = "application/fhir+json";

pub(super) fn capability() -> About {
    given("What this server can do, as a CapabilityStatement.")
}

pub(super) fn export() -> About {
    About::of("Begins a bulk export: `Content-Location` says where to look how far it is.")
        .asks::<Export>()
        .says_begun()
        .refuses(&[429])
}

pub(super) fn export_status() -> About {
    let about = About::of("How far a bulk export is, or its files.");
    about.says_begun().gives_as::<Manifest>(200, "It is done: these are its files.", JSON)
}

pub(super) fn export_delete() -> About {
    About::of("Calls a bulk export off, or removes its files.").says_begun()
}

pub(super) fn export_file() -> About {
    About::of("A file of a bulk export: a resource in each line.").text("application/fhir+ndjson")
}

pub(super) fn subscription_status() -> About {
    given("How a subscription stands, with the number of its newest event.")
}

pub(super) fn subscription_events() -> About {
    given("A subscription's events, by number.").asks::<Events>()
}

pub(super) fn bundle() -> About {
    given("Takes a transaction or a batch.")
        .takes_as::<Resource>(MEDIA)
        .refuses(&[405, 409, 412, 413, 415, 422])
}

pub(super) fn search() -> About {
    given("Finds resources; which parameters a kind has, `/fhir/metadata` says.")
        .asks::<Search>()
        .refuses(&[406])
}

pub(super) fn search_by_form() -> About {
    given("The same, with the parameters as a form.").takes_form::<Search>().refuses(&[406, 415])
}

pub(super) fn read() -> About {
    // A Binary is its bytes, unless JSON is asked for.
    let about = given("The newest version of a resource.").unchanged().refuses(&[406]);
    crate::circle::paper::KINDS.iter().fold(about, |about, (kind, _)| about.text(kind))
}

pub(super) fn history() -> About {
    given("All versions of a resource, newest first.").refuses(&[406])
}

pub(super) fn version() -> About {
    given("A version of a resource.").refuses(&[406])
}

pub(super) fn create() -> About {
    sent("Sends a resource; with `If-None-Exist` only if it isn't there.")
}

pub(super) fn update() -> About {
    sent("Sends a resource under its id; with `If-Match` only in the place of a version.")
}

pub(super) fn update_named() -> About {
    sent("Sends a resource under its identifier.").asks::<Named>()
}

fn given(summary: &'static str) -> About {
    About::of(summary).gives_as::<Resource>(200, "Done.", MEDIA)
}

fn sent(summary: &'static str) -> About {
    given(summary)
        .gives_as::<Resource>(201, "It is there now.", MEDIA)
        .gives_as::<Resource>(202, "It was kept apart: no body can have what it says.", MEDIA)
        .takes_as::<Resource>(MEDIA)
        .refuses(&[405, 409, 412, 413, 415, 422])
}

/// What an error is here.
pub(crate) fn refused() -> Value {
    json!({
        "description": "It was not done: an OperationOutcome says why, and what to do.",
        "content": { MEDIA: { "schema": {
            "type": "object",
            "required": ["resourceType", "issue"],
            "properties": {
                "resourceType": { "const": "OperationOutcome" },
                "issue": { "type": "array", "minItems": 1, "items": { "type": "object" } },
            },
        } } },
    })
}

/// Any resource.
struct Resource;

impl PartialSchema for Resource {
    fn schema() -> RefOr<Schema> {
        let members =
            ObjectBuilder::new().property("resourceType", text()).required("resourceType");
        members.additional_properties(Some(AdditionalProperties::FreeForm(true))).into()
    }
}

impl ToSchema for Resource {
    fn name() -> Cow<'static, str> {
        "Resource".into()
    }
}

/// The parameters of a search, of every kind.
struct Search;

/// What is asked of the answer to a search.
const RESULTS: [(&str, &str); 4] = [
    ("_count", "How many on a page: 50 unless told, and at most 1,000."),
    ("_include", "What else is wanted: `Kind:parameter`, a reference."),
    ("_sort", "`date` or `_lastUpdated`; with a `-` before it, newest first."),
    ("_summary", "`count` for the number only."),
];

impl PartialSchema for Search {
    fn schema() -> RefOr<Schema> {
        let params = COMMON.iter().chain(&PARAMS);
        let names: BTreeMap<&str, String> =
            params.map(|param| (param.name, format!("A {}.", param.sort.name()))).collect();
        let results = RESULTS.map(|(name, words)| (name, words.to_owned()));
        let with = |members: ObjectBuilder, (name, words): (&str, String)| {
            members.property(name, text().description(Some(words)))
        };
        names.into_iter().chain(results).fold(ObjectBuilder::new(), with).into()
    }
}

impl ToSchema for Search {
    fn name() -> Cow<'static, str> {
        "Search".into()
    }
}

/// What is asked of a bulk export.
struct Export;

/// Its parameters.
const EXPORT: [(&str, &str); 3] = [
    ("_type", "Kinds of resources, with commas between them; else all that may be read."),
    ("_since", "Only what has changed since this instant."),
    ("_outputFormat", "`application/fhir+ndjson`."),
];

impl PartialSchema for Export {
    fn schema() -> RefOr<Schema> {
        let with = |members: ObjectBuilder, (name, words): (&str, &str)| {
            members.property(name, text().description(Some(words)))
        };
        EXPORT.into_iter().fold(ObjectBuilder::new(), with).into()
    }
}

impl ToSchema for Export {
    fn name() -> Cow<'static, str> {
        "Export".into()
    }
}

/// What came of a bulk export, as the Bulk Data guide has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportManifest)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    /// Everything before this moment is in it.
    pub(super) transaction_time: String,
    pub(super) request: String,
    pub(super) requires_access_token: bool,
    pub(super) output: Vec<ManifestFile>,
    pub(super) error: Vec<ManifestFile>,
}

/// One of its files.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportFile)]
pub(super) struct ManifestFile {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) url: String,
    /// How many resources.
    pub(super) count: u64,
}

/// Which events of a subscription.
struct Events;

/// Their parameters.
const EVENTS: [(&str, &str); 3] = [
    ("eventsSinceNumber", "The first."),
    ("eventsUntilNumber", "The last."),
    ("content", "`empty`, `id-only` or `full-resource`; else as the subscription has it."),
];

impl PartialSchema for Events {
    fn schema() -> RefOr<Schema> {
        let with = |members: ObjectBuilder, (name, words): (&str, &str)| {
            members.property(name, text().description(Some(words)))
        };
        EVENTS.into_iter().fold(ObjectBuilder::new(), with).into()
    }
}

impl ToSchema for Events {
    fn name() -> Cow<'static, str> {
        "SubscriptionEvents".into()
    }
}

/// The one condition of a conditional request.
struct Named;

impl PartialSchema for Named {
    fn schema() -> RefOr<Schema> {
        let words = text().description(Some("`system|value`"));
        ObjectBuilder::new().property("identifier", words).required("identifier").into()
    }
}

impl ToSchema for Named {
    fn name() -> Cow<'static, str> {
        "Named".into()
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}
