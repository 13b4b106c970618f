//! Tells people and programs outside: the outbox's other end.
//!
//! A notice is in the care store since the transaction of its outcome. Here it is routed to channels, and
//! each channel sends what waits for it, again and again until it is taken. What is sent twice, after a
//! crash between sending and noting it, has the same id.

mod channel;
mod dispatch;
mod email;
mod event;
mod failure;
mod post;
mod sign;
mod webhook;
mod written;

#[cfg(test)]
mod examples;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ingest::board::Board;
use store::care::{Care, CareError};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::warn;

pub use channel::{Audience, Channel, Filter, Way};
pub use email::{Email, MailServer, MailTls};
pub use event::Sender;
pub(crate) use failure::Failure;
pub(crate) use post::{Post, plain_answer};
pub use sign::SigningKey;
pub use webhook::Webhook;
pub(crate) use webhook::{address, is_this_machine};
pub(crate) use written::{Written, client_tls};

/// Whom to tell, and how messages name us.
#[derive(Debug, Clone)]
pub struct NotifyConfig {
    /// What every message has.
    pub sender: Sender,
    /// Whom to tell.
    pub channels: Vec<Channel>,
}

/// Nobody.
impl Default for NotifyConfig {
    fn default() -> Self {
        let sender = Sender { source: "urn:hearthwatch:home".into(), link: None };
        Self { sender, channels: Vec::new() }
    }
}

/// The running dispatch. Dropping it ends it at once; what was being sent is sent again later.
pub struct Dispatch {
    channels: Arc<Vec<Counted>>,
    tasks: JoinSet<()>,
}

/// A channel, and how much it has sent since the start.
struct Counted {
    channel: Channel,
    sent: AtomicU64,
}

/// How one channel stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChannelFigures {
    pub(crate) channel: String,
    pub(crate) way: &'static str,
    pub(crate) waiting: u64,
    pub(crate) failing: u64,
    pub(crate) oldest: Duration,
    pub(crate) failure: Option<String>,
    pub(crate) sent: u64,
}

/// What is being sent when the server stops gets so long.
const END_MAX: Duration = Duration::from_secs(3);

impl Dispatch {
    /// Gives up what waits for channels that are gone, then sends until `stopping` says otherwise.
    pub async fn start(
        config: NotifyConfig,
        care: Care,
        board: &Board,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, CareError> {
        let names: Vec<&str> =
            config.channels.iter().map(|channel| channel.name.as_str()).collect();
        for (channel, waiting) in care.keep_channels(&names).await? {
            warn!(%channel, waiting, "this channel is configured no longer: gave up what waited for it");
        }
        let counted = |channel| Counted { channel, sent: AtomicU64::new(0) };
        let channels = Arc::new(config.channels.into_iter().map(counted).collect::<Vec<_>>());
        let shared = dispatch::Shared {
            care,
            channels: channels.clone(),
            sender: Arc::new(config.sender),
            stopping,
        };
        Ok(Self { channels, tasks: shared.spawn(board.listen()) })
    }

    /// Waits until what is being sent is through, for a moment.
    pub async fn end(mut self) {
        let all = async { while self.tasks.join_next().await.is_some() {} };
        // What isn't through is sent again after the next start.
        let _ = tokio::time::timeout(END_MAX, all).await;
    }

    /// How each channel stands.
    pub(crate) fn figures(&self) -> Figures {
        Figures(self.channels.clone())
    }
}

/// Asks how the channels stand.
#[derive(Clone)]
pub(crate) struct Figures(Arc<Vec<Counted>>);

impl Figures {
    pub(crate) async fn read(&self, care: &Care) -> Result<Vec<ChannelFigures>, CareError> {
        let outbox = care.outbox().await?;
        let now_ms = wall_ms();
        let figures = self.0.iter().map(|Counted { channel, sent }| {
            let of_it = outbox.iter().find(|figures| figures.channel == channel.name);
            let of_it = of_it.cloned().unwrap_or_default();
            let age_ms = of_it.oldest_since.map_or(0, |since| now_ms.saturating_sub(since));
            ChannelFigures {
                channel: channel.name.clone(),
                way: channel.way.name(),
                waiting: of_it.waiting,
                failing: of_it.failing,
                oldest: Duration::from_millis(u64::try_from(age_ms).unwrap_or(0)),
                failure: of_it.failure,
                sent: sent.load(Ordering::Relaxed),
            }
        });
        Ok(figures.collect())
    }
}

/// Deliveries live by the wall's clock: a demo's hour is no hour for a pager.
fn wall_ms() -> i64 {
    // Before 1970 is as wrong as 1970.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
