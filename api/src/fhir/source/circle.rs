//! Appointments, medicines, doses and documents: out of the journal's deeds, as the care store keeps them.

use ingest::entry::{Document, Done};
use vitals::PatientId;

use super::super::circle::{binary, deeds, harms, statements, thing};
use super::super::kind::Kind;
use super::super::observation::reading_of;
use super::super::resource::Resource;
use super::super::{Refusal, ids};
use super::{Found, Source};
use crate::access::policy;
use crate::circle::{self, DEEDS_MAX, Placed, medicine, placed};
use crate::routes::Problem;
use crate::server::Shared;

impl Source<'_> {
    /// All versions of an appointment, a medicine or a document, newest first.
    pub(super) async fn thing(&self, kind: Kind, id: &str) -> Found<Vec<Resource>> {
        let versions = self.deeds(kind, id).await?;
        Ok(versions.iter().rev().filter_map(thing).collect())
    }

    /// What was done about one thing, oldest first, if the asker may see whose it is.
    async fn deeds(&self, kind: Kind, id: &str) -> Found<Vec<Placed>> {
        let care = self.shared.pipeline.care();
        let rows = care.deeds_of_thing(deeds(kind), &ids::own(id), DEEDS_MAX).await?;
        if let Some(row) = rows.first() {
            policy::patient(self.shared, self.pass, row.patient.as_str())?;
        }
        Ok(rows.iter().map(placed).collect::<Result<_, Problem>>()?)
    }

    /// Somebody's appointments, medicines or documents as they stand.
    pub(super) async fn things_of(
        &self,
        kind: Kind,
        patient: &PatientId,
        limit: u32,
    ) -> Found<Vec<Resource>> {
        let all = circle::deeds_upto(self.shared, patient, deeds(kind), limit).await?;
        let mut newest = std::collections::BTreeMap::new();
        // Oldest first, so that the newest version of each stays.
        newest.extend(all.iter().filter_map(thing).map(|one| (one.id.clone(), one)));
        Ok(newest.into_values().collect())
    }

    /// What somebody said of their doses.
    pub(super) async fn statements_of(
        &self,
        patient: &PatientId,
        limit: u32,
    ) -> Found<Vec<Resource>> {
        let prescribed = circle::deeds_upto(self.shared, patient, "medicine", limit).await?;
        let dosed = circle::deeds_upto(self.shared, patient, "dose", limit).await?;
        let messages = circle::deeds_upto(self.shared, patient, "message", limit).await?;
        let mut answers = self.shared.pipeline.care().answers_of(patient, limit).await?;
        answers.sort_by_key(|row| row.id);
        let lines = medicine::list(&prescribed, &dosed);
        let harms = harms(&messages, &answers);
        Ok(statements(patient, &self.zone(patient), &lines, &harms))
    }

    /// What somebody said of one dose.
    pub(super) async fn statement(&self, id: &str) -> Found<Vec<Resource>> {
        let Some(place) = reading_of(id) else { return Ok(Vec::new()) };
        let row = self.shared.pipeline.care().deed(place).await?;
        let Some(row) = row.filter(|row| row.kind == deeds(Kind::MedicationStatement)) else {
            return Ok(Vec::new());
        };
        policy::patient(self.shared, self.pass, row.patient.as_str())?;
        let all = self.statements_of(&row.patient, DEEDS_MAX).await?;
        Ok(all.into_iter().filter(|one| one.id == id).collect())
    }

    /// A document's bytes as a resource.
    pub(super) async fn binary(&self, id: &str) -> Found<Vec<Resource>> {
        let Some((document, at)) = self.document(id).await? else { return Ok(Vec::new()) };
        let bytes = bytes(self.shared, &document).await?;
        Ok(vec![binary(&document, at, &bytes)])
    }

    /// A document's bytes as they were handed in.
    pub(in super::super) async fn file(&self, id: &str) -> Found<(Document, Vec<u8>)> {
        let missing = || Refusal::not_found(format!("there is no Binary/{id}"));
        let (document, _) = self.document(id).await?.ok_or_else(missing)?;
        let bytes = bytes(self.shared, &document).await?;
        Ok((document, bytes))
    }

    async fn document(&self, id: &str) -> Found<Option<(Document, i64)>> {
        let filed = self.deeds(Kind::DocumentReference, id).await?.pop();
        Ok(filed.and_then(|placed| match placed.deed.done {
            Done::Filed(document) => Some((document, placed.at)),
            _ => None,
        }))
    }
}

async fn bytes(shared: &Shared, document: &Document) -> Found<Vec<u8>> {
    let (shelf, hash) = (shared.circle.shelf.clone(), document.hash);
    let read = tokio::task::spawn_blocking(move || shelf.get(&hash)).await;
    let read = read.map_err(|error| Problem::unavailable(&error))?;
    Ok(read.map_err(|error| Problem::unavailable(&error))?)
}
