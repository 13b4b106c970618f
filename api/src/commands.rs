//! Sends commands to gateways until they answer or nobody wants them any more, and journals answers.
//!
//! What is asked and answered is in the journal; this only carries it. The broker may forget all of it:
//! a command goes out when it is asked, when its gateway comes online, and every half minute.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ingest::entry::{Entry, GatewayChange, GatewayFact};
use ingest::fleet::{Commanded, Fleet};
use ingest::intake::IntakeConfig;
use ingest::pipeline::Pipeline;
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v5::{Packet, Publish};
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, IncomingPacketSizeLimit, MqttOptions,
    NetworkOptions, PublishOptions, PublishProperties,
};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tracing::{debug, warn};
use vitals::GatewayId;
use wire::{Command, CommandAnswer, GatewayKey};

use crate::authority::unix_ms;

/// Carries commands until it is dropped.
pub(crate) struct Commander {
    task: JoinHandle<()>,
}

impl Drop for Commander {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Commander {
    /// Starts to carry commands, over the broker that readings come from.
    pub(crate) fn start(
        broker: IntakeConfig,
        master_key: [u8; 32],
        pipeline: Arc<Pipeline>,
    ) -> Self {
        let fleet = pipeline.fleet();
        let carrier = Carrier { broker, master_key, pipeline, fleet, sent: BTreeSet::new() };
        Self { task: tokio::spawn(carrier.run()) }
    }
}

struct Carrier {
    broker: IntakeConfig,
    master_key: [u8; 32],
    pipeline: Arc<Pipeline>,
    fleet: watch::Receiver<Arc<Fleet>>,
    /// What went out since the last round.
    sent: BTreeSet<(GatewayId, u64)>,
}

impl Carrier {
    async fn run(mut self) {
        loop {
            let (client, events) = self.connect();
            if let Err(error) = self.serve(&client, events).await {
                debug!(%error, "commands aren't carried: no connection to the broker");
            }
            sleep(RETRY_DELAY).await;
        }
    }

    fn connect(&self) -> (AsyncClient, EventLoop) {
        let IntakeConfig { host, port, client_id, .. } = &self.broker;
        let address = (host.clone(), *port);
        let mut options = MqttOptions::new(format!("{client_id}-commands"), address);
        let mut network = NetworkOptions::new();
        network.set_tcp_nodelay(true);
        options
            .set_clean_start(true)
            .set_keep_alive(15)
            .set_max_packet_size(Some(PACKET_BYTES_MAX))
            .set_incoming_packet_size_limit(IncomingPacketSizeLimit::Bytes(PACKET_BYTES_MAX))
            .set_outgoing_inflight_upper_limit(64)
            .set_network_options(network);
        AsyncClient::builder(options).capacity(REQUESTS).build()
    }

    /// Serves one connection to its end.
    async fn serve(
        &mut self,
        client: &AsyncClient,
        mut events: EventLoop,
    ) -> Result<(), ConnectionError> {
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut fleet = self.fleet.clone();
        let mut is_up = false;
        loop {
            tokio::select! {
                event = events.poll() => match event? {
                    Event::Incoming(Packet::ConnAck(_)) => {
                        is_up = self.subscribe(client);
                        self.sent.clear();
                    }
                    Event::Incoming(Packet::Publish(publish)) => self.hear(client, &publish).await,
                    _ => {}
                },
                _ = rounds.tick() => {
                    self.sent.clear();
                    if is_up { self.send(client, None) }
                }
                changed = fleet.changed() => {
                    // Nothing changes any more when the server stops, which ends this, too.
                    if changed.is_err() { std::future::pending::<()>().await }
                    if is_up { self.send(client, None) }
                }
            }
        }
    }

    fn subscribe(&self, client: &AsyncClient) -> bool {
        let topics = self.broker.shards.iter().flat_map(|shard| {
            let topic = |last: &str| format!("rpm/v1/{}/{shard}/+/{last}", self.broker.tenant);
            [(topic("cmd/ack"), QoS::AtLeastOnce), (topic("status"), QoS::AtMostOnce)]
        });
        topics.into_iter().all(|(topic, qos)| client.try_subscribe(topic, qos).is_ok())
    }

    /// An answer, or a gateway that comes.
    async fn hear(&mut self, client: &AsyncClient, publish: &Publish) {
        let topic = str::from_utf8(&publish.topic).unwrap_or_default();
        let mut levels = topic.splitn(6, '/').skip(4);
        let gateway = levels.next().and_then(|gateway| gateway.parse::<GatewayId>().ok());
        let Some(gateway) = gateway else { return };
        match levels.next() {
            Some("status") => {
                self.sent.retain(|(sent, _)| *sent != gateway);
                self.send(client, Some(&gateway));
            }
            Some("cmd/ack") => self.answered(&gateway, &publish.payload).await,
            _ => {}
        }
    }

    async fn answered(&self, gateway: &GatewayId, bytes: &[u8]) {
        let key = GatewayKey::derive(&self.master_key, gateway);
        let answer = match CommandAnswer::decode(bytes, &key) {
            Ok(answer) if answer.gateway == *gateway => answer,
            Ok(_) => return,
            Err(error) => {
                warn!(%gateway, %error, "not an answer of this gateway");
                return;
            }
        };
        let CommandAnswer { number, state, detail, .. } = answer;
        let fleet = self.fleet.borrow().clone();
        let asked = fleet.member(gateway).map(|member| &member.commands);
        let is_open = |asked: &Commanded| asked.number == number && asked.answer.is_none();
        if asked.is_some_and(|asked| asked.iter().any(is_open)) {
            let at = unix_ms(SystemTime::now());
            let change = GatewayChange::Answered { number, at, state, detail };
            let entry = Entry::Gateway(GatewayFact { gateway: gateway.clone(), change });
            // A server that stops hears it again: the gateway keeps its answers.
            self.pipeline.command(entry).await;
        }
    }

    /// Sends what waits for an answer: of all gateways, or of one.
    fn send(&mut self, client: &AsyncClient, only: Option<&GatewayId>) {
        let now = unix_ms(SystemTime::now());
        let fleet = self.fleet.borrow().clone();
        for (gateway, member) in fleet.members() {
            if only.is_some_and(|only| only != gateway) {
                continue;
            }
            let open = |asked: &&Commanded| asked.answer.is_none() && now < asked.expires_at;
            for asked in member.commands.iter().filter(open) {
                if !self.sent.insert((gateway.clone(), asked.number)) {
                    continue;
                }
                let bytes =
                    command(gateway, asked).encode(&GatewayKey::derive(&self.master_key, gateway));
                for shard in &self.broker.shards {
                    let topic = format!("rpm/v1/{}/{shard}/{gateway}/cmd", self.broker.tenant);
                    let options = PublishOptions::new(QoS::AtLeastOnce).properties(properties());
                    // One that doesn't fit goes out in the next round.
                    if client.try_publish(topic, bytes.clone(), options).is_err() {
                        self.sent.remove(&(gateway.clone(), asked.number));
                    }
                }
            }
        }
    }
}

fn command(gateway: &GatewayId, asked: &Commanded) -> Command {
    Command {
        gateway: gateway.clone(),
        number: asked.number,
        asked_at: asked.asked_at,
        expires_at: asked.expires_at,
        order: asked.order.clone(),
    }
}

fn properties() -> PublishProperties {
    PublishProperties {
        content_type: Some(wire::CONTENT_TYPE_FRAME.to_owned()),
        ..PublishProperties::default()
    }
}

/// Commands and answers are far below this.
const PACKET_BYTES_MAX: u32 = 64 * 1024;
const REQUESTS: usize = 1024;
const ROUND: Duration = Duration::from_secs(30);
const RETRY_DELAY: Duration = Duration::from_secs(1);
