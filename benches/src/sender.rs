//! A gateway's MQTT side without its spool: frames that are ready go out as the ledger comes back.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rumqttc::{
    AsyncClient, Event, EventLoop, Incoming, IncomingPacketSizeLimit, MqttOptions, NetworkOptions,
    PublishOptions, PublishProperties, QoS,
};
use tokio::time::timeout;

use crate::household::{Household, stored};

/// So many frames are under way at a time.
const WINDOW_FRAMES: usize = 8;
/// After so long without news the frames that nobody confirmed are sent again.
const STALL: Duration = Duration::from_secs(5);
/// More than may be in flight, so that no publish is refused.
const REQUESTS_MAX: usize = 64;
const INFLIGHT_MAX: u16 = 32;
const PACKET_BYTES_MAX: u32 = 512 * 1024;

/// A home's connection.
pub struct Sender {
    /// Whose.
    pub home: Household,
    client: AsyncClient,
    events: EventLoop,
}

impl Sender {
    /// Connects, and listens for the home's ledger.
    pub async fn connect(home: Household, broker: SocketAddr) -> Result<Self> {
        let mut options =
            MqttOptions::new(home.gateway.as_str(), (broker.ip().to_string(), broker.port()));
        let mut network = NetworkOptions::new();
        network.set_tcp_nodelay(true);
        options
            .set_clean_start(true)
            .set_keep_alive(60)
            .set_receive_maximum(Some(INFLIGHT_MAX))
            .set_max_packet_size(Some(PACKET_BYTES_MAX))
            .set_incoming_packet_size_limit(IncomingPacketSizeLimit::Bytes(PACKET_BYTES_MAX))
            .set_outgoing_inflight_upper_limit(INFLIGHT_MAX)
            .set_network_options(network);
        let (client, mut events) = AsyncClient::builder(options).capacity(REQUESTS_MAX).build();
        client.try_subscribe(home.topic("ledger"), QoS::AtLeastOnce)?;
        loop {
            let event = events.poll().await.context("a home could not connect")?;
            if matches!(event, Event::Incoming(Incoming::SubAck(_))) {
                return Ok(Self { home, client, events });
            }
        }
    }

    /// Sends frames of `per_frame` readings each, until the ledger has them all. Tells `under_way`
    /// which frame goes out next, and at the end how often it had to start over.
    pub async fn send_all(
        mut self,
        frames: &[Vec<u8>],
        per_frame: u64,
        under_way: impl Fn(usize),
    ) -> Result<u64> {
        let (mut held, mut next, mut again) = (0, 0, 0);
        while held < frames.len() {
            while next < frames.len().min(held + WINDOW_FRAMES) {
                under_way(next);
                publish(&self.client, &self.home, frames[next].clone())?;
                next += 1;
            }
            let Ok(event) = timeout(STALL, self.events.poll()).await else {
                again += 1;
                next = held;
                if again > 10 {
                    bail!("{} was told nothing ten times", self.home.gateway);
                }
                continue;
            };
            if let Event::Incoming(Incoming::Publish(message)) = event? {
                let upto = stored(&self.home, &message.payload).context("not a ledger")?;
                held = held.max(usize::try_from(upto / per_frame)?);
            }
        }
        Ok(again)
    }

    /// Keeps the connection in the background; gives what to publish with.
    pub fn keep(self) -> (Household, AsyncClient) {
        let Self { home, client, mut events } = self;
        tokio::spawn(async move { while events.poll().await.is_ok() {} });
        (home, client)
    }
}

/// Hands a frame to the client.
pub fn publish(client: &AsyncClient, home: &Household, frame: Vec<u8>) -> Result<()> {
    let properties = PublishProperties {
        content_type: Some(wire::CONTENT_TYPE_FRAME.to_owned()),
        ..PublishProperties::default()
    };
    let options = PublishOptions::new(QoS::AtLeastOnce).properties(properties);
    client.try_publish(home.topic("readings"), frame, options).context("the client takes no more")
}
