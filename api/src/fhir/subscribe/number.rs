//! What subscriptions are told of, out of the journal's entries in their order, with numbers.

use std::collections::BTreeMap;

use ingest::entry::Stamped;
use ingest::pipeline::rows_of;
use risk_engine::outcome::Decision;
use store::care::subscriptions::{NewEvent, SubscriptionRow};
use store::care::{CareError, DocumentRow, EventId};
use store::readings::ReadingRow;
use vitals::{PatientId, ReadingId};

use super::wanted::{Content, Wanted};
use super::{OFF, REQUESTED, SUBSCRIPTIONS_MAX, Topic};
use crate::fhir::alert;
use crate::fhir::kind::Kind;
use crate::fhir::observation::{About, name, of_reading};
use crate::fhir::resource::Resource;
use crate::fhir::source::{LAST, SENDER};
use crate::server::Shared;

/// So many of the journal's entries are numbered in one transaction.
const ENTRIES: u64 = 1_000;
/// The store is told of so many that were looked at in vain: a restart looks at them again.
const ENTRIES_UNTOLD: u64 = 50_000;
/// So many outcomes are looked at at once.
const OUTCOMES: u32 = 2_000;

/// A subscription that somebody sent, and how it stands.
pub(super) struct Subscribed {
    pub(super) row: SubscriptionRow,
    pub(super) document: DocumentRow,
    /// None if the configuration doesn't allow it any more.
    pub(super) wanted: Option<Wanted>,
}

/// Reads the journal on from where it was.
pub(super) struct Numberer {
    shared: Shared,
    /// Up to where entries were looked at, and what the store knows of that: it is told when there is something
    /// to number, or far behind.
    at: u64,
    kept: Option<u64>,
    /// What gives the next entry, and its offset.
    entries: Option<(u64, journal::Entries)>,
}

/// Something that can be told, by where it stands.
type Told = (ReadingId, Topic, i64, Resource);

#[derive(Debug, thiserror::Error)]
pub(super) enum NumberError {
    #[error(transparent)]
    Care(#[from] CareError),
    #[error("could not read the journal")]
    Journal(#[source] anyhow::Error),
}

/// All subscriptions, each with how it stands: what is new is begun.
pub(super) async fn subscribed(shared: &Shared) -> Result<Vec<Subscribed>, CareError> {
    let care = shared.pipeline.care();
    let documents = care.documents(Kind::Subscription.name(), "", SUBSCRIPTIONS_MAX).await?;
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = by_id(care.subscriptions().await?);
    let is_begun = |rows: &BTreeMap<String, SubscriptionRow>, document: &DocumentRow| {
        rows.get(&document.id).is_some_and(|row| row.version >= document.version)
    };
    let mut all = Vec::new();
    for document in documents {
        let value = serde_json::from_str(&document.body).unwrap_or_default();
        let wanted = Wanted::read(&value, &shared.exchange).ok();
        if !is_begun(&rows, &document) {
            let versions = care.document(Kind::Subscription.name(), &document.id).await?;
            // It is told of what comes after its first version, however often it changes.
            let since = versions.last().map_or(document.offset, |first| first.offset) + 1;
            let status =
                if wanted.as_ref().is_some_and(|wanted| wanted.is_off) { OFF } else { REQUESTED };
            care.begin_subscription(&document.id, document.version, status, since).await?;
            rows = by_id(care.subscriptions().await?);
        }
        let Some(row) = rows.remove(&document.id) else { continue };
        all.push(Subscribed { row, document, wanted });
    }
    Ok(all)
}

fn by_id(rows: Vec<SubscriptionRow>) -> BTreeMap<String, SubscriptionRow> {
    rows.into_iter().map(|row| (row.id.clone(), row)).collect()
}

impl Numberer {
    pub(super) fn new(shared: Shared) -> Self {
        Self { shared, at: 0, kept: None, entries: None }
    }

    /// Numbers what is new before `end`, up to so many entries. Says how many events that were, and whether there may
    /// be more. Whoever calls has looked up `end` before the subscriptions: so none that began before it is missing.
    pub(super) async fn number(
        &mut self,
        all: &[Subscribed],
        end: u64,
    ) -> Result<(usize, bool), NumberError> {
        let care = self.shared.pipeline.care().clone();
        let kept = match self.kept {
            Some(kept) => kept,
            None => {
                let kept = care.numbered_upto().await?;
                self.at = kept;
                *self.kept.insert(kept)
            }
        };
        let now_ms = self.shared.clock.now_ms();
        let told: Vec<(&Subscribed, &Wanted)> = all
            .iter()
            .filter(|one| one.row.status != OFF)
            .filter_map(|one| {
                Some((one, one.wanted.as_ref().filter(|wanted| !wanted.is_over(now_ms))?))
            })
            .collect();
        let Some(since) = told.iter().map(|(one, _)| one.row.since).min() else {
            // Nobody asks: what is in between is nobody's.
            self.at = self.at.max(end);
            return Ok((0, false));
        };
        // What the journal has let go of was looked at long ago.
        let from = self.at.max(since).max(self.shared.pipeline.journal().first());
        if from >= end {
            return Ok((0, false));
        }
        let upto = end.min(from + ENTRIES);
        let mut found = alerts(&self.shared, from, upto).await?;
        if told.iter().any(|(_, wanted)| wanted.topic == Topic::VitalSigns) {
            found.extend(self.vital_signs(from, upto).await?);
        }
        found.sort_by_key(|(place, ..)| *place);
        let mut events = Vec::new();
        for (place, topic, at, one) in &found {
            for (subscribed, wanted) in &told {
                if place.offset >= subscribed.row.since && wanted.takes(*topic, one) {
                    let is_full = wanted.content == Content::FullResource;
                    events.push(NewEvent {
                        subscription: subscribed.row.id.clone(),
                        at: *at,
                        focus: one.reference(),
                        body: is_full.then(|| one.text.clone()),
                    });
                }
            }
        }
        if !events.is_empty() || upto - kept >= ENTRIES_UNTOLD {
            // Else somebody has moved on from there, and it is looked up where to.
            let is_ours = care.number_events(kept, upto, &events).await?;
            self.kept = is_ours.then_some(upto);
            if !is_ours {
                return Ok((0, true));
            }
        }
        self.at = upto;
        Ok((events.len(), upto < end))
    }

    /// The vital signs that came with these entries.
    async fn vital_signs(&mut self, from: u64, upto: u64) -> Result<Vec<Told>, NumberError> {
        let mut all = Vec::new();
        let rows = self.rows(from, upto).await.map_err(NumberError::Journal)?;
        let nothing = BTreeMap::new();
        for group in rows.chunk_by(|a, b| a.id == b.id) {
            let Some(first) = group.first() else { continue };
            let zone = zone(&self.shared, &first.patient);
            let about = About { zone: &zone, withdrawn: &nothing };
            for one in of_group(&self.shared, group, &about).await? {
                let category = one.value["category"].to_string();
                if category.contains("\"vital-signs\"") {
                    all.push((first.id, Topic::VitalSigns, first.stored_at.unix_ms(), one));
                }
            }
        }
        Ok(all)
    }

    /// The rows of these entries, by where they stand.
    async fn rows(&mut self, from: u64, upto: u64) -> anyhow::Result<Vec<ReadingRow>> {
        let entries = self.entries.take().filter(|(next, _)| *next == from);
        let reader = self.shared.pipeline.journal().clone();
        let read = tokio::task::spawn_blocking(move || {
            // To seek means to read a whole segment: it goes on where it was.
            let mut entries =
                entries.map_or_else(|| reader.read_from(from), |(_, entries)| entries);
            let mut rows = Vec::new();
            for offset in from..upto {
                let entry = entries.next().transpose()?;
                // The care store has come further than the journal's reader sees: it will.
                let Some(entry) = entry else { anyhow::bail!("entry {offset} is not there yet") };
                rows.extend(rows_of(offset, &Stamped::decode(&entry.bytes)?));
            }
            anyhow::Ok((entries, rows))
        });
        let (entries, rows) = read.await??;
        self.entries = Some((upto, entries));
        Ok(rows)
    }
}

/// What became of alerts because of these entries.
async fn alerts(shared: &Shared, from: u64, upto: u64) -> Result<Vec<Told>, CareError> {
    let (care, rules) = (shared.pipeline.care(), shared.pipeline.board().rules());
    let mut last = from.checked_sub(1).and_then(|offset| {
        let cause = ReadingId { offset, index: u16::MAX };
        Some(EventId { cause, patient: LAST.parse().ok()?, place: u16::MAX })
    });
    let mut all = Vec::new();
    loop {
        let events = care.events_after(last.as_ref(), OUTCOMES).await?;
        for event in &events {
            let outcome = &event.outcome;
            if outcome.cause.offset >= upto {
                return Ok(all);
            }
            if let Decision::Alert { alert, .. } = &outcome.decision {
                let [_, task, _] = alert::of(&outcome.patient, alert, &rules);
                all.push((outcome.cause, Topic::Alerts, outcome.at.unix_ms(), task));
            }
            last = Some(EventId {
                cause: outcome.cause,
                patient: outcome.patient.clone(),
                place: outcome.place,
            });
        }
        if events.len() < OUTCOMES as usize {
            return Ok(all);
        }
    }
}

/// A reading as it was sent, or as we make it. Its rows are all values that it holds.
async fn of_group(
    shared: &Shared,
    group: &[ReadingRow],
    about: &About<'_>,
) -> Result<Vec<Resource>, CareError> {
    let sent = group.first().filter(|first| {
        first.gateway.as_ref().is_some_and(|gateway| gateway.as_str().starts_with(SENDER))
    });
    if let Some(first) = sent {
        let kind = Kind::Observation;
        let sent = shared.pipeline.care().document(kind.name(), &name(first.id)).await?;
        if let Some(sent) = sent.first().and_then(|row| Resource::sent(kind, row)) {
            return Ok(vec![sent]);
        }
    }
    Ok(of_reading(group, about))
}

fn zone(shared: &Shared, patient: &PatientId) -> String {
    let board = shared.pipeline.board();
    let zone = board.read(|_, people| Some(people.get(patient)?.enrolment.as_ref()?.zone.clone()));
    zone.unwrap_or_else(|| "UTC".into())
}
