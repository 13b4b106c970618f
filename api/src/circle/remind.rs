//! The task that reminds people: what is due goes into the journal, and from there to pages and the outbox.

use std::collections::BTreeSet;
use std::time::Duration;

use ingest::entry::{By, Done, Reminder, Side};
use jiff::tz::TimeZone;
use vitals::PatientId;

use super::agenda::{AHEAD_MS, Agenda, Item, LATE_MS};
use super::{Placed, commit, deeds, medicine, placed};
use crate::routes::Problem;
use crate::server::Shared;

/// What is due is looked for so often, by the wall.
const EVERY: Duration = Duration::from_secs(1);
/// How long to wait for a store that doesn't answer.
const STORE_PAUSE: Duration = Duration::from_secs(5);

/// Reminds until the server stops.
pub(crate) async fn run(shared: Shared) {
    let mut stopping = shared.stopping.clone();
    let work = async {
        catch_up(&shared).await;
        let mut agenda = Agenda::default();
        let (mut made_at, mut changes) = (None, 0);
        loop {
            let now = shared.clock.now_ms();
            let changed = shared.circle.changes();
            let is_old = |at: i64| !(0..AHEAD_MS / 2).contains(&(now - at));
            if made_at.is_none_or(is_old) || changed != changes {
                match make(&shared, now).await {
                    Ok(made) => (agenda, made_at, changes) = (made, Some(now), changed),
                    Err(_) => tokio::time::sleep(STORE_PAUSE).await,
                }
            }
            while let Some(item) = agenda.next(now) {
                if remind(&shared, item).await.is_err() {
                    // It is on the next agenda, unless it got there after all.
                    made_at = None;
                    tokio::time::sleep(STORE_PAUSE).await;
                    break;
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    };
    tokio::select! {
        () = work => {}
        _ = stopping.wait_for(|stopping| *stopping) => {}
    }
}

/// Waits until the care store has what was in the journal at the start: it says what was told.
async fn catch_up(shared: &Shared) {
    let end = shared.pipeline.journal().durable_end();
    while !shared.pipeline.care().cursor().await.is_ok_and(|cursor| cursor >= end) {
        tokio::time::sleep(EVERY).await;
    }
}

async fn make(shared: &Shared, now: i64) -> Result<Agenda, Problem> {
    let care = shared.pipeline.care();
    let unavailable = |error| Problem::unavailable(&error);
    let medicines = care.standing("medicine", 0, 1).await.map_err(unavailable)?;
    let ahead = now + AHEAD_MS + 48 * 3_600_000;
    let visits = care.standing("appointment", now, ahead).await.map_err(unavailable)?;
    // An occasion's time lies in the window, give or take what a moved clock adds.
    let told = care.reminded_since(now - 2 * LATE_MS).await.map_err(unavailable)?;
    let mut agenda = Agenda::default();
    for row in medicines.iter().chain(&visits) {
        let Placed { at, deed, .. } = placed(row)?;
        match &deed.done {
            Done::Prescribed(medicine) => {
                let zone = zone(shared, &deed.patient);
                agenda.add_medicine(&deed.patient, &zone, (medicine, at), now);
            }
            Done::Arranged(visit) => agenda.add_appointment(&deed.patient, (visit, at), now),
            _ => {}
        }
    }
    Ok(agenda.without(&told.into_iter().collect::<BTreeSet<_>>()))
}

fn zone(shared: &Shared, patient: &PatientId) -> TimeZone {
    let zone = shared.pipeline.board().read(|_, people| {
        people.get(patient)?.enrolment.as_ref().map(|enrolment| enrolment.zone.clone())
    });
    zone.and_then(|zone| TimeZone::get(&zone).ok()).unwrap_or(TimeZone::UTC)
}

/// Puts a reminder into the journal, unless the dose was told of before it was due.
async fn remind(shared: &Shared, item: Item) -> Result<(), Problem> {
    let Item { due_at, patient, of, medicine } = item;
    if let Some(id) = medicine {
        let prescribed = deeds(shared, &patient, "medicine").await?;
        let dosed = deeds(shared, &patient, "dose").await?;
        let lines = medicine::list(&prescribed, &dosed);
        let line = lines.iter().find(|line| line.medicine.id == id);
        if line.is_some_and(|line| line.taken(due_at).is_some()) {
            return Ok(());
        }
    }
    let by = By { name: "Hearthwatch".into(), side: Side::Server };
    commit(shared, &patient, by, "", Done::Reminded(Reminder { of, due_at })).await
}
