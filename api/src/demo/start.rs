//! What a demo's patient finds on their pages: a medicine, a message from the team, an offered appointment.

use anyhow::{Context, Result};
use ingest::entry::{
    Appointment, By, Deed, Done, Enrolment, Entry, Medicine, Message, Side, Stand,
};
use ingest::pipeline::Pipeline;

use super::guests::patient;
use crate::clock::ServerClock;

const DAY_MS: i64 = 24 * 3_600_000;

/// Puts it into the journal, unless an earlier demo in this folder did.
pub(super) async fn fill(pipeline: &Pipeline, clock: ServerClock, roster: &[Entry]) -> Result<()> {
    let Some(person) = patient(roster) else { return Ok(()) };
    let care = pipeline.care();
    if care.deed_with_key(&person.patient, "demo-message").await?.is_some() {
        return Ok(());
    }
    let entries = deeds(person, clock.now_ms()).map(|deed| Entry::Deed(Box::new(deed)));
    let told = pipeline.enlist(entries.into()).await;
    told.then_some(()).context("the server stopped before the demo had begun")
}

fn deeds(person: &Enrolment, now: i64) -> [Deed; 3] {
    let by = || By { name: "Ben Cole (clinician)".into(), side: Side::Team };
    let deed = |key: &str, done| Deed {
        patient: person.patient.clone(),
        by: by(),
        key: format!("demo-{key}"),
        done,
    };
    let medicine = Medicine {
        id: "m-demo".into(),
        version: 1,
        name: "paracetamol".into(),
        dose: "500 mg".into(),
        minutes: vec![8 * 60, 14 * 60, 20 * 60],
        note: "With a glass of water.".into(),
        stopped: false,
    };
    let message = Message {
        thread: "t-demo".into(),
        subject: "Your new tablets".into(),
        text: "How do you feel with the new tablets? Please write to us if anything is odd.".into(),
        document: None,
        carers: true,
    };
    let appointment = Appointment {
        id: "v-demo".into(),
        version: 1,
        stand: Stand::Proposed,
        // A full hour in two or three days.
        starts_at: (now / 3_600_000 + 1) * 3_600_000 + 2 * DAY_MS,
        minutes: 20,
        with: "Ben Cole".into(),
        place: "by phone".into(),
        note: "About your weight.".into(),
    };
    [
        deed("medicine", Done::Prescribed(medicine)),
        deed("message", Done::Wrote(message)),
        deed("appointment", Done::Arranged(appointment)),
    ]
}
