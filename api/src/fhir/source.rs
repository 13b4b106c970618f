//! Where resources come from: the board, the stores, the journal, and what other systems sent.

mod bulk;
mod circle;
mod subscription;

use std::collections::BTreeMap;

use ingest::board::Person;
use ingest::entry::{Entry, Stamped};
use ingest::pipeline::rows_of;
use risk_engine::outcome::Alert;
use store::care::{AnswersRow, CareError, DocumentRow, EventId};
use store::readings::{Period, ReadingRow};
use vitals::{PatientId, ReadingId, StoredAt};

use super::device::{gateway, monitors};
use super::kind::Kind;
use super::observation::{About, of_reading, reading_of};
use super::outcome::Refusal;
use super::resource::Resource;
use super::search::{Order, Search};
use super::{alert, care, ids, person, score, trail};
use crate::access::{Pass, policy};
use crate::routes::{Problem, found};
use crate::server::Shared;

type Found<T> = Result<T, Refusal>;

/// A search that names nobody looks at no more people than this.
const PEOPLE_MAX: usize = 200;
/// So much of one person's or the server's is looked at.
const ROWS_MAX: usize = 2_000_000;
const EVENTS_MAX: u32 = 2_000;
const TRAIL_MAX: usize = 5_000;
const DOCUMENTS_MAX: u32 = 10_000;

/// Everything that there is of the one who asks.
pub(super) struct Source<'a> {
    pub(super) shared: &'a Shared,
    pub(super) pass: &'a Pass,
}

impl Source<'_> {
    /// All versions of one resource, newest first.
    pub(super) async fn versions(&self, kind: Kind, id: &str) -> Found<Vec<Resource>> {
        let found = match kind {
            Kind::Patient => self.patient(id).await?,
            Kind::Device => self.device(id).await?,
            Kind::Observation => self.observation(id).await?,
            Kind::RiskAssessment => self.of_board(id, "priority-", score::risk),
            Kind::Flag | Kind::Task | Kind::Provenance => self.alert(kind, id).await?,
            Kind::Communication => self.communication(id).await?,
            Kind::CarePlan => {
                self.of_board(id, "plan-", |_, person| person.enrolment.as_ref().map(care::plan))
            }
            Kind::Goal => {
                let own = ids::own(id);
                let patient = own.splitn(3, '-').nth(2).unwrap_or_default().to_owned();
                let goals = self.board(&patient, |_, person| {
                    person.enrolment.as_ref().map(care::goals).unwrap_or_default()
                });
                goals.unwrap_or_default().into_iter().filter(|goal| goal.id == id).collect()
            }
            Kind::Questionnaire => {
                self.questionnaires().into_iter().filter(|one| one.id == id).collect()
            }
            Kind::QuestionnaireResponse => self.response(id).await?,
            Kind::Appointment | Kind::MedicationRequest | Kind::DocumentReference => {
                self.thing(kind, id).await?
            }
            Kind::MedicationStatement => self.statement(id).await?,
            Kind::Binary => self.binary(id).await?,
            Kind::AuditEvent => self.trail_line(id).await?,
            Kind::Subscription => self.subscriptions(Some(id)).await?,
        };
        if found.is_empty() {
            return Err(Refusal::not_found(format!("there is no {kind}/{id}")));
        }
        Ok(found)
    }

    /// What a search may show, and more: all of whom it is about.
    pub(super) async fn gather(&self, search: &Search) -> Found<Vec<Resource>> {
        let kind = search.kind;
        if let Some(ids) = &search.ids {
            let mut all = Vec::new();
            for id in ids {
                match self.versions(kind, id).await {
                    Ok(versions) => all.extend(versions.into_iter().next()),
                    Err(refusal) if refusal.status() == 404 => {}
                    Err(refusal) => return Err(refusal),
                }
            }
            return Ok(all);
        }
        let named = search.patients();
        let people = self.people(named.as_deref());
        match kind {
            Kind::Patient => self.patients().await,
            Kind::Device => self.devices().await,
            Kind::Questionnaire => Ok(self.questionnaires()),
            Kind::Subscription => self.subscriptions(None).await,
            Kind::AuditEvent => self.trail(named.is_some().then_some(&people)).await,
            Kind::RiskAssessment => Ok(self.of_people(&people, |patient, person| {
                score::risk(patient, person).into_iter().collect()
            })),
            Kind::CarePlan => Ok(self.of_people(&people, |_, person| {
                person.enrolment.as_ref().map(care::plan).into_iter().collect()
            })),
            Kind::Goal => Ok(self.of_people(&people, |_, person| {
                person.enrolment.as_ref().map(care::goals).unwrap_or_default()
            })),
            Kind::Flag | Kind::Task | Kind::Provenance
                if named.is_none() && people.len() > PEOPLE_MAX =>
            {
                // Of so many people only what is open is at hand.
                let open = is_about_open(search);
                if open { Ok(self.open_alerts(kind, &people)) } else { Err(too_many(kind)) }
            }
            _ if named.is_none() && kind == Kind::Observation => self.by_identifier(search).await,
            _ if named.is_none() && people.len() > PEOPLE_MAX => Err(too_many(kind)),
            _ => {
                let mut all = Vec::new();
                for patient in &people {
                    all.extend(self.of_patient(search, patient).await?);
                }
                Ok(all)
            }
        }
    }

    /// Who is asked about, of those whom the asker may see; everybody if nobody is named.
    fn people(&self, named: Option<&[String]>) -> Vec<PatientId> {
        match named {
            Some(named) => {
                let one = |id: &String| policy::patient(self.shared, self.pass, &ids::own(id)).ok();
                named.iter().filter_map(one).map(crate::access::Authorized::into_inner).collect()
            }
            None => self.shared.pipeline.board().read(|_, people| {
                let seen = people.keys().filter(|patient| policy::sees(self.pass, patient));
                seen.cloned().collect()
            }),
        }
    }

    async fn of_patient(&self, search: &Search, patient: &PatientId) -> Found<Vec<Resource>> {
        let (store, rules) = (self.shared.pipeline.care(), self.shared.pipeline.board().rules());
        Ok(match search.kind {
            Kind::Observation => self.observations(search, patient).await?,
            Kind::Flag | Kind::Task | Kind::Provenance => {
                let alerts = store.alerts_of(patient).await?;
                alerts
                    .iter()
                    .map(|one| pick(search.kind, alert::of(patient, one, &rules)))
                    .collect()
            }
            Kind::Communication => {
                let steps = store.steps_of(patient, EVENTS_MAX).await?;
                steps.iter().filter_map(care::communication).collect()
            }
            Kind::QuestionnaireResponse => {
                let rows = store.answers_of(patient, EVENTS_MAX).await?;
                rows.iter().map(care::response).collect()
            }
            Kind::Appointment | Kind::MedicationRequest | Kind::DocumentReference => {
                self.things_of(search.kind, patient, EVENTS_MAX).await?
            }
            Kind::MedicationStatement => self.statements_of(patient, EVENTS_MAX).await?,
            // The others were answered by the board, or aren't searched for.
            _ => Vec::new(),
        })
    }

    /// A person's Observations: as many of the newest as a page can need, or all.
    async fn observations(&self, search: &Search, patient: &PatientId) -> Found<Vec<Resource>> {
        let withdrawn = self.withdrawn(patient).await?;
        let zone = self.zone(patient);
        let about = About { zone: &zone, withdrawn: &withdrawn };
        let mut limit = if search.only_count || search.order != Order::NewestFirst {
            ROWS_MAX
        } else {
            (search.count + 1) * VALUES_MAX
        };
        loop {
            let rows = self.rows(patient, search.period(), limit).await?;
            let is_all = rows.len() < limit;
            let mut all: Vec<Resource> = Vec::new();
            let mut groups: Vec<&[ReadingRow]> = rows.chunk_by(|a, b| a.id == b.id).collect();
            if !is_all {
                // The last may be cut in two.
                groups.pop();
            }
            for group in groups {
                all.extend(self.of_group(group, &about).await?);
            }
            all.extend(self.board_score(patient));
            let noted = self.shared.pipeline.care();
            let noted = noted.documents_of(patient, Kind::Observation.name(), DOCUMENTS_MAX);
            let noted = noted.await?;
            all.extend(noted.iter().filter_map(|row| Resource::sent(Kind::Observation, row)));
            if is_all || limit >= ROWS_MAX {
                return Ok(all);
            }
            let oldest = rows.last().map_or(i64::MIN, |row| row.taken_at.unix_ms());
            // What is older than the rows at hand may come after what isn't among them.
            all.retain(|one| one.at > oldest);
            let fitting = all.iter().filter(|one| search.fits(one)).cloned().collect();
            let (page, next) = search.page(fitting);
            if next.is_some() && page.len() == search.count {
                return Ok(all);
            }
            limit = limit.saturating_mul(8).min(ROWS_MAX);
        }
    }

    /// The resources of one reading: as they were sent, or as we make them.
    async fn of_group(&self, rows: &[ReadingRow], about: &About<'_>) -> Found<Vec<Resource>> {
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let is_sent =
            first.gateway.as_ref().is_some_and(|gateway| gateway.as_str().starts_with(SENDER));
        if is_sent {
            let name = super::observation::name(first.id);
            let sent = self.sent(Kind::Observation, &name).await?;
            if let Some(newest) = sent.into_iter().next() {
                let since = about.withdrawn.get(&first.id);
                return Ok(vec![match since {
                    Some(at) => newest.withdrawn(at.unix_ms()),
                    None => newest,
                }]);
            }
        }
        Ok(of_reading(rows, about))
    }

    async fn rows(
        &self,
        patient: &PatientId,
        period: Period,
        limit: usize,
    ) -> Found<Vec<ReadingRow>> {
        let (store, patient) = (self.shared.pipeline.readings().clone(), patient.clone());
        let read = tokio::task::spawn_blocking(move || store.of_period(&patient, period, limit));
        let rows = read.await.map_err(|error| Problem::unavailable(&error))?;
        Ok(rows.map_err(|error| Problem::unavailable(&error))?)
    }

    async fn withdrawn(&self, patient: &PatientId) -> Found<BTreeMap<ReadingId, StoredAt>> {
        let rows = self.shared.pipeline.care().withdrawals_of(patient).await?;
        Ok(rows.into_iter().map(|row| (row.reading, row.at)).collect())
    }

    fn zone(&self, patient: &PatientId) -> String {
        let zone = self
            .shared
            .pipeline
            .board()
            .read(|_, people| Some(people.get(patient)?.enrolment.as_ref()?.zone.clone()));
        zone.unwrap_or_else(|| "UTC".into())
    }

    fn board_score(&self, patient: &PatientId) -> Option<Resource> {
        let board = self.shared.pipeline.board();
        board.read(|_, people| score::score(patient, people.get(patient)?))
    }

    /// Without a patient only what is named by an identifier is looked up.
    async fn by_identifier(&self, search: &Search) -> Found<Vec<Resource>> {
        let named = search.wanted("identifier").ok_or_else(|| too_many(Kind::Observation))?;
        let mut all = Vec::new();
        for key in named {
            let ours = key.strip_prefix(&format!("{}|", super::observation::READING));
            let id = match ours {
                Some(id) => Some(id.to_owned()),
                None => self.by_key(Kind::Observation, key).await?.map(|row| row.id),
            };
            let Some(id) = id else { continue };
            match self.versions(Kind::Observation, &id).await {
                Ok(versions) => all.extend(versions.into_iter().next()),
                Err(refusal) if refusal.status() == 404 => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(all)
    }

    /// What another system sent under this name.
    pub(super) async fn by_key(&self, kind: Kind, key: &str) -> Found<Option<DocumentRow>> {
        let care = self.shared.pipeline.care();
        Ok(care.document_by_key(kind.name(), key).await?)
    }

    /// All versions of what another system sent.
    pub(super) async fn sent(&self, kind: Kind, id: &str) -> Found<Vec<Resource>> {
        let rows = self.shared.pipeline.care().document(kind.name(), id).await?;
        let seen = |row: &&DocumentRow| {
            row.patient.as_ref().is_none_or(|patient| policy::sees(self.pass, patient))
        };
        let resources = rows.iter().filter(seen).filter_map(|row| Resource::sent(kind, row));
        Ok(resources.collect())
    }

    async fn patients(&self) -> Found<Vec<Resource>> {
        let mut all: BTreeMap<String, Resource> = self.shared.pipeline.board().read(|_, people| {
            let seen = people.iter().filter(|(patient, _)| policy::sees(self.pass, patient));
            let known = seen.filter_map(|(_, person)| person.enrolment.as_ref().map(person::of));
            known.map(|one| (one.id.clone(), one)).collect()
        });
        let care = self.shared.pipeline.care();
        let sent = care.documents(Kind::Patient.name(), "", DOCUMENTS_MAX).await?;
        for one in sent.iter().filter_map(|row| Resource::sent(Kind::Patient, row)) {
            // What was sent says more than what we make of it.
            if let Some(made) = all.get_mut(&one.id) {
                *made = one;
            }
        }
        Ok(all.into_values().collect())
    }

    async fn patient(&self, id: &str) -> Found<Vec<Resource>> {
        let own = ids::own(id);
        policy::patient(self.shared, self.pass, &own)?;
        let sent = self.sent(Kind::Patient, id).await?;
        if !sent.is_empty() {
            return Ok(sent);
        }
        let made = self.board(&own, |_, person| person.enrolment.as_ref().map(person::of));
        Ok(made.flatten().into_iter().collect())
    }

    async fn devices(&self) -> Found<Vec<Resource>> {
        let mut all = self.own_devices().await?;
        let care = self.shared.pipeline.care();
        let sent = care.documents(Kind::Device.name(), "", DOCUMENTS_MAX).await?;
        let sent = sent.iter().filter_map(|row| Resource::sent(Kind::Device, row));
        all.extend(sent.map(|one| (one.id.clone(), one)));
        Ok(all.into_values().collect())
    }

    /// The gateways, and the monitors that somebody wears, by id.
    async fn own_devices(&self) -> Found<BTreeMap<String, Resource>> {
        let care = self.shared.pipeline.care();
        let worn = monitors(&care.assignments().await?);
        let seen = worn
            .into_iter()
            .filter(|worn| worn.patients.iter().any(|patient| policy::sees(self.pass, patient)));
        let gateways = care.gateways().await?;
        let all = gateways.iter().map(gateway).chain(seen.map(|worn| worn.resource));
        Ok(all.map(|one| (one.id.clone(), one)).collect())
    }

    async fn device(&self, id: &str) -> Found<Vec<Resource>> {
        let sent = self.sent(Kind::Device, id).await?;
        if !sent.is_empty() {
            return Ok(sent);
        }
        Ok(self.own_devices().await?.remove(id).into_iter().collect())
    }

    async fn observation(&self, id: &str) -> Found<Vec<Resource>> {
        if let Some(score) = self.of_board(id, "news2-", score::score).pop() {
            return Ok(vec![score]);
        }
        let rows = self.shared.pipeline.care().document(Kind::Observation.name(), id).await?;
        if let Some(row) = rows.first() {
            return self.noted(row).await;
        }
        let Some(reading) = reading_of(id) else { return Ok(Vec::new()) };
        let Some(stamped) = self.entry(reading.offset).await? else { return Ok(Vec::new()) };
        let mut rows = rows_of(reading.offset, &stamped);
        rows.retain(|row| row.id == reading);
        let Some(patient) = rows.first().map(|row| row.patient.clone()) else {
            return Ok(Vec::new());
        };
        policy::patient(self.shared, self.pass, patient.as_str())?;
        let (zone, withdrawn) = (self.zone(&patient), self.withdrawn(&patient).await?);
        let now = of_reading(&rows, &About { zone: &zone, withdrawn: &withdrawn });
        let mut versions: Vec<Resource> = now.into_iter().filter(|one| one.id == id).collect();
        if withdrawn.contains_key(&reading) {
            let before = of_reading(&rows, &About { zone: &zone, withdrawn: &BTreeMap::new() });
            versions.extend(before.into_iter().filter(|one| one.id == id));
        }
        Ok(versions)
    }

    /// An Observation as it was sent, and as it stands since it was taken back.
    async fn noted(&self, row: &DocumentRow) -> Found<Vec<Resource>> {
        if let Some(patient) = &row.patient {
            policy::patient(self.shared, self.pass, patient.as_str())?;
        }
        let Some(sent) = Resource::sent(Kind::Observation, row) else { return Ok(Vec::new()) };
        let since = match (&row.patient, row.index) {
            (Some(patient), Some(index)) => {
                let reading = ReadingId { offset: row.offset, index };
                self.withdrawn(patient).await?.get(&reading).copied()
            }
            _ => None,
        };
        Ok(match since {
            Some(at) => vec![sent.clone().withdrawn(at.unix_ms()), sent],
            None => vec![sent],
        })
    }

    /// One entry of the journal.
    async fn entry(&self, offset: u64) -> Found<Option<Stamped>> {
        Ok(found::entry(self.shared, offset).await?)
    }

    async fn alert(&self, kind: Kind, id: &str) -> Found<Vec<Resource>> {
        let Ok(alert_id) = ids::own(id).parse() else { return Ok(Vec::new()) };
        let found = self.shared.pipeline.care().alert(&alert_id).await?;
        let Some((patient, found)) = found else { return Ok(Vec::new()) };
        policy::patient(self.shared, self.pass, patient.as_str())?;
        let rules = self.shared.pipeline.board().rules();
        Ok(vec![pick(kind, alert::of(&patient, &found, &rules))])
    }

    fn open_alerts(&self, kind: Kind, people: &[PatientId]) -> Vec<Resource> {
        let rules = self.shared.pipeline.board().rules();
        self.of_people(people, |patient, person| {
            let alerts = person.alerts.values();
            alerts.map(|one: &Alert| pick(kind, alert::of(patient, one, &rules))).collect()
        })
    }

    async fn communication(&self, id: &str) -> Found<Vec<Resource>> {
        let mut parts = id.split('-').map(str::parse::<u64>);
        let (Some(Ok(offset)), Some(Ok(_)), Some(Ok(_))) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Ok(Vec::new());
        };
        // Outcomes are named by their person, too: those after the entry before it are looked through.
        let before = offset.checked_sub(1).and_then(|offset| {
            let cause = ReadingId { offset, index: u16::MAX };
            Some(EventId { cause, patient: LAST.parse().ok()?, place: u16::MAX })
        });
        let events = self.shared.pipeline.care().events_after(before.as_ref(), EVENTS_MAX).await;
        let events = events?;
        let of_entry = events.iter().take_while(|event| event.outcome.cause.offset == offset);
        let seen = of_entry.filter(|event| policy::sees(self.pass, &event.outcome.patient));
        Ok(seen.filter_map(care::communication).filter(|one| one.id == id).take(1).collect())
    }

    fn questionnaires(&self) -> Vec<Resource> {
        care::questionnaires(&self.shared.pipeline.board().rules())
    }

    async fn response(&self, id: &str) -> Found<Vec<Resource>> {
        let Some(place) = reading_of(id) else { return Ok(Vec::new()) };
        let Some(Stamped { stored_at, entry: Entry::Answered { patient, answers, by } }) =
            self.entry(place.offset).await?
        else {
            return Ok(Vec::new());
        };
        policy::patient(self.shared, self.pass, patient.as_str())?;
        let id_of_row = ReadingId { index: 0, ..place };
        let by = by.map(|by| by.name);
        let row = AnswersRow { id: id_of_row, patient, at: stored_at, answers, by };
        let made = care::response(&row);
        Ok(if made.id == id { vec![made] } else { Vec::new() })
    }

    async fn trail_line(&self, id: &str) -> Found<Vec<Resource>> {
        let Ok(place) = id.parse::<u64>() else { return Ok(Vec::new()) };
        let lines = self.lines(None, place.checked_add(1), 1).await?;
        Ok(lines.into_iter().filter(|one| one.id == id).collect())
    }

    async fn trail(&self, people: Option<&Vec<PatientId>>) -> Found<Vec<Resource>> {
        match people {
            None => self.lines(None, None, TRAIL_MAX).await,
            Some(people) => {
                let mut all = Vec::new();
                for patient in people {
                    all.extend(self.lines(Some(patient.clone()), None, TRAIL_MAX).await?);
                }
                Ok(all)
            }
        }
    }

    async fn lines(
        &self,
        patient: Option<PatientId>,
        before: Option<u64>,
        limit: usize,
    ) -> Found<Vec<Resource>> {
        let access = self.shared.access.clone();
        let read = move || access.audit.newest(patient.as_ref(), before, limit);
        let read = tokio::task::spawn_blocking(read).await;
        let read = read.map_err(|error| Problem::unavailable(&error))?;
        let lines = read.map_err(|error| Problem::unavailable(&error))?;
        Ok(lines.iter().map(|(place, record)| trail::of(*place, record)).collect())
    }

    /// Something of one person who stands on the board and whom the asker may see.
    fn board<T>(&self, patient: &str, make: impl FnOnce(&PatientId, &Person) -> T) -> Option<T> {
        let patient = policy::patient(self.shared, self.pass, patient).ok()?.into_inner();
        self.shared.pipeline.board().read(|_, people| Some(make(&patient, people.get(&patient)?)))
    }

    /// The one resource of a person that is named by a word and them.
    fn of_board(
        &self,
        id: &str,
        word: &str,
        make: impl FnOnce(&PatientId, &Person) -> Option<Resource>,
    ) -> Vec<Resource> {
        let own = ids::own(id);
        let Some(patient) = own.strip_prefix(word) else { return Vec::new() };
        self.board(patient, make).flatten().into_iter().collect()
    }

    fn of_people(
        &self,
        people: &[PatientId],
        make: impl Fn(&PatientId, &Person) -> Vec<Resource>,
    ) -> Vec<Resource> {
        self.shared.pipeline.board().read(|_, board| {
            let known = people.iter().filter_map(|patient| Some((patient, board.get(patient)?)));
            known.flat_map(|(patient, person)| make(patient, person)).collect()
        })
    }
}

/// Names of gateways that stand for other systems begin so.
pub(super) const SENDER: &str = "fhir-";
/// A reading holds no more values.
const VALUES_MAX: usize = 4;
/// No id sorts after it.
pub(super) const LAST: &str = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

/// Whether a search asks for nothing but what is still open.
fn is_about_open(search: &Search) -> bool {
    const OPEN: [&str; 5] = ["requested", "accepted", "in-progress", "on-hold", "active"];
    let status = search.wanted("status");
    status.is_some_and(|all| all.iter().all(|one| OPEN.contains(&one.as_str())))
}

fn pick(kind: Kind, [flag, task, provenance]: [Resource; 3]) -> Resource {
    match kind {
        Kind::Flag => flag,
        Kind::Task => task,
        _ => provenance,
    }
}

fn too_many(kind: Kind) -> Refusal {
    let what =
        format!("a search for {kind} has to say of whom: add `patient`, `_id` or `identifier`");
    Refusal::new(400, "too-costly", what)
}

impl From<CareError> for Refusal {
    fn from(error: CareError) -> Self {
        Problem::unavailable(&error).into()
    }
}
