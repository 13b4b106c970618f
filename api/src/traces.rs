//! Traces of messages' journeys to an OpenTelemetry collector: OTLP over HTTP, as JSON.
//!
//! A collector that is away, slow or full costs its traces and nothing else: what it doesn't take at once is
//! counted and forgotten.

mod otlp;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, Uri, header};
use ingest::journey::{Journey, Tracer};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{self, Receiver};

use crate::notify::plain_answer;

/// Where traces go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracesConfig {
    /// The collector, on this machine: `http://127.0.0.1:4318`.
    pub otlp: Uri,
    /// One message in so many.
    pub one_in: u64,
}

/// What became of the traces.
#[derive(Debug, Clone, Default)]
pub(crate) struct TraceFigures(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    sent: AtomicU64,
    refused: AtomicU64,
}

impl TraceFigures {
    /// How many a collector has taken.
    pub(crate) fn sent(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// How many it has not.
    pub(crate) fn refused(&self) -> u64 {
        self.0.refused.load(Ordering::Relaxed)
    }
}

/// So many journeys may wait for the collector.
const WAITING_MAX: usize = 1024;
/// So many go into one request, and so long is waited for them.
const BATCH_MAX: usize = 256;
const BATCH_PAUSE: Duration = Duration::from_secs(1);
/// A collector has so long to answer.
const ANSWER_MAX: Duration = Duration::from_secs(5);

/// What takes journeys for the collector; what tells them ends with it.
pub(crate) fn start(config: TracesConfig) -> (Arc<Tracer>, TraceFigures) {
    let (to, journeys) = mpsc::channel(WAITING_MAX);
    let figures = TraceFigures::default();
    tokio::spawn(tell(config.otlp, journeys, figures.clone()));
    (Arc::new(Tracer::new(config.one_in, to)), figures)
}

async fn tell(otlp: Uri, mut journeys: Receiver<Journey>, figures: TraceFigures) {
    let mut batch = Vec::new();
    let mut is_told = false;
    while journeys.recv_many(&mut batch, BATCH_MAX).await > 0 {
        if batch.len() < BATCH_MAX {
            tokio::time::sleep(BATCH_PAUSE).await;
            while batch.len() < BATCH_MAX
                && let Ok(journey) = journeys.try_recv()
            {
                batch.push(journey);
            }
        }
        let count = batch.len() as u64;
        let body = otlp::request(&batch).to_string();
        batch.clear();
        let answer = tokio::time::timeout(ANSWER_MAX, post(&otlp, body.into())).await;
        let is_taken = matches!(answer, Ok(Some(200..=299)));
        let counter = if is_taken { &figures.0.sent } else { &figures.0.refused };
        counter.fetch_add(count, Ordering::Relaxed);
        // Once for each time that it goes away.
        if !is_taken && !is_told {
            tracing::warn!(%otlp, ?answer, "the collector takes no traces; they are counted and forgotten");
        }
        is_told = !is_taken;
    }
}

/// The status of the answer; none without one.
async fn post(otlp: &Uri, body: Bytes) -> Option<u16> {
    let host = otlp.host()?.trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((host, otlp.port_u16().unwrap_or(80))).await.ok()?;
    let request = Request::post(format!("{}/v1/traces", otlp.path().trim_end_matches('/')))
        .header(header::HOST, otlp.authority()?.as_str())
        .header(header::USER_AGENT, concat!("hearthwatch/", env!("CARGO_PKG_VERSION")))
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close")
        .body(Full::new(body))
        .ok()?;
    plain_answer(stream, request).await
}
