//! What other systems send: one resource, or a Bundle that goes in whole or not at all.
//!
//! Readings go through admission and the journal like every other. The answer comes when all of it is durable.

mod foreign;
mod sent;

use std::collections::BTreeMap;

use ingest::entry::{DocumentId, Enrolment, ForeignDocument, Item};
use ingest::pipeline::Sent;
use rand::{RngCore, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::{Mutex, OwnedMutexGuard};
use vitals::{DeviceId, GatewayId, PatientId};
use wire::WireReading;

use self::sent::Bundle;
pub(super) use self::sent::{Order, Way, form_pairs, identifier};
use super::kind::Kind;
use super::outcome::{Refusal, outcome};
use super::resource::{Resource, place_holder};
use super::source::{SENDER, Source};
use super::{ids, moment, person, subscribe};
use crate::access::{Authorized, policy};

/// Names that are being looked up or made: two who send the same thing wait for each other, others don't.
#[derive(Debug)]
pub(crate) struct Locks(Vec<std::sync::Arc<Mutex<()>>>);

impl Default for Locks {
    fn default() -> Self {
        Self((0..LOCKS).map(|_| std::sync::Arc::default()).collect())
    }
}

impl Locks {
    /// Holds these names, always in the same order.
    async fn hold(&self, names: impl Iterator<Item = String>) -> Vec<OwnedMutexGuard<()>> {
        let place = |name: String| {
            let digest = ids::digest(&name);
            usize::from_str_radix(&digest[..8], 16).unwrap_or_default() % LOCKS
        };
        let mut places: Vec<usize> = names.map(place).collect();
        places.sort_unstable();
        places.dedup();
        let mut held = Vec::with_capacity(places.len());
        for place in places {
            held.push(self.0[place].clone().lock_owned().await);
        }
        held
    }
}

const LOCKS: usize = 1024;
/// A Bundle has no more entries.
const ENTRIES_MAX: usize = 1000;

/// What became of one order.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) status: u16,
    /// What is there now; none if it was kept apart.
    pub(super) resource: Option<Resource>,
    pub(super) outcome: Option<Value>,
}

impl Done {
    fn is(status: u16, resource: Resource) -> Self {
        Self { status, resource: Some(resource), outcome: None }
    }

    fn apart(status: u16, code: &str, why: &str) -> Self {
        let severity = if status == 202 { "warning" } else { "information" };
        Self { status, resource: None, outcome: Some(outcome(severity, code, why, None)) }
    }

    /// As an entry of the answer to a Bundle.
    fn entry(&self, with_resource: bool) -> Value {
        let status = match self.status {
            201 => "201 Created",
            202 => "202 Accepted",
            _ => "200 OK",
        };
        let mut response = json!({ "status": status });
        let mut entry = json!({});
        if let Some(resource) = &self.resource {
            response["location"] =
                json!(format!("{}/_history/{}", resource.reference(), resource.version));
            response["etag"] = json!(resource.etag());
            response["lastModified"] = json!(moment::instant(resource.updated_at));
            if with_resource {
                entry["resource"] = resource.value.clone();
            }
        }
        if let Some(outcome) = &self.outcome {
            response["outcome"] = outcome.clone();
        }
        entry["response"] = response;
        entry
    }
}

/// Takes a Bundle in, and answers with one.
pub(super) async fn bundle(
    source: &Source<'_>,
    bytes: &[u8],
    with_resources: bool,
) -> Result<Value, Refusal> {
    let bundle = Bundle::read(bytes)?;
    if bundle.entry.len() > ENTRIES_MAX {
        let what = format!("a Bundle has at most {ENTRIES_MAX} entries");
        return Err(Refusal::new(413, "too-long", what).at("Bundle.entry"));
    }
    let orders = bundle.entry.into_iter().enumerate().map(|(place, entry)| entry.order(place));
    let entries: Vec<Value> = match bundle.sort.as_str() {
        "transaction" => {
            let done = take(source, orders.collect::<Result<_, _>>()?).await?;
            done.iter().map(|done| done.entry(with_resources)).collect()
        }
        "batch" => {
            let mut entries = Vec::new();
            for order in orders {
                let done = match order {
                    Ok(order) => one(source, order).await,
                    Err(refusal) => Err(refusal),
                };
                entries.push(match done {
                    Ok(done) => done.entry(with_resources),
                    Err(refusal) => json!({ "response": {
                        "status": refusal.status().as_str(), "outcome": refusal.outcome(),
                    } }),
                });
            }
            entries
        }
        sort => {
            let what = format!("a Bundle of type transaction or batch is sent here, not {sort:?}");
            return Err(Refusal::invalid(what).at("Bundle.type"));
        }
    };
    let sort = format!("{}-response", bundle.sort);
    Ok(json!({ "resourceType": "Bundle", "type": sort, "entry": entries }))
}

/// Takes one resource in.
pub(super) async fn one(source: &Source<'_>, order: Order) -> Result<Done, Refusal> {
    let mut done = take(source, vec![order]).await?;
    done.pop().ok_or_else(|| Refusal::invalid("nothing was sent"))
}

/// What is to be done with one resource, after its name was looked up.
enum Plan {
    /// Nothing: it is there.
    There(Resource),
    /// A document under this id, with this version.
    Document { id: String, version: u32, key: Option<String>, is_new: bool },
    /// An Observation that may be a reading.
    Observation { key: Option<String>, index: Option<u16>, id: String },
    /// The same as another order of this Bundle.
    Same(usize),
}

/// Takes all of it in, or nothing.
async fn take(source: &Source<'_>, mut orders: Vec<Order>) -> Result<Vec<Done>, Refusal> {
    let shared = source.shared;
    for order in &orders {
        super::may_send(source.pass, order.kind, &order.way)?;
        if order.kind == Kind::Subscription {
            let id = match &order.way {
                Way::Update(id) => Some(id.as_str()),
                _ => None,
            };
            subscribe::check(shared, source.pass, &order.value, id).await?;
        }
    }
    let names = orders.iter().flat_map(|order| {
        let by_key = order.key().map(|key| format!("{}\n{key}", order.kind));
        let by_id = match &order.way {
            Way::Update(id) => Some(format!("{}/{id}", order.kind)),
            _ => None,
        };
        by_key.into_iter().chain(by_id)
    });
    let _held = shared.uploads.hold(names).await;
    let mut work = Work::new(source);
    // People and devices first: the others name them.
    let is_first = |order: &Order| order.kind != Kind::Observation;
    let order = [places(&orders, is_first), places(&orders, |order| !is_first(order))].concat();
    for place in &order {
        work.name(*place, &orders).await?;
    }
    for order in &mut orders {
        order.refer(&work.names)?;
    }
    for place in order {
        work.put(place, &orders[place]).await?;
    }
    work.finish(&orders).await
}

fn places(orders: &[Order], which: impl Fn(&Order) -> bool) -> Vec<usize> {
    let chosen = orders.iter().enumerate().filter(|(_, order)| which(order));
    chosen.map(|(place, _)| place).collect()
}

/// A Bundle in the making.
struct Work<'a> {
    source: &'a Source<'a>,
    gateway: GatewayId,
    /// What others in the Bundle call something → what it is called here.
    names: BTreeMap<String, String>,
    plans: BTreeMap<usize, Plan>,
    /// What the Bundle itself names twice.
    keys: BTreeMap<(Kind, String), usize>,
    enrolments: BTreeMap<PatientId, Enrolment>,
    readings: Vec<(PatientId, WireReading)>,
    documents: Vec<ForeignDocument>,
    now_ms: i64,
}

impl<'a> Work<'a> {
    fn new(source: &'a Source<'a>) -> Self {
        let gateway = format!("{SENDER}{}", source.pass.actor().account);
        Self {
            source,
            // A word of ours and a number.
            gateway: gateway.parse().expect("a safe id"),
            names: BTreeMap::new(),
            plans: BTreeMap::new(),
            keys: BTreeMap::new(),
            enrolments: BTreeMap::new(),
            readings: Vec::new(),
            documents: Vec::new(),
            now_ms: source.shared.clock.now_ms(),
        }
    }

    /// Finds out what one is called here, and whether it is there.
    async fn name(&mut self, place: usize, orders: &[Order]) -> Result<(), Refusal> {
        let order = &orders[place];
        let key = order.key();
        let twin = key.as_ref().and_then(|key| self.keys.get(&(order.kind, key.clone()))).copied();
        let plan = match twin {
            Some(twin) => Plan::Same(twin),
            None => self.plan(order, key.clone()).await?,
        };
        let name = match &plan {
            Plan::There(resource) => resource.reference(),
            Plan::Document { id, .. } => format!("{}/{id}", order.kind),
            Plan::Observation { index: Some(index), .. } => place_holder(*index),
            Plan::Observation { id, .. } => format!("{}/{id}", order.kind),
            Plan::Same(twin) => {
                let url = orders[*twin].full_url.as_ref();
                url.and_then(|url| self.names.get(url)).cloned().unwrap_or_default()
            }
        };
        if let (Some(url), false) = (&order.full_url, name.is_empty()) {
            self.names.insert(url.clone(), name);
        }
        if let (Some(key), None) = (key, twin) {
            self.keys.insert((order.kind, key), place);
        }
        self.plans.insert(place, plan);
        Ok(())
    }

    async fn plan(&mut self, order: &Order, key: Option<String>) -> Result<Plan, Refusal> {
        let kind = order.kind;
        let there = match &key {
            Some(key) if !matches!(order.way, Way::Update(_)) => self.there(kind, key).await?,
            _ => None,
        };
        if kind == Kind::Observation {
            return Ok(match there {
                Some(resource) => Plan::There(resource),
                None => {
                    // Whose and of which device it is, is known when all names are.
                    let device = "unknown".parse().expect("a safe id");
                    let is_reading = foreign::reading(&order.value, device, self.now_ms).is_some();
                    let count = self
                        .plans
                        .values()
                        .filter(|plan| matches!(plan, Plan::Observation { index: Some(_), .. }));
                    let index = is_reading.then(|| count.count() as u16);
                    let id = ids::made_of(kind.name(), &key.clone().unwrap_or_else(random));
                    Plan::Observation { key, index, id }
                }
            });
        }
        let id = match (&order.way, &there) {
            // Whoever creates something with a name that is taken gets what is there.
            (Way::Create(_), Some(resource)) => return Ok(Plan::There(resource.clone())),
            (Way::Update(id), _) => id.clone(),
            (_, Some(resource)) => resource.id.clone(),
            (_, None) => ids::made_of(kind.name(), &key.clone().unwrap_or_else(random)),
        };
        let now = match self.source.versions(kind, &id).await {
            Ok(versions) => versions.into_iter().next(),
            Err(refusal) if refusal.status() == 404 => None,
            Err(refusal) => return Err(refusal),
        };
        if let Some(wanted) = &order.if_match {
            let is_same = now.as_ref().is_some_and(|now| *wanted == now.etag() || wanted == "*");
            if !is_same {
                let what = format!("{kind}/{id} is not the version that `If-Match` names");
                return Err(Refusal::new(412, "conflict", what));
            }
        }
        let sent = now.as_ref().and_then(|now| now.version.parse::<u32>().ok());
        Ok(Plan::Document { id, version: sent.unwrap_or_default() + 1, key, is_new: now.is_none() })
    }

    /// What is there under a name: of another system, or ours.
    async fn there(&self, kind: Kind, key: &str) -> Result<Option<Resource>, Refusal> {
        if let Some(row) = self.source.by_key(kind, key).await? {
            return Ok(self.source.versions(kind, &row.id).await?.into_iter().next());
        }
        let own = match kind {
            Kind::Patient => key.strip_prefix(person::PATIENT),
            Kind::Device => key.strip_prefix(super::device::DEVICE),
            _ => None,
        };
        let Some(own) = own.and_then(|own| own.strip_prefix('|')) else { return Ok(None) };
        match self.source.versions(kind, &ids::of(own)).await {
            Ok(versions) => Ok(versions.into_iter().next()),
            Err(refusal) if refusal.status() == 404 => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Puts one into what goes to the journal.
    async fn put(&mut self, place: usize, order: &Order) -> Result<(), Refusal> {
        let Some(plan) = self.plans.get(&place) else { return Ok(()) };
        let (id, version, key, index) = match plan {
            Plan::There(_) | Plan::Same(_) => return Ok(()),
            Plan::Document { id, version, key, .. } => (id.clone(), *version, key.clone(), None),
            Plan::Observation { key, index, id } => (id.clone(), 1, key.clone(), *index),
        };
        let body = order.body()?;
        let at_ms = foreign::happened(&order.value).map(|(ms, _)| ms);
        let patient = match order.kind {
            Kind::Patient => Some(self.enrol(&id, &order.value)?),
            Kind::Device => self.named(&order.value["patient"])?,
            Kind::Subscription => None,
            _ => {
                let whose = self.named(&order.value["subject"])?;
                if index.is_some() && whose.is_none() {
                    let what = "an Observation of somebody has to say of whom";
                    return Err(Refusal::new(422, "required", what).at("Observation.subject"));
                }
                whose
            }
        };
        if let (Some(index), Some(patient)) = (index, &patient) {
            let device = self.device(&order.value["device"])?;
            let reading = foreign::reading(&order.value, device, self.now_ms);
            let reading =
                reading.ok_or_else(|| Refusal::invalid("the Observation can't be read"))?;
            debug_assert_eq!(usize::from(index), self.readings.len());
            self.readings.push((patient.clone(), reading));
        }
        // A subscription that is sent again begins again.
        let may_stay = matches!(order.kind, Kind::Patient | Kind::Device);
        if may_stay && self.is_unchanged(order.kind, &id, &body).await? {
            return Ok(());
        }
        let id = index.map_or(DocumentId::Named(id), DocumentId::Of);
        let kind = order.kind.name().to_owned();
        self.documents.push(ForeignDocument { kind, id, version, patient, key, at_ms, body });
        Ok(())
    }

    /// Whether the newest version says the same already: then there is no new one.
    async fn is_unchanged(&self, kind: Kind, id: &str, body: &str) -> Result<bool, Refusal> {
        let rows = self.source.shared.pipeline.care().document(kind.name(), id).await?;
        Ok(rows.first().is_some_and(|row| row.body == body))
    }

    /// Somebody who is cared for from now on, or about whom more is known.
    fn enrol(&mut self, id: &str, sent: &Value) -> Result<PatientId, Refusal> {
        let own = ids::own(id);
        let patient = own.parse().ok().filter(|patient: &PatientId| !patient.is_synthetic());
        let patient = patient.ok_or_else(|| {
            let what =
                "a Patient's id begins with a letter or a digit, and not as a synthetic patient's";
            Refusal::invalid(what).at("Patient.id")
        })?;
        let board = self.source.shared.pipeline.board();
        let before = board.read(|_, people| people.get(&patient)?.enrolment.clone());
        if before.is_some() {
            policy::patient(self.source.shared, self.source.pass, &own)?;
        }
        let enrolment = person::enrolment(patient.clone(), sent, before.as_ref());
        if before.as_ref() != Some(&enrolment) {
            self.enrolments.insert(patient.clone(), enrolment);
        }
        Ok(patient)
    }

    /// Whom a reference names: somebody who is cared for, or who is in this Bundle.
    fn named(&self, reference: &Value) -> Result<Option<PatientId>, Refusal> {
        let Some(text) = reference["reference"].as_str() else { return Ok(None) };
        // A Device's clock is about no person.
        let Some((_, id)) = text.rsplit_once("Patient/") else { return Ok(None) };
        let own = ids::own(id);
        if let Some(known) = self.enrolments.keys().find(|patient| patient.as_str() == own) {
            return Ok(Some(known.clone()));
        }
        let found = policy::patient(self.source.shared, self.source.pass, &own);
        let found =
            found.map_err(|_| Refusal::wrong(format!("nobody is cared for here as {text}")))?;
        Ok(Some(Authorized::into_inner(found)))
    }

    /// The device that an Observation names; if it names none, whoever sends it.
    fn device(&self, reference: &Value) -> Result<DeviceId, Refusal> {
        let named =
            match reference["reference"].as_str().and_then(|text| text.rsplit_once("Device/")) {
                Some((_, id)) => ids::own(id),
                None => self.gateway.to_string(),
            };
        named.parse().map_err(|_| {
            Refusal::wrong(format!("{named:?} can't be a device's id here"))
                .at("Observation.device")
        })
    }

    /// Hands it over, and tells what became of each.
    async fn finish(self, orders: &[Order]) -> Result<Vec<Done>, Refusal> {
        let Self { source, gateway, plans, enrolments, readings, documents, .. } = self;
        let is_new = !(readings.is_empty() && documents.is_empty() && enrolments.is_empty());
        let taken = if is_new {
            let enrolments = enrolments.into_values().collect();
            let by = source.pass.by().to_string();
            let sent = Sent { gateway, by, enrolments, readings, documents };
            Some(source.shared.pipeline.upload(sent).await.ok_or_else(Refusal::stopping)?)
        } else {
            None
        };
        let mut done = Vec::with_capacity(orders.len());
        for (place, order) in orders.iter().enumerate() {
            let plan = match plans.get(&place) {
                Some(Plan::Same(twin)) => plans.get(twin),
                plan => plan,
            };
            done.push(match plan {
                Some(Plan::There(resource)) => Done::is(200, resource.clone()),
                Some(Plan::Document { id, is_new, .. }) => {
                    let resource = newest(source, order.kind, id).await?;
                    Done::is(if *is_new { 201 } else { 200 }, resource)
                }
                Some(Plan::Observation { index: None, id, .. }) => {
                    Done::is(201, newest(source, order.kind, id).await?)
                }
                Some(Plan::Observation { index: Some(index), .. }) => {
                    let item = taken.as_ref().and_then(|taken| {
                        Some((taken.offset, taken.items.get(usize::from(*index))?))
                    });
                    match item {
                        Some((offset, Item::Admitted { .. })) => {
                            let id = format!("{offset}-{index}");
                            Done::is(201, newest(source, order.kind, &id).await?)
                        }
                        Some((_, Item::Quarantined(apart))) => {
                            let why = format!("kept apart, it doesn't count: {}", apart.detail);
                            Done::apart(202, "business-rule", &why)
                        }
                        _ => Done::apart(200, "duplicate", "the same measurement is there already"),
                    }
                }
                Some(Plan::Same(_)) | None => {
                    Done::apart(200, "duplicate", "it is in this Bundle twice")
                }
            });
        }
        Ok(done)
    }
}

async fn newest(source: &Source<'_>, kind: Kind, id: &str) -> Result<Resource, Refusal> {
    let versions = match kind {
        Kind::Subscription => source.versions(kind, id).await?,
        kind => source.sent(kind, id).await?,
    };
    versions
        .into_iter()
        .next()
        .ok_or_else(|| Refusal::not_found(format!("there is no {kind}/{id}")))
}

fn random() -> String {
    let mut bytes = [0; 16];
    rand::rngs::StdRng::from_os_rng().fill_bytes(&mut bytes);
    crate::json::hex(&bytes)
}

/// An order out of the body of a request.
pub(super) fn order_of(kind: &str, way: Way, bytes: &[u8]) -> Result<Order, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::invalid("no UTF-8"))?;
    Order::of(kind, way, text.to_owned())
}
