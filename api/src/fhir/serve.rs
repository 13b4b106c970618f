//! The routes: what is asked, and how it is answered.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::kind::Kind;
use super::outcome::{JSON, Refusal, outcome, said};
use super::resource::Resource;
use super::search::Search;
use super::source::Source;
use super::upload::{self, Done, Way, form_pairs, identifier};
use super::{Verb, may, moment};
use crate::access::Pass;
use crate::circle::paper;
use crate::server::Shared;

type Answer = Result<Response, Refusal>;

pub(super) async fn read(
    State(shared): State<Shared>,
    pass: Pass,
    Path((kind, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    if kind == Kind::Binary.name() && !wants_resource(&headers, query.as_deref()) {
        may(&pass, Verb::Read, Kind::Binary)?;
        let (document, bytes) = Source { shared: &shared, pass: &pass }.file(&id).await?;
        return Ok(paper::download(bytes, &document.kind, &document.name));
    }
    let kind = asked(&kind, &headers, query.as_deref())?;
    may(&pass, Verb::Read, kind)?;
    let source = Source { shared: &shared, pass: &pass };
    let resource = newest(source.versions(kind, &id).await?, kind, &id)?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    if known == Some(resource.etag().as_str()) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &resource));
    }
    Ok(sent(StatusCode::OK, &resource))
}

pub(super) async fn version(
    State(shared): State<Shared>,
    pass: Pass,
    Path((kind, id, version)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let kind = asked(&kind, &headers, query.as_deref())?;
    may(&pass, Verb::Read, kind)?;
    let source = Source { shared: &shared, pass: &pass };
    let versions = source.versions(kind, &id).await?;
    let found = versions.into_iter().find(|one| one.version == version);
    let missing = || Refusal::not_found(format!("there is no version {version} of {kind}/{id}"));
    Ok(sent(StatusCode::OK, &found.ok_or_else(missing)?))
}

pub(super) async fn history(
    State(shared): State<Shared>,
    pass: Pass,
    Path((kind, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let kind = asked(&kind, &headers, query.as_deref())?;
    may(&pass, Verb::Read, kind)?;
    let source = Source { shared: &shared, pass: &pass };
    let versions = source.versions(kind, &id).await?;
    let count = versions.len();
    let entry = |(place, one): (usize, &Resource)| {
        let is_first = place + 1 == count;
        let (method, url) = match (is_first, kind.is_created()) {
            (true, true) => ("POST", kind.name().to_owned()),
            _ => ("PUT", one.reference()),
        };
        let mut entry = full(&shared, &headers, one);
        entry.insert("request", raw(&json!({ "method": method, "url": url })));
        let response = json!({
            "status": if is_first { "201 Created" } else { "200 OK" },
            "etag": one.etag(),
            "lastModified": moment::instant(one.updated_at),
        });
        entry.insert("response", raw(&response));
        entry
    };
    let entries: Vec<Entry> = versions.iter().enumerate().map(entry).collect();
    let link = format!("{}/{kind}/{id}/_history", base(&shared, &headers));
    Ok(bundled("history", Some(count), &[("self", link)], &entries))
}

pub(super) async fn search(
    State(shared): State<Shared>,
    pass: Pass,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let query = query.unwrap_or_default();
    let kind = asked(&kind, &headers, Some(&query))?;
    found(&shared, &pass, kind, form_pairs(&query), &headers).await
}

pub(super) async fn search_by_form(
    State(shared): State<Shared>,
    pass: Pass,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let query = query.unwrap_or_default();
    let kind = asked(&kind, &headers, Some(&query))?;
    let sort = headers.get(header::CONTENT_TYPE).and_then(|sort| sort.to_str().ok());
    if !body.is_empty() && !sort.is_some_and(|sort| sort.starts_with(FORM)) {
        return Err(Refusal::new(415, "not-supported", format!("a search is sent as {FORM}")));
    }
    let pairs = [form_pairs(&query), form_pairs(&String::from_utf8_lossy(&body))].concat();
    found(&shared, &pass, kind, pairs, &headers).await
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn found(
    shared: &Shared,
    pass: &Pass,
    kind: Kind,
    pairs: Vec<(String, String)>,
    headers: &HeaderMap,
) -> Answer {
    may(pass, Verb::Search, kind)?;
    if !kind.is_searched() {
        return Err(Refusal::new(400, "not-supported", format!("{kind} is read by its id only")));
    }
    let search = Search::read(kind, pairs, prefers(headers, "handling") == Some("strict"))?;
    let source = Source { shared, pass };
    let mut all = source.gather(&search).await?;
    all.retain(|one| search.fits(one));
    let here = |cursor: Option<&str>| {
        let query = search.query(cursor);
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}/{kind}{mark}{query}", base(shared, headers))
    };
    if search.only_count {
        return Ok(bundled("searchset", Some(all.len()), &[("self", here(None))], &[]));
    }
    let (page, next) = search.page(all);
    let mut entries: Vec<Entry> =
        page.iter().map(|one| mode(full(shared, headers, one), "match")).collect();
    for one in included(&source, &search, &page).await? {
        entries.push(mode(full(shared, headers, &one), "include"));
    }
    let mut links = vec![("self", here(None))];
    links.extend(next.map(|cursor| ("next", here(Some(&cursor)))));
    Ok(bundled("searchset", None, &links, &entries))
}

/// What the resources of a page refer to, as far as it is asked for.
async fn included(
    source: &Source<'_>,
    search: &Search,
    page: &[Resource],
) -> Result<Vec<Resource>, Refusal> {
    let mut all: BTreeMap<String, Resource> = BTreeMap::new();
    for param in &search.includes {
        let places = page.iter().flat_map(|one| param.places(&one.value));
        let references = places.filter_map(|place| place["reference"].as_str());
        for reference in references {
            let Some((kind, id)) = reference.split_once('/') else { continue };
            let Some(kind) = Kind::named(kind) else { continue };
            if all.contains_key(reference) || may(source.pass, Verb::Read, kind).is_err() {
                continue;
            }
            match source.versions(kind, id).await {
                Ok(versions) => {
                    all.extend(versions.into_iter().next().map(|one| (reference.to_owned(), one)));
                }
                Err(refusal) if refusal.status() == 404 => {}
                Err(refusal) => return Err(refusal),
            }
        }
    }
    Ok(all.into_values().collect())
}

pub(super) async fn create(
    State(shared): State<Shared>,
    pass: Pass,
    Path(kind): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    is_json(&headers)?;
    let condition = headers.get("if-none-exist").and_then(|value| value.to_str().ok());
    let key = condition.map(identifier).transpose()?;
    let order = upload::order_of(&kind, Way::Create(key), &body)?;
    let source = Source { shared: &shared, pass: &pass };
    Ok(done(&shared, &headers, upload::one(&source, order).await?))
}

pub(super) async fn update(
    State(shared): State<Shared>,
    pass: Pass,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    is_json(&headers)?;
    let order = upload::order_of(&kind, Way::Update(id), &body)?;
    let order = order.if_match(condition(&headers));
    let source = Source { shared: &shared, pass: &pass };
    Ok(done(&shared, &headers, upload::one(&source, order).await?))
}

pub(super) async fn update_named(
    State(shared): State<Shared>,
    pass: Pass,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    is_json(&headers)?;
    let key = identifier(query.as_deref().unwrap_or_default())?;
    let order = upload::order_of(&kind, Way::UpdateNamed(key), &body)?;
    let order = order.if_match(condition(&headers));
    let source = Source { shared: &shared, pass: &pass };
    Ok(done(&shared, &headers, upload::one(&source, order).await?))
}

pub(super) async fn bundle(
    State(shared): State<Shared>,
    pass: Pass,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    is_json(&headers)?;
    let source = Source { shared: &shared, pass: &pass };
    let with_resources = prefers(&headers, "return") == Some("representation");
    Ok(said(StatusCode::OK, &upload::bundle(&source, &body, with_resources).await?))
}

/// What became of one resource, as an answer of its own.
fn done(shared: &Shared, headers: &HeaderMap, done: Done) -> Response {
    // These are the statuses that an upload has.
    let status = StatusCode::from_u16(done.status).unwrap_or(StatusCode::OK);
    let Some(resource) = done.resource else {
        return said(status, &done.outcome.unwrap_or_default());
    };
    let mut response = match prefers(headers, "return") {
        Some("minimal") => tagged(status.into_response(), &resource),
        Some("OperationOutcome") => {
            tagged(said(status, &outcome("information", "informational", "done", None)), &resource)
        }
        _ => sent(status, &resource),
    };
    let location =
        format!("{}/{}/_history/{}", base(shared, headers), resource.reference(), resource.version);
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Whether a Binary is asked for as a resource; else its bytes are.
fn wants_resource(headers: &HeaderMap, query: Option<&str>) -> bool {
    let mut pairs = form_pairs(query.unwrap_or_default()).into_iter();
    let format = pairs.find(|(name, _)| name == "_format").map(|(_, format)| format);
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    format.as_deref().or(accept).is_some_and(|sort| sort.contains("json") || sort.contains("xml"))
}

/// The kind that an address names, if the answer may be in JSON.
fn asked(kind: &str, headers: &HeaderMap, query: Option<&str>) -> Result<Kind, Refusal> {
    let format =
        form_pairs(query.unwrap_or_default()).into_iter().find(|(name, _)| name == "_format");
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let is_json = match (&format, accept) {
        (Some((_, format)), _) => format.contains("json"),
        (None, Some(accept)) => {
            ["json", "*/*", "application/*"].iter().any(|sort| accept.contains(sort))
        }
        (None, None) => true,
    };
    if !is_json {
        return Err(Refusal::new(406, "not-supported", "this server answers in JSON only"));
    }
    Kind::named(kind)
        .ok_or_else(|| Refusal::not_found(format!("{kind:?} is no kind of resource here")))
}

fn is_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let sort =
        headers.get(header::CONTENT_TYPE).and_then(|sort| sort.to_str().ok()).unwrap_or_default();
    let bare = sort.split(';').next().unwrap_or_default().trim();
    match bare {
        "application/fhir+json" | "application/json" => Ok(()),
        _ => Err(Refusal::new(415, "not-supported", "this server takes application/fhir+json")),
    }
}

fn condition(headers: &HeaderMap) -> Option<String> {
    Some(headers.get(header::IF_MATCH)?.to_str().ok()?.trim().to_owned())
}

/// Whether `Prefer` says this.
pub(super) fn asks_for(headers: &HeaderMap, what: &str) -> bool {
    let lines = headers.get_all("prefer").iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split([',', ';'])).any(|one| one.trim() == what)
}

/// What `Prefer` says under a name.
fn prefers<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all("prefer").iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split([',', ';']))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
}

/// Where this interface is, as whoever asks calls it.
pub(super) fn base(shared: &Shared, headers: &HeaderMap) -> String {
    match &shared.access.settings.public_url {
        Some(public) => format!("{}/fhir", public.trim_end_matches('/')),
        None => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            format!("http://{}/fhir", host.unwrap_or("localhost"))
        }
    }
}

fn newest(versions: Vec<Resource>, kind: Kind, id: &str) -> Result<Resource, Refusal> {
    let newest = versions.into_iter().next();
    newest.ok_or_else(|| Refusal::not_found(format!("there is no {kind}/{id}")))
}

/// A resource as it is kept: numbers as they were written.
fn sent(status: StatusCode, resource: &Resource) -> Response {
    let mut response = (status, resource.text.clone()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    tagged(response, resource)
}

fn tagged(mut response: Response, resource: &Resource) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&resource.etag()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    if let Ok(at) = HeaderValue::from_str(&moment::http(resource.updated_at)) {
        response.headers_mut().insert(header::LAST_MODIFIED, at);
    }
    response
}

type Entry = BTreeMap<&'static str, Box<RawValue>>;

fn full(shared: &Shared, headers: &HeaderMap, resource: &Resource) -> Entry {
    let url = format!("{}/{}", base(shared, headers), resource.reference());
    let mut entry = Entry::from([("fullUrl", raw(&json!(url)))]);
    if let Ok(text) = RawValue::from_string(resource.text.clone()) {
        entry.insert("resource", text);
    }
    entry
}

fn mode(mut entry: Entry, mode: &str) -> Entry {
    entry.insert("search", raw(&json!({ "mode": mode })));
    entry
}

fn raw(value: &Value) -> Box<RawValue> {
    // What was made here is JSON.
    RawValue::from_string(value.to_string()).unwrap_or_default()
}

fn bundled(
    sort: &str,
    total: Option<usize>,
    links: &[(&str, String)],
    entries: &[Entry],
) -> Response {
    let links: Vec<Value> =
        links.iter().map(|(relation, url)| json!({ "relation": relation, "url": url })).collect();
    let mut members = BTreeMap::from([
        ("resourceType", raw(&json!("Bundle"))),
        ("type", raw(&json!(sort))),
        ("link", raw(&json!(links))),
    ]);
    if let Some(total) = total {
        members.insert("total", raw(&json!(total)));
    }
    if !entries.is_empty() {
        let text = serde_json::to_string(entries).unwrap_or_default();
        members.extend(RawValue::from_string(text).ok().map(|text| ("entry", text)));
    }
    let text = serde_json::to_string(&members).unwrap_or_default();
    let mut response = text.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}
