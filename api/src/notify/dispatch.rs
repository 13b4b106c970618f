//! The tasks that route notices and send them: one that routes, and one for each channel, so that a dead
//! one holds up no other.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ingest::board::Changed;
use risk_engine::outcome::Decision;
use risk_engine::rules::RuleSet;
use store::care::outbox::{Attempt, Delivery, Notice, PAUSE_MAX_MS};
use store::care::{Care, CareError};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tracing::{error, info, warn};

use super::event::Sender;
use super::failure::Failure;
use super::{Counted, wall_ms};
use crate::language::Words;
use crate::wording::Wording;

/// What the tasks share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) care: Care,
    pub(super) channels: Arc<Vec<Counted>>,
    pub(super) sender: Arc<Sender>,
    pub(super) stopping: watch::Receiver<bool>,
}

/// So many notices are routed in one transaction.
const ROUTED_MAX: u32 = 256;
/// So many alerts are told at once on one channel.
const SENT_MAX: u32 = 8;
/// News is only a hint: the outbox is looked at this often all the same.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Notices that come within this time are routed together.
const GATHER: Duration = Duration::from_millis(20);
/// The first pause after a failure; each further one is twice as long, up to [`PAUSE_MAX_MS`].
const PAUSE_MIN_MS: i64 = 1_000;
/// How long to wait for a store that doesn't answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);

impl Shared {
    /// Starts all tasks.
    pub(super) fn spawn(self, news: Receiver<Arc<Changed>>) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        let wakes: Vec<Arc<Notify>> = self.channels.iter().map(|_| Arc::default()).collect();
        for (place, wake) in wakes.iter().enumerate() {
            tasks.spawn(self.clone().run_channel(place, wake.clone()));
        }
        tasks.spawn(self.run_router(news, wakes));
        tasks
    }

    async fn run_router(self, mut news: Receiver<Arc<Changed>>, wakes: Vec<Arc<Notify>>) {
        let mut stopping = self.stopping.clone();
        loop {
            match self.route().await {
                Ok(routed) => {
                    if routed > 0 {
                        wakes.iter().for_each(|wake| wake.notify_one());
                    }
                    if routed == ROUTED_MAX as usize {
                        continue;
                    }
                }
                Err(error) => failed(&error, "routing notices").await,
            }
            tokio::select! {
                () = until_news(&mut news) => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    /// Puts what is new before its channels. Says how many notices that were.
    async fn route(&self) -> Result<usize, CareError> {
        let notices = self.care.unrouted(ROUTED_MAX).await?;
        let chosen: Vec<(Notice, Vec<&str>)> = notices
            .into_iter()
            .map(|notice| {
                let wanting = self.channels.iter().filter(|of| of.channel.filter.wants(&notice));
                let names = wanting.map(|of| of.channel.name.as_str()).collect();
                (notice, names)
            })
            .collect();
        if !chosen.is_empty() {
            self.care.route(&chosen, wall_ms()).await?;
        }
        Ok(chosen.len())
    }

    async fn run_channel(self, place: usize, wake: Arc<Notify>) {
        let mut stopping = self.stopping.clone();
        let mut healthy = true;
        while !*stopping.borrow() {
            let pause = match self.send_due(place, &mut healthy).await {
                Ok(pause) => pause,
                Err(error) => {
                    failed(&error, "sending notices").await;
                    Duration::ZERO
                }
            };
            tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
                _ = stopping.wait_for(|stopping| *stopping) => {}
            }
        }
    }

    /// Sends what a channel has to send now, and says how long there is nothing to do.
    async fn send_due(&self, place: usize, healthy: &mut bool) -> Result<Duration, CareError> {
        let name = &self.channels[place].channel.name;
        let due = self.care.due(name, wall_ms(), SENT_MAX).await?;
        if due.is_empty() {
            let next = self.care.next_due(name).await?;
            let wait_ms = next.map_or(i64::MAX, |next| next.saturating_sub(wall_ms()));
            return Ok(Duration::from_millis(wait_ms.max(10).unsigned_abs()).min(LOOK_EVERY));
        }
        let mut sending = JoinSet::new();
        for delivery in due {
            sending.spawn(self.clone().attempt(place, delivery));
        }
        let attempts = sending.join_all().await;
        let taken = attempts.iter().filter(|attempt| attempt.failure.is_none()).count();
        // Noted however long the store is away: else it would all be sent again.
        while let Err(error) = self.care.tried(name, &attempts, wall_ms()).await {
            failed(&error, "noting what was sent").await;
            if *self.stopping.borrow() {
                return Ok(Duration::ZERO);
            }
        }
        self.channels[place].sent.fetch_add(taken as u64, Ordering::Relaxed);
        self.tell_health(place, taken, &attempts, healthy).await?;
        Ok(Duration::ZERO)
    }

    /// Says once that a channel fails, and once that it works again; then nothing waits out its pause.
    async fn tell_health(
        &self,
        place: usize,
        taken: usize,
        attempts: &[Attempt],
        healthy: &mut bool,
    ) -> Result<(), CareError> {
        let channel = &self.channels[place].channel.name;
        let failure = attempts.iter().find_map(|attempt| attempt.failure.as_ref());
        if taken > 0 && !*healthy {
            info!(%channel, "this channel takes notices again");
            *healthy = true;
            self.care.hurry(channel, wall_ms()).await?;
        } else if let Some((why, _)) = failure.filter(|_| taken == 0 && *healthy) {
            warn!(%channel, %why, "this channel takes no notices, trying again and again");
            *healthy = false;
        }
        Ok(())
    }

    async fn attempt(self, place: usize, delivery: Delivery) -> Attempt {
        let Delivery { notice, attempts } = delivery;
        let sent = self.send(place, &notice).await;
        let failure = sent.err().map(|why| {
            let next_at = wall_ms().saturating_add(pause_ms(attempts));
            (why.to_string(), next_at)
        });
        Attempt { notice: notice.id, failure }
    }

    async fn send(&self, place: usize, notice: &Notice) -> Result<(), Failure> {
        let channel = &self.channels[place].channel;
        // What a synthetic patient shows is no alert, and has no reasons.
        let reasons = match channel.include_reason && !notice.patient.is_synthetic() {
            true => Some(self.reasons(notice, &channel.way.words()).await?),
            false => None,
        };
        channel.way.send(notice, &self.sender, reasons.as_deref(), wall_ms()).await
    }

    /// Why the alert was there, as it stood then.
    async fn reasons(&self, notice: &Notice, words: &Words) -> Result<Vec<String>, Failure> {
        let event = self.care.event_of(notice).await.map_err(|_| Failure::Store)?;
        match event.map(|event| event.outcome.decision) {
            Some(Decision::Alert { alert, .. }) => {
                Ok(Wording { words, rules: &RuleSet::built_in() }.reasons(&alert.reasons))
            }
            _ => Err(Failure::Store),
        }
    }
}

/// Completes when an alert has changed, a moment later.
async fn until_news(news: &mut Receiver<Arc<Changed>>) {
    loop {
        let told = match news.recv().await {
            Ok(changed) => {
                let mut outcomes = changed.outcomes.iter();
                outcomes.any(|outcome| matches!(outcome.decision, Decision::Alert { .. }))
            }
            Err(RecvError::Lagged(_)) => true,
            // The server is stopping, which is told elsewhere.
            Err(RecvError::Closed) => std::future::pending().await,
        };
        if told {
            tokio::time::sleep(GATHER).await;
            return;
        }
    }
}

/// How long to wait after so many attempts before this one.
fn pause_ms(attempts: u32) -> i64 {
    PAUSE_MIN_MS.saturating_mul(1 << attempts.min(16)).min(PAUSE_MAX_MS)
}

async fn failed(error: &CareError, doing: &'static str) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    error!(%error, cause, doing, "the care store does not answer, trying again");
    tokio::time::sleep(STORE_PAUSE).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_growing() {
        let pauses: Vec<i64> = [0, 1, 2, 3, 5, 6, 99, u32::MAX].map(pause_ms).into();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 32_000, 60_000, 60_000, 60_000]);
    }
}
