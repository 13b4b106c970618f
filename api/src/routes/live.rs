//! `GET /api/live`: the worklist, then every row that changes, then a beat to show that it lives.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::Event;
use ingest::board::Changed;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use vitals::PatientId;

use super::worklist::snapshot;
use crate::access::{Pass, policy};
use crate::json::{Row, Rows, Worklist};
use crate::language::Words;
use crate::server::Shared;
use crate::wording::Wording;

/// A page says "not live" after three beats without one.
const BEAT: Duration = Duration::from_secs(5);
/// Changes are gathered for so long: half of the page's own frame.
const GATHER: Duration = Duration::from_millis(50);
/// A reader that is so many events behind is cut off, and starts over.
const EVENTS_MAX: usize = 64;

type Events = mpsc::Sender<Result<Event, Infallible>>;

pub(super) async fn get(
    State(shared): State<Shared>,
    pass: Pass,
    words: Words,
) -> Sse<ReceiverStream<Result<Event, Infallible>>> {
    let (events, stream) = mpsc::channel(EVENTS_MAX);
    tokio::spawn(feed(shared, Reader { pass, words }, events));
    Sse::new(ReceiverStream::new(stream))
}

/// Who looks at a page, and in which language.
struct Reader {
    pass: Pass,
    words: Words,
}

impl Reader {
    fn snapshot(&self, shared: &Shared) -> Worklist {
        snapshot(shared, &self.pass, &self.words)
    }
}

/// Feeds one page until it goes, falls behind, or the server stops.
async fn feed(shared: Shared, reader: Reader, events: Events) {
    // Listen first: what changes while the snapshot is made is sent again, which does no harm.
    let mut news = shared.pipeline.board().listen();
    let mut stopping = shared.stopping.clone();
    if !send(&events, "worklist", &reader.snapshot(&shared))
        || !send(&events, "beat", &beat(&shared))
    {
        return;
    }
    let mut beats = tokio::time::interval(BEAT);
    beats.reset();
    loop {
        let lives = tokio::select! {
            changed = news.recv() => match changed {
                Ok(changed) => rows(&shared, &reader, &events, &mut news, changed).await,
                // The page has missed some: give it everything.
                Err(RecvError::Lagged(_)) => send(&events, "worklist", &reader.snapshot(&shared)),
                Err(RecvError::Closed) => false,
            },
            // Somebody who is signed out meanwhile sees no more; a page that is open is a sign of life.
            _ = beats.tick() => {
                shared.access.goes_on(reader.pass.actor()).await && send(&events, "beat", &beat(&shared))
            }
            _ = stopping.changed() => false,
        };
        if !lives {
            return;
        }
    }
}

/// Sends the rows of a change and of all that follow it closely.
async fn rows(
    shared: &Shared,
    reader: &Reader,
    events: &Events,
    news: &mut Receiver<Arc<Changed>>,
    first: Arc<Changed>,
) -> bool {
    tokio::time::sleep(GATHER).await;
    let mut patients: BTreeSet<PatientId> = first.patients.iter().cloned().collect();
    loop {
        match news.try_recv() {
            Ok(changed) => patients.extend(changed.patients.iter().cloned()),
            Err(TryRecvError::Lagged(_)) => {
                return send(events, "worklist", &reader.snapshot(shared));
            }
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    patients.retain(|patient| policy::sees(&reader.pass, patient));
    if patients.is_empty() {
        return !events.is_closed();
    }
    let as_of = shared.clock.now_ms();
    let (rules, rota) = (shared.pipeline.board().rules(), shared.pipeline.board().rota());
    let wording = Wording { words: &reader.words, rules: &rules };
    let rows = shared.pipeline.board().read(|seq, people| Rows {
        as_of,
        seq,
        rows: patients
            .iter()
            .filter_map(|patient| {
                Some(Row::of(patient, people.get(patient)?, wording, (&rota, as_of)))
            })
            .collect(),
    });
    send(events, "rows", &rows)
}

fn beat(shared: &Shared) -> Value {
    let figures = shared.pipeline.telemetry().figures();
    json!({
        "as_of": shared.clock.now_ms(),
        "seq": shared.pipeline.board().read(|seq, _| seq),
        "oldest_unscored_s": figures.oldest_unscored.as_secs_f64(),
        "canary": shared.canary.standing(),
    })
}

/// Queues an event. False if the page is gone or too slow.
fn send(events: &Events, name: &str, data: &impl Serialize) -> bool {
    // Plain structs always become JSON.
    let Ok(event) = Event::default().event(name).json_data(data) else {
        return false;
    };
    events.try_send(Ok(event)).is_ok()
}
