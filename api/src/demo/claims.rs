//! The couple with one scale: whoever stood on it answers "was this you?", four times in five. What they
//! leave open waits for staff.

use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::Result;
use ingest::entry::{Claim, Entry};
use ingest::pipeline::Pipeline;
use ingest::replay::entry_at;
use store::care::UnclaimedRow;
use tokio::sync::Mutex;
use vitals::PatientId;
use wire::WireReading;

use super::fleet;

/// They look at their phones so often, on the wall's clock.
const LOOK: Duration = Duration::from_secs(2);
/// So many are looked at at once.
const LOOKED_AT_MAX: u32 = 200;
/// Of so many one isn't answered.
const OF: u64 = 5;

/// Answers until the server stops, or it is aborted itself. It keeps no pipeline alive.
pub(super) async fn run(pipeline: Weak<Pipeline>, settling: Arc<Mutex<()>>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(pipeline) = pipeline.upgrade() else {
            return;
        };
        if let Err(error) = answer_all(&pipeline, &settling).await {
            tracing::warn!(error = format!("{error:#}"), "the demo's couple could not answer");
        }
    }
}

async fn answer_all(pipeline: &Pipeline, settling: &Mutex<()>) -> Result<()> {
    for row in pipeline.care().unclaimed(LOOKED_AT_MAX).await? {
        if (row.id.offset + u64::from(row.id.index)).is_multiple_of(OF) {
            continue;
        }
        // Staff may settle it at the same moment.
        let _settling = settling.lock().await;
        let is_open = pipeline.care().unclaimed_one(row.id).await?.is_some();
        if is_open && let Some(patient) = who(pipeline, &row)? {
            let reading = WireReading::decode(&row.reading)?;
            let by = "patient".to_owned();
            let claim = Claim { original: row.id, patient, by, confidence_percent: 100, reading };
            // None only if the server is stopping.
            let _ = pipeline.command(Entry::Claimed(claim)).await;
        }
    }
    Ok(())
}

/// Who it was: only the simulation knows, by the gateway of their own that each of them has.
fn who(pipeline: &Pipeline, row: &UnclaimedRow) -> Result<Option<PatientId>> {
    let entry = entry_at(pipeline.journal().as_ref(), row.id.offset)?.map(|stamped| stamped.entry);
    let Some(Entry::Delivered(delivery)) = entry else {
        return Ok(None);
    };
    let asked = row.candidates.iter().filter(|candidate| !candidate.denied);
    let mut asked = asked.map(|candidate| &candidate.patient);
    let gateway = delivery.gateway.as_str();
    Ok(asked.find(|patient| fleet::gateway_named(patient.as_str()) == gateway).cloned())
}
