//! The connection to the broker: MQTT 5, one fresh client for each connection.
//!
//! Nothing here retries a publish or remembers one: `agent.rs` does, from the spool. What the client
//! queues is gone with its connection, on purpose (RELIABILITY section 0, findings 4 to 7).

use std::time::Duration;

use rumqttc::{
    AsyncClient, ConnectReturnCode, ConnectionError, Event, EventLoop, Incoming, PubAckReason,
    PublishNoticeError, PublishOptions, PublishProperties, PublishResult, QoS, SubscribeFilter,
    SubscribeReasonCode,
};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};
use tracing::{debug, info, warn};

pub use self::options::{Credentials, Tls, UplinkOptions};

pub(crate) mod handshake;
mod options;
pub mod words;

/// What the connection has to tell.
#[derive(Debug)]
pub enum News {
    /// A connection is up, and hears ledgers.
    Up(Link),
    /// It is gone.
    Down {
        /// Which connection.
        generation: u64,
    },
    /// The broker answered a publish, or never will.
    Acked {
        /// On which connection.
        generation: u64,
    },
    /// Bytes that claim to be a ledger.
    Ledger(Vec<u8>),
}

/// What the connection is for, just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whether there should be one.
    pub connected: bool,
    /// What `/status` says while there is one.
    pub online: String,
    /// What `/status` says when there is none; the connection's will, so a change makes a new one.
    pub offline: String,
}

/// A connection that is up.
#[derive(Debug, Clone)]
pub struct Link {
    /// Counts connections.
    pub generation: u64,
    client: AsyncClient,
    topic: String,
    news: mpsc::Sender<News>,
}

impl Link {
    /// Hands a frame to the client, without waiting; the answer comes as [`News::Acked`]. False if
    /// the client takes no more, and then there is no answer.
    pub fn publish(&self, frame: Vec<u8>) -> bool {
        let properties = PublishProperties {
            content_type: Some(wire::CONTENT_TYPE_FRAME.to_owned()),
            ..PublishProperties::default()
        };
        let options = PublishOptions::new(QoS::AtLeastOnce).properties(properties);
        let Ok(notice) = self.client.try_publish_tracked(self.topic.as_str(), frame, options)
        else {
            return false;
        };
        let (generation, news) = (self.generation, self.news.clone());
        tokio::spawn(async move {
            if let Some(reason) = refusal(&notice.wait_async().await) {
                debug!(generation, %reason, "the broker did not take a frame");
            }
            // A gateway that has stopped doesn't need to know.
            let _ = news.send(News::Acked { generation }).await;
        });
        true
    }
}

/// Why a publish that was answered reached nobody. Success codes include "no subscribers".
fn refusal(result: &Result<PublishResult, PublishNoticeError>) -> Option<String> {
    match result {
        Ok(PublishResult::Qos1(ack)) if ack.reason == PubAckReason::Success => None,
        Ok(PublishResult::Qos1(ack)) => Some(format!("{:?}", ack.reason)),
        Ok(other) => Some(format!("{other:?}")),
        Err(error) => Some(error.to_string()),
    }
}

/// A command as it came, and the way back for its answer.
#[derive(Debug)]
pub struct Ordered {
    /// Bytes that claim to be a command.
    pub bytes: Vec<u8>,
    client: AsyncClient,
    topic: String,
}

impl Ordered {
    /// Answers, if the connection is still there: if not, the server asks again.
    pub fn answer(self, bytes: Vec<u8>) {
        let properties = PublishProperties {
            content_type: Some(wire::CONTENT_TYPE_FRAME.to_owned()),
            ..PublishProperties::default()
        };
        let options = PublishOptions::new(QoS::AtLeastOnce).properties(properties);
        // A full queue is as good as a lost answer.
        let _ = self.client.try_publish(self.topic, bytes, options);
    }
}

/// Where what comes in goes to.
#[derive(Debug, Clone)]
pub struct Outlets {
    /// What the connection has to tell.
    pub news: mpsc::Sender<News>,
    /// Commands.
    pub orders: mpsc::Sender<Ordered>,
}

/// Keeps a connection whenever one is wanted, until `wanted` is dropped.
pub async fn run(options: UplinkOptions, mut wanted: watch::Receiver<Wanted>, outlets: Outlets) {
    let mut delay = RECONNECT_DELAY_MIN;
    let mut outage = None;
    for generation in 1.. {
        if wanted.wait_for(|wanted| wanted.connected).await.is_err() {
            return;
        }
        let started = Instant::now();
        let mut connection = Connection::open(&options, &mut wanted, &outlets, generation);
        if let Some(error) = connection.serve(&mut wanted).await {
            let (gateway, error) = (&options.gateway, words::explained(&error));
            // Once for each cause in an outage, however often it is tried.
            if outage.as_ref() == Some(&error) && !connection.was_up {
                debug!(%gateway, generation, %error, "still no connection to the broker");
            } else {
                warn!(%gateway, generation, %error, "no connection to the broker");
            }
            outage = Some(error);
        }
        if connection.was_up {
            info!(gateway = %options.gateway, generation, "connection ended");
            if outlets.news.send(News::Down { generation }).await.is_err() {
                return;
            }
        }
        if wanted.has_changed().is_err() {
            return;
        }
        if connection.was_up && started.elapsed() > STEADY {
            delay = RECONNECT_DELAY_MIN;
        }
        if !connection.replaced {
            tokio::select! {
                () = sleep(jittered(delay)) => {}
                _ = wanted.changed() => {}
            }
            delay = (delay * 2).min(RECONNECT_DELAY_MAX);
        }
    }
}

struct Connection<'a> {
    options: &'a UplinkOptions,
    outlets: &'a Outlets,
    generation: u64,
    client: AsyncClient,
    events: EventLoop,
    status: Wanted,
    was_up: bool,
    /// It ended because another is wanted, not because it failed.
    replaced: bool,
}

impl<'a> Connection<'a> {
    fn open(
        options: &'a UplinkOptions,
        wanted: &mut watch::Receiver<Wanted>,
        outlets: &'a Outlets,
        generation: u64,
    ) -> Self {
        let status = wanted.borrow_and_update().clone();
        let mqtt = options.mqtt(&status.offline);
        let (client, events) = AsyncClient::builder(mqtt).capacity(REQUESTS).build();
        let (was_up, replaced) = (false, false);
        Self { options, outlets, generation, client, events, status, was_up, replaced }
    }

    /// Polls until the connection fails, or another or none is wanted. Gives the failure.
    async fn serve(&mut self, wanted: &mut watch::Receiver<Wanted>) -> Option<ConnectionError> {
        loop {
            let event = match self.next(wanted).await {
                Some(event) => event,
                None => {
                    self.replaced = true;
                    if wanted.has_changed().is_err() {
                        self.close().await;
                    }
                    return None;
                }
            };
            match event {
                Ok(Event::Incoming(packet)) => {
                    if !self.heard(packet).await {
                        return None;
                    }
                }
                Ok(_) => {}
                Err(error) => return Some(error),
            }
        }
    }

    /// The next event; `None` when another connection is wanted, or none. Says meanwhile what changed.
    async fn next(
        &mut self,
        wanted: &mut watch::Receiver<Wanted>,
    ) -> Option<Result<Event, ConnectionError>> {
        let Self { options, client, events, status, .. } = self;
        // A poll that is cancelled is the last one: the client is dropped with it.
        let poll = events.poll();
        tokio::pin!(poll);
        loop {
            tokio::select! {
                event = &mut poll => return Some(event),
                changed = wanted.changed() => {
                    let now = changed.ok().map(|()| wanted.borrow_and_update().clone())?;
                    if (now.connected, &now.offline) != (status.connected, &status.offline) {
                        return None;
                    }
                    if now.online != status.online {
                        *status = now;
                        say(client, options, status.online.clone());
                    }
                }
            }
        }
    }

    /// Takes one packet; false ends the connection.
    async fn heard(&mut self, packet: Incoming) -> bool {
        let (gateway, generation) = (&self.options.gateway, self.generation);
        match packet {
            Incoming::ConnAck(ack) if ack.code == ConnectReturnCode::Success => {
                // Before it says that it is there: what waits for it comes then.
                let hears = ["ledger", "cmd"]
                    .map(|last| SubscribeFilter::new(self.options.topic(last), QoS::AtLeastOnce));
                self.client.try_subscribe_many(hears).is_ok()
                    && say(&self.client, self.options, self.status.online.clone())
            }
            Incoming::SubAck(ack) => {
                let mut granted =
                    ack.return_codes.iter().map(|it| matches!(it, SubscribeReasonCode::Success(_)));
                let (ledger, commands) = (granted.next(), granted.next());
                if commands != Some(true) {
                    // All else goes on without them.
                    warn!(%gateway, generation, "the broker doesn't let this gateway hear commands");
                }
                if ledger != Some(true) {
                    warn!(%gateway, generation, "the broker doesn't let this gateway hear its ledger");
                    return false;
                }
                info!(%gateway, generation, "connected");
                self.was_up = true;
                let link = Link {
                    generation,
                    client: self.client.clone(),
                    topic: self.options.topic("readings"),
                    news: self.outlets.news.clone(),
                };
                self.outlets.news.send(News::Up(link)).await.is_ok()
            }
            Incoming::Publish(publish) if publish.topic.ends_with(b"/cmd") => {
                let (client, topic) = (self.client.clone(), self.options.topic("cmd/ack"));
                let ordered = Ordered { bytes: publish.payload.to_vec(), client, topic };
                // One that nobody takes now comes again.
                let _ = self.outlets.orders.try_send(ordered);
                true
            }
            Incoming::Publish(publish) => {
                // A full queue means that the disk is slow: the server says it again.
                let _ = self.outlets.news.try_send(News::Ledger(publish.payload.to_vec()));
                true
            }
            Incoming::Disconnect(disconnect) => {
                warn!(%gateway, generation, reason = ?disconnect.reason_code, "the broker ended it");
                false
            }
            _ => true,
        }
    }

    /// Says goodbye, for a while.
    async fn close(&mut self) {
        let goodbye = self.status.offline.clone();
        if !self.was_up || !say(&self.client, self.options, goodbye) {
            return;
        }
        let _ = self.client.try_disconnect_with_timeout(GOODBYE / 2);
        let _ = timeout(GOODBYE, async { while self.events.poll().await.is_ok() {} }).await;
    }
}

/// Publishes the retained status.
fn say(client: &AsyncClient, options: &UplinkOptions, status: String) -> bool {
    let properties = PublishProperties {
        content_type: Some(wire::CONTENT_TYPE_JSON.to_owned()),
        ..PublishProperties::default()
    };
    let publish = PublishOptions::new(QoS::AtLeastOnce).retained().properties(properties);
    client.try_publish(options.topic("status"), status, publish).is_ok()
}

/// Half to all of it, so that a street of gateways doesn't come back in one moment.
pub(crate) fn jittered(delay: Duration) -> Duration {
    let [random] = crate::random::bytes();
    delay / 2 + delay * u32::from(random) / 512
}

const RECONNECT_DELAY_MIN: Duration = Duration::from_millis(250);
const RECONNECT_DELAY_MAX: Duration = Duration::from_secs(8);
/// A connection that lasted this long was no failure.
const STEADY: Duration = Duration::from_secs(10);
const GOODBYE: Duration = Duration::from_secs(2);
/// More than the agent's window, a subscription and a status.
const REQUESTS: usize = 64;
