//! Sends what was numbered, in its order, until it is taken. One notification at a time for each subscription.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rand::{RngCore, SeedableRng};
use store::care::CareError;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::{error, warn};

use super::notification::{Notification, Sort, uuid};
use super::number::{NumberError, Numberer, Subscribed, subscribed};
use super::{ACTIVE, ERROR, OFF, REQUESTED};
use crate::access::wall_ms;
use crate::json::hex;
use crate::notify::{Failure, Post};
use crate::server::Shared;

/// News is only a hint: it is looked this often all the same.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// What comes within this time is numbered together.
const GATHER: Duration = Duration::from_millis(50);
/// How long to wait for a store that doesn't answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// After so many failures in a row others are told that it fails.
const ERROR_AFTER: u32 = 5;
/// It is put to rest when it has failed for so long.
const OFF_AFTER_MS: i64 = 24 * 3_600_000;
const PAUSE_MIN_MS: i64 = 1_000;
const PAUSE_MAX_MS: i64 = 60_000;

/// What came of one notification.
struct Sent {
    id: String,
    version: u32,
    /// Up to which number it told.
    upto: u64,
    failed: Option<Failure>,
}

/// Numbers and sends until the server stops. What is being sent then is sent again after the next start.
pub(crate) async fn run(shared: Shared) {
    let mut stopping = shared.stopping.clone();
    let mut news = shared.pipeline.board().listen();
    let mut numberer = Numberer::new(shared.clone());
    let mut sender = Sender {
        shared: shared.clone(),
        sending: JoinSet::new(),
        busy: BTreeSet::new(),
        heard: BTreeMap::new(),
    };
    loop {
        match step(&shared, &mut numberer, &mut sender).await {
            Ok(true) if *stopping.borrow() => return,
            Ok(true) => {
                while let Some(Ok(sent)) = sender.sending.try_join_next() {
                    sender.note(sent).await;
                }
                continue;
            }
            Ok(false) => {}
            Err(failure) => {
                let cause = std::error::Error::source(&failure).map(ToString::to_string);
                error!(error = %failure, cause, "subscriptions wait, trying again");
                tokio::time::sleep(STORE_PAUSE).await;
            }
        }
        let sent = tokio::select! {
            told = news.recv() => match told {
                Ok(_) | Err(RecvError::Lagged(_)) => None,
                Err(RecvError::Closed) => return,
            },
            Some(sent) = sender.sending.join_next() => sent.ok(),
            () = tokio::time::sleep(LOOK_EVERY) => None,
            () = stopped(&mut stopping) => return,
        };
        match sent {
            Some(sent) => sender.note(sent).await,
            None => tokio::time::sleep(GATHER).await,
        }
    }
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // Nobody tells any more only if the server has gone.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Numbers what is new and begins to send what is due. Says whether there may be more to number.
async fn step(
    shared: &Shared,
    numberer: &mut Numberer,
    sender: &mut Sender,
) -> Result<bool, NumberError> {
    let end = shared.pipeline.care().cursor().await?;
    let mut all = subscribed(shared).await?;
    let (numbered, more) = numberer.number(&all, end).await?;
    if numbered > 0 {
        all = subscribed(shared).await?;
    }
    for one in all {
        sender.send(one).await?;
    }
    Ok(more)
}

struct Sender {
    shared: Shared,
    sending: JoinSet<Sent>,
    /// Who is being told something.
    busy: BTreeSet<String>,
    /// When each endpoint took something last, and when it is tried next: the wall's clock.
    heard: BTreeMap<String, (i64, i64)>,
}

impl Sender {
    /// Sends a subscription what it is due, if there is something.
    async fn send(&mut self, one: Subscribed) -> Result<(), CareError> {
        let Subscribed { row, document, wanted } = one;
        let (Some(wanted), Some(tls)) = (wanted, self.shared.exchange.tls.clone()) else {
            return Ok(());
        };
        let now = wall_ms();
        let (heard_at, next_at) = self.heard.get(&row.id).copied().unwrap_or((now, now));
        let is_waiting = next_at > now && next_at - now <= PAUSE_MAX_MS;
        let is_over = row.status == OFF || wanted.is_over(self.shared.clock.now_ms());
        if is_over || is_waiting || self.busy.contains(&row.id) {
            return Ok(());
        }
        let is_beating =
            wanted.heartbeat_s.is_some_and(|every| now - heard_at >= i64::from(every) * 1000);
        let sort = match row.status.as_str() {
            ACTIVE if row.numbered > row.sent => Sort::Event,
            ACTIVE if is_beating => Sort::Heartbeat,
            ACTIVE => {
                self.heard.entry(row.id.clone()).or_insert((now, now));
                return Ok(());
            }
            _ => Sort::Handshake,
        };
        if !self.may_know(&document.by).await {
            let why = "whoever asked for it has no account any more";
            return self
                .shared
                .pipeline
                .care()
                .subscription_failed(&row.id, row.version, OFF, why, now)
                .await;
        }
        let care = self.shared.pipeline.care();
        let events = match sort {
            Sort::Event => {
                care.events_numbered(&row.id, row.sent, row.numbered, wanted.events_max).await?
            }
            _ => Vec::new(),
        };
        let status = if row.status == ACTIVE { ACTIVE } else { REQUESTED };
        let base = self.shared.base.to_string();
        let notification = Notification {
            sort,
            base: &base,
            row: &row,
            status,
            topic: wanted.topic,
            content: wanted.content,
            events: &events,
        };
        let mut bytes = [0; 16];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut bytes);
        let body = notification.text(&uuid(&hex(&bytes)), self.shared.clock.now_ms());
        let upto = events.last().map_or(row.sent, |event| event.number);
        self.busy.insert(row.id.clone());
        self.sending.spawn(async move {
            let post = Post {
                url: &wanted.url,
                timeout: Duration::from_secs(wanted.timeout_s.into()),
                tls: &tls,
                headers: wanted
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.clone()))
                    .collect(),
                media: "application/fhir+json",
                may_lead_to: &|address| wanted.endpoint.leads_to(address),
            };
            let failed = post.send(body.into_bytes()).await.err();
            Sent { id: row.id, version: row.version, upto, failed }
        });
        Ok(())
    }

    /// Whether whoever asked for it is still somebody here.
    async fn may_know(&self, by: &str) -> bool {
        let name = by.rsplit_once(" (").map_or(by, |(name, _)| name);
        let account = self.shared.access.account(name).await;
        account.is_ok_and(|account| account.locked_at.is_none() && account.roles.are_for_programs())
    }

    /// Keeps what came of it, however long the store is away: else it would be sent again.
    async fn note(&mut self, sent: Sent) {
        self.busy.remove(&sent.id);
        while let Err(error) = self.keep(&sent).await {
            error!(%error, "could not note what was sent, trying again");
            tokio::time::sleep(STORE_PAUSE).await;
            if *self.shared.stopping.borrow() {
                return;
            }
        }
    }

    async fn keep(&mut self, sent: &Sent) -> Result<(), CareError> {
        let (care, now) = (self.shared.pipeline.care(), wall_ms());
        let Some(failed) = &sent.failed else {
            self.heard.insert(sent.id.clone(), (now, now));
            return care.subscription_taken(&sent.id, sent.version, ACTIVE, sent.upto).await;
        };
        let rows = care.subscriptions().await?;
        let Some(row) = rows.iter().find(|row| row.id == sent.id && row.version == sent.version)
        else {
            return Ok(());
        };
        let (status, pause) = after_failure(&row.status, row.failures, row.failing_since, now);
        if status != row.status {
            warn!(subscription = %sent.id, why = %failed, status, "an endpoint takes no notifications");
        }
        let heard_at = self.heard.get(&sent.id).map_or(now, |(heard_at, _)| *heard_at);
        self.heard.insert(sent.id.clone(), (heard_at, now + pause));
        care.subscription_failed(&sent.id, sent.version, status, &failed.to_string(), now).await
    }
}

/// How a subscription stands after one more failure, and how long it isn't tried then, ms.
fn after_failure(status: &str, failures: u32, since: Option<i64>, now: i64) -> (&str, i64) {
    let pause = PAUSE_MIN_MS.saturating_mul(1 << failures.min(16)).min(PAUSE_MAX_MS);
    let status = if since.is_some_and(|since| now - since >= OFF_AFTER_MS) {
        OFF
    } else if failures + 1 >= ERROR_AFTER {
        ERROR
    } else {
        status
    };
    (status, pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_again_and_again_is_in_error_and_then_off() {
        let check = |failures, since, expected| {
            assert_eq!(
                after_failure(ACTIVE, failures, since, OFF_AFTER_MS + 5),
                expected,
                "{failures}"
            );
        };
        check(0, None, (ACTIVE, 1_000));
        check(3, Some(10), (ACTIVE, 8_000));
        check(4, Some(10), (ERROR, 16_000));
        check(90, Some(6), (ERROR, 60_000));
        check(90, Some(5), (OFF, 60_000));
    }
}
