//! The MQTT side: takes messages from a broker, and gives back acknowledgements and ledgers.
//!
//! One fresh client and event loop per connection, so that a late acknowledgement can never reach a
//! newer message. Nothing is decided here, and nothing is done in the poll loop but handing over.

use std::time::Duration;

use crossbeam::channel::{Sender, TrySendError};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v5::{Packet, Publish, SubscribeReasonCode};
use rumqttc::{
    AckMode, AsyncClient, Event, EventLoop, IncomingPacketSizeLimit, MqttOptions, PublishOptions,
};
use tokio::sync::watch;
use tracing::{error, info, warn};
use vitals::GatewayId;
use wire::MAX_FRAME_BYTES;

use crate::admit::Message;
use crate::journey::{Journey, Tracer};
use crate::telemetry::{Queue, Telemetry};
use crate::writer::Work;

/// Where to take messages from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeConfig {
    /// The broker's host.
    pub host: String,
    /// The broker's port.
    pub port: u16,
    /// Whose gateways to serve.
    pub tenant: String,
    /// The shards that this node owns; each has one owner.
    pub shards: Vec<u32>,
    /// Our client id at the broker.
    pub client_id: String,
}

/// So many messages may be unacknowledged: the broker holds back the rest.
const RECEIVE_MAXIMUM: u16 = 256;
/// Headers and topic on top of the largest frame.
const PACKET_BYTES_MAX: u32 = MAX_FRAME_BYTES as u32 + 4096;
const RETRY_DELAY_MIN: Duration = Duration::from_millis(100);
const RETRY_DELAY_MAX: Duration = Duration::from_secs(5);
/// How long to wait before offering a message again to a full queue.
const QUEUE_FULL_DELAY: Duration = Duration::from_millis(2);

/// What is owed to the broker for one message, and to the gateway that sent it.
#[derive(Debug)]
pub struct Ticket {
    client: AsyncClient,
    publish: Publish,
    /// If it is traced.
    journey: Option<Box<Journey>>,
}

impl Ticket {
    /// Acknowledges the message to the broker, which may forget it. After its connection has ended
    /// this does nothing: the broker delivers again.
    pub fn acknowledge(&self) {
        // A full queue or a closed connection both end in the broker's redelivery, which is harmless.
        let _ = self.client.try_ack(&self.publish);
    }

    /// The message's journey, if it is traced.
    pub(crate) fn take_journey(&mut self) -> Option<Box<Journey>> {
        self.journey.take()
    }

    /// Tells the gateway how far its readings are held; false if there was no room for it.
    pub fn publish_ledger(&self, ledger: Vec<u8>) -> bool {
        let Some(topic) = ledger_topic(&self.publish.topic) else {
            return false;
        };
        // A ledger that is lost is told again when the gateway asks by sending again.
        self.client.try_publish(topic, ledger, PublishOptions::at_most_once()).is_ok()
    }
}

/// Serves until `stop` says so, connecting again and again.
pub async fn run(
    config: IntakeConfig,
    work: Sender<Work>,
    telemetry: Telemetry,
    mut stop: watch::Receiver<bool>,
) {
    let mut delay = RETRY_DELAY_MIN;
    while !*stop.borrow() {
        let (client, events) = connect(&config);
        let served = tokio::select! {
            served = serve(&config, client, events, &work, &telemetry) => served,
            _ = stop.changed() => return,
        };
        delay = if served { RETRY_DELAY_MIN } else { (delay * 2).min(RETRY_DELAY_MAX) };
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            _ = stop.changed() => return,
        }
    }
}

fn connect(config: &IntakeConfig) -> (AsyncClient, EventLoop) {
    let mut options =
        MqttOptions::new(config.client_id.clone(), (config.host.clone(), config.port));
    let mut network = rumqttc::NetworkOptions::new();
    network.set_tcp_nodelay(true);
    options
        .set_clean_start(true)
        .set_keep_alive(15)
        .set_ack_mode(AckMode::Manual)
        .set_receive_maximum(Some(RECEIVE_MAXIMUM))
        .set_max_packet_size(Some(PACKET_BYTES_MAX))
        .set_incoming_packet_size_limit(IncomingPacketSizeLimit::Bytes(PACKET_BYTES_MAX))
        .set_outgoing_inflight_upper_limit(16)
        .set_network_options(network);
    // Room for an acknowledgement and a ledger for everything that may be open.
    AsyncClient::builder(options).capacity(4 * usize::from(RECEIVE_MAXIMUM)).build()
}

/// Serves one connection to its end. Tells whether it ever stood.
async fn serve(
    config: &IntakeConfig,
    client: AsyncClient,
    mut events: EventLoop,
    work: &Sender<Work>,
    telemetry: &Telemetry,
) -> bool {
    let mut stood = false;
    // What the broker hasn't confirmed yet: until then nobody hears what is sent.
    let mut unconfirmed = 0;
    loop {
        match events.poll().await {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                stood = true;
                unconfirmed = 2 * config.shards.len();
                for shard in &config.shards {
                    for (what, qos) in [("readings", QoS::AtLeastOnce), ("status", QoS::AtMostOnce)]
                    {
                        let filter = format!("rpm/v1/{}/{shard}/+/{what}", config.tenant);
                        if let Err(error) = client.try_subscribe(filter, qos) {
                            warn!(%error, "could not subscribe");
                            return stood;
                        }
                    }
                }
            }
            Ok(Event::Incoming(Packet::Publish(publish))) => {
                if !hand_over(&client, publish, work, telemetry).await {
                    return stood;
                }
            }
            Ok(Event::Incoming(Packet::SubAck(answer))) => {
                let refused = answer
                    .return_codes
                    .iter()
                    .find(|code| !matches!(code, SubscribeReasonCode::Success(_)));
                if let Some(code) = refused {
                    error!(
                        ?code,
                        "the broker does not let us read the gateways' topics: check its access list"
                    );
                    return false;
                }
                unconfirmed = unconfirmed.saturating_sub(1);
                if unconfirmed == 0 {
                    telemetry.broker_connected(true);
                    info!(host = %config.host, port = config.port, "connected to the broker");
                }
            }
            Ok(Event::Incoming(Packet::Disconnect(goodbye))) => {
                warn!(reason = ?goodbye.reason_code, "the broker ended the connection");
            }
            Ok(_) => {}
            Err(error) => {
                telemetry.broker_connected(false);
                warn!(%error, host = %config.host, port = config.port, "not connected to the broker");
                return stood;
            }
        }
    }
}

/// Hands a message to the writer. False if the writer is gone.
async fn hand_over(
    client: &AsyncClient,
    publish: Publish,
    work: &Sender<Work>,
    telemetry: &Telemetry,
) -> bool {
    let (gateway, what) = parse_topic(&publish.topic);
    if what == Some("status") {
        let Some(gateway) = gateway else {
            return true;
        };
        let Some(incarnation) = telemetry.gateway_status(&gateway, &publish.payload) else {
            return true;
        };
        // A gateway that comes, or that we find there, has to learn how far we hold its readings.
        let ticket = Ticket { client: client.clone(), publish, journey: None };
        return offer(work, Work::Hello(gateway, incarnation, ticket), telemetry).await;
    }
    let content_type =
        publish.properties.as_ref().and_then(|properties| properties.content_type.clone());
    let is_traced = telemetry.tracer().is_some_and(Tracer::takes);
    let journey = is_traced.then(|| Box::new(Journey::begin(gateway.clone(), trace_of(&publish))));
    let message = Message { gateway, content_type, payload: publish.payload.to_vec() };
    let ticket = Ticket { client: client.clone(), publish, journey };
    offer(work, Work::Message(message, ticket), telemetry).await
}

/// What a message says itself of the trace that it is part of.
fn trace_of(publish: &Publish) -> Option<String> {
    let named = &publish.properties.as_ref()?.user_properties;
    named.iter().find(|(name, _)| name == "traceparent").map(|(_, value)| value.clone())
}

/// Queues a piece of work. False if the writer is gone.
async fn offer(work: &Sender<Work>, mut waiting: Work, telemetry: &Telemetry) -> bool {
    loop {
        match work.try_send(waiting) {
            Ok(()) => return true,
            Err(TrySendError::Disconnected(_)) => return false,
            // The receive maximum is below the queue's length: only a broker that breaks it gets here.
            Err(TrySendError::Full(returned)) => {
                telemetry.queue_was_full(Queue::Work);
                telemetry.queued(Queue::Work, work.len());
                waiting = returned;
            }
        }
        tokio::time::sleep(QUEUE_FULL_DELAY).await;
    }
}

/// The gateway and the last part of `rpm/v1/{tenant}/{shard}/{gateway}/{what}`.
fn parse_topic(topic: &[u8]) -> (Option<GatewayId>, Option<&str>) {
    let Ok(topic) = std::str::from_utf8(topic) else {
        return (None, None);
    };
    let mut parts = topic.split('/').skip(4);
    (parts.next().and_then(|gateway| gateway.parse().ok()), parts.next())
}

/// The topic of the ledger of the gateway that used this topic.
fn ledger_topic(topic: &[u8]) -> Option<String> {
    let (gateway, _) = std::str::from_utf8(topic).ok()?.rsplit_once('/')?;
    Some(format!("{gateway}/ledger"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_names_its_gateway_and_its_ledger() {
        let (gateway, what) = parse_topic(b"rpm/v1/demo/0/gw-1/readings");
        assert_eq!(gateway.unwrap().as_str(), "gw-1");
        assert_eq!(what, Some("readings"));
        assert_eq!(
            ledger_topic(b"rpm/v1/demo/0/gw-1/readings").unwrap(),
            "rpm/v1/demo/0/gw-1/ledger"
        );
        assert_eq!(parse_topic(b"\xff\xff"), (None, None));
        assert_eq!(parse_topic(b"rpm/v1").0, None);
    }
}
