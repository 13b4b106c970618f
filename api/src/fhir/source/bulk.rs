//! Everything of one kind, person by person and in portions: what an export writes.

use std::cmp::Reverse;

use store::readings::{Period, ReadingRow};
use vitals::{PatientId, TakenAt};

use super::super::export::Lines;
use super::super::kind::Kind;
use super::super::observation::About;
use super::super::resource::Resource;
use super::super::{alert, care, score};
use super::{Found, Source, pick};

/// So many rows of the readings store are in memory at once.
const ROWS: usize = 20_000;
/// So many resources are made before others get their turn.
const TURN: usize = 256;
/// So many documents of other systems are looked at at once.
const DOCUMENTS: u32 = 500;
/// Nothing is left out.
const ALL: u32 = i32::MAX as u32;

impl Source<'_> {
    /// Everybody whom the asker may see.
    pub(in super::super) fn everybody(&self) -> Vec<PatientId> {
        self.people(None)
    }

    /// Writes everything of a kind about one person.
    pub(in super::super) async fn write_of(
        &self,
        kind: Kind,
        patient: &PatientId,
        lines: &mut Lines,
    ) -> Found<()> {
        let store = self.shared.pipeline.care();
        let one = std::slice::from_ref(patient);
        let all = match kind {
            Kind::Observation => return self.write_observations(patient, lines).await,
            Kind::Patient => {
                let versions = self.patient(&super::ids::of(patient.as_str())).await?;
                versions.into_iter().take(1).collect()
            }
            Kind::RiskAssessment => self.of_people(one, |patient, person| {
                score::risk(patient, person).into_iter().collect()
            }),
            Kind::CarePlan => self.of_people(one, |_, person| {
                person.enrolment.as_ref().map(care::plan).into_iter().collect()
            }),
            Kind::Goal => self.of_people(one, |_, person| {
                person.enrolment.as_ref().map(care::goals).unwrap_or_default()
            }),
            Kind::Flag | Kind::Task | Kind::Provenance => {
                let rules = self.shared.pipeline.board().rules();
                let alerts = store.alerts_of(patient).await?;
                let made = |one| pick(kind, alert::of(patient, one, &rules));
                alerts.iter().map(made).collect()
            }
            Kind::Communication => {
                let steps = store.steps_of(patient, ALL).await?;
                steps.iter().filter_map(care::communication).collect()
            }
            Kind::QuestionnaireResponse => {
                store.answers_of(patient, ALL).await?.iter().map(care::response).collect()
            }
            Kind::Appointment | Kind::MedicationRequest | Kind::DocumentReference => {
                self.things_of(kind, patient, ALL).await?
            }
            Kind::MedicationStatement => self.statements_of(patient, ALL).await?,
            // These are about nobody, or written as a whole.
            Kind::Device
            | Kind::Questionnaire
            | Kind::AuditEvent
            | Kind::Binary
            | Kind::Subscription => Vec::new(),
        };
        write(all, lines).await
    }

    /// Writes what there is of a kind that isn't kept by person. `worn` are the devices that one person has.
    pub(in super::super) async fn write_whole(
        &self,
        kind: Kind,
        worn: bool,
        lines: &mut Lines,
    ) -> Found<()> {
        match kind {
            Kind::Device => {
                let mut all = self.devices().await?;
                all.retain(|one| !worn || one.value["patient"].is_object());
                write(all, lines).await
            }
            Kind::Questionnaire if !worn => write(self.questionnaires(), lines).await,
            Kind::Observation if !worn => self.write_of_nobody(lines).await,
            _ => Ok(()),
        }
    }

    async fn write_observations(&self, patient: &PatientId, lines: &mut Lines) -> Found<()> {
        let (zone, withdrawn) = (self.zone(patient), self.withdrawn(patient).await?);
        let about = About { zone: &zone, withdrawn: &withdrawn };
        let since = TakenAt::from_unix_ms(i64::MIN);
        let (mut until, mut limit) = (TakenAt::from_unix_ms(i64::MAX), ROWS);
        loop {
            let rows = self.rows(patient, Period { since, until }, limit).await?;
            let oldest = rows.last().map(|row| row.taken_at).filter(|_| rows.len() == limit);
            // Of the oldest moment there may be more.
            let whole = rows.partition_point(|row| {
                oldest.is_none_or(|oldest| Reverse(row.taken_at) < Reverse(oldest))
            });
            let groups = rows[..whole].chunk_by(|a: &ReadingRow, b| a.id == b.id);
            for (number, group) in groups.enumerate() {
                for one in self.of_group(group, &about).await? {
                    lines.put(&one).await?;
                }
                if number % TURN == TURN - 1 {
                    tokio::task::yield_now().await;
                }
            }
            let Some(oldest) = oldest else { break };
            if whole == 0 {
                limit = limit.saturating_mul(2);
            } else {
                (until, limit) = (TakenAt::from_unix_ms(oldest.unix_ms().saturating_add(1)), ROWS);
            }
        }
        write(self.board_score(patient).into_iter().collect(), lines).await?;
        let noted = self.shared.pipeline.care();
        let noted = noted.documents_of(patient, Kind::Observation.name(), ALL).await?;
        let sent = noted.iter().filter_map(|row| Resource::sent(Kind::Observation, row));
        write(sent.collect(), lines).await
    }

    /// Observations of other systems that are about no person: clocks of monitors.
    async fn write_of_nobody(&self, lines: &mut Lines) -> Found<()> {
        let mut after = String::new();
        loop {
            let care = self.shared.pipeline.care();
            let rows = care.documents(Kind::Observation.name(), &after, DOCUMENTS).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after.clone_from(&last.id);
            let of_nobody = rows.iter().filter(|row| row.patient.is_none());
            let sent = of_nobody.filter_map(|row| Resource::sent(Kind::Observation, row));
            write(sent.collect(), lines).await?;
        }
    }
}

async fn write(all: Vec<Resource>, lines: &mut Lines) -> Found<()> {
    for one in &all {
        lines.put(one).await?;
    }
    Ok(())
}
