//! The count at the end of a demo: is everything that the homes produced durable, scored, visible?

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use anyhow::Result;
use serde::Serialize;

use super::fleet::Fleet;
use crate::server::Server;

/// What came of everything that the homes sent.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Recorded sets that people were taken from.
    pub sets: Vec<String>,
    /// People on the board.
    pub people: usize,
    /// Readings that the homes' gateways saved on their disks.
    pub produced: u64,
    /// Readings that came past the gateways: typed on a patient's page, or sent by another system.
    pub uploaded: u64,
    /// Of those that gateways saved, readings that the server has confirmed on its ledger.
    pub confirmed: u64,
    /// Readings in the journal: admitted.
    pub durable: u64,
    /// Readings that were there already.
    pub repeated: u64,
    /// Readings kept apart, by reason.
    pub quarantined: BTreeMap<String, u64>,
    /// Readings that wait for somebody to say whose they are.
    pub unclaimed: u64,
    /// Readings that were taken from one and given to another, and so count twice.
    pub moved: u64,
    /// Readings that the engine scored.
    pub scored: u64,
    /// Readings that the board shows, summed over people.
    pub visible: u64,
    /// Values in the readings store; a reading may hold several.
    pub values: u64,
    /// Alerts that were raised, by problem.
    pub alerts: BTreeMap<String, u64>,
    /// Values that gave no reading, such as a test with control solution.
    pub not_heard: u64,
    /// From a message's arrival until its readings were decided on and in the care store, ms.
    pub latency_p50_ms: u32,
    /// The same, for all but the slowest hundredth, ms.
    pub latency_p99_ms: u32,
}

/// What the server has counted since its journal began.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted {
    durable: u64,
    repeated: u64,
    unclaimed: u64,
    moved: u64,
    scored: u64,
    visible: u64,
    quarantined: BTreeMap<String, u64>,
}

impl Counted {
    pub(super) async fn now(server: &Server) -> Result<Self> {
        let pipeline = server.pipeline();
        let figures = pipeline.telemetry().figures();
        let visible = pipeline.board().read(|_, people| {
            people
                .values()
                .filter_map(|person| person.view.as_ref())
                .map(|view| view.readings)
                .sum()
        });
        Ok(Self {
            durable: figures.admitted,
            repeated: figures.repeated,
            unclaimed: figures.unclaimed,
            moved: figures.moved,
            scored: figures.scored,
            visible,
            quarantined: pipeline.care().quarantine_by_reason().await?.into_iter().collect(),
        })
    }

    /// What has come since.
    fn since(self, before: &Self) -> Self {
        let quarantined = self.quarantined.into_iter().map(|(why, count)| {
            let earlier = before.quarantined.get(&why).copied().unwrap_or(0);
            (why, count - earlier)
        });
        Self {
            durable: self.durable - before.durable,
            repeated: self.repeated - before.repeated,
            // Claims may have settled what was there before.
            unclaimed: self.unclaimed.saturating_sub(before.unclaimed),
            moved: self.moved - before.moved,
            scored: self.scored - before.scored,
            visible: self.visible - before.visible,
            quarantined: quarantined.filter(|(_, count)| *count > 0).collect(),
        }
    }
}

impl Report {
    pub(super) async fn take(
        server: &Server,
        fleet: &Fleet,
        sets: Vec<String>,
        before: &Counted,
    ) -> Result<Self> {
        let pipeline = server.pipeline();
        let figures = pipeline.telemetry().figures();
        let (produced, confirmed) = fleet.marks();
        let Counted { durable, repeated, unclaimed, moved, scored, visible, quarantined } =
            Counted::now(server).await?.since(before);
        Ok(Self {
            sets,
            people: pipeline.board().read(|_, people| people.len()),
            produced,
            uploaded: figures.uploaded,
            confirmed,
            durable,
            repeated,
            quarantined,
            unclaimed,
            moved,
            scored,
            visible,
            values: pipeline.readings().rows(),
            alerts: pipeline.care().alerts_by_problem().await?.into_iter().collect(),
            not_heard: fleet.produced().not_heard.load(Ordering::Relaxed),
            latency_p50_ms: figures.latency_p50_ms,
            latency_p99_ms: figures.latency_p99_ms,
        })
    }

    /// True if nothing was lost and nothing counted twice.
    pub fn holds(&self) -> bool {
        let apart: u64 = self.quarantined.values().sum();
        self.produced == self.confirmed
            && self.produced + self.uploaded + self.moved
                == self.durable + self.repeated + self.unclaimed + apart
            && self.durable == self.scored
            && self.scored == self.visible
    }

    /// The same for people.
    pub fn lines(&self) -> Vec<String> {
        let list = |counts: &BTreeMap<String, u64>| {
            let parts: Vec<String> =
                counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
            if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
        };
        vec![
            format!("{} people, {} readings saved by their gateways", self.people, self.produced),
            format!(
                "durable {} + repeated {} + quarantined ({}) + nobody's {}; scored {}, visible {}",
                self.durable,
                self.repeated,
                list(&self.quarantined),
                self.unclaimed,
                self.scored,
                self.visible
            ),
            format!("alerts raised: {}", list(&self.alerts)),
            format!(
                "message to decision: p50 {} ms, p99 {} ms",
                self.latency_p50_ms, self.latency_p99_ms
            ),
            if self.holds() { "nothing lost, nothing counted twice" } else { "THE COUNTS DIFFER" }
                .to_owned(),
        ]
    }
}
