//! The workload through a broker: messages in over MQTT, acknowledged once they are durable; alerts out.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use crossbeam::channel::{self, Receiver, Sender};
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v5::{Packet, Publish};
use rumqttc::{
    AckMode, AsyncClient, ClientError, Event, EventLoop, MqttOptions, NetworkOptions,
    PublishOptions,
};

/// Messages of this filter are the workload's, the last one under [`END`].
const FILTER: &str = "rpm/v1/+/r";
const END: &[u8] = b"rpm/v1/end/r";
/// What is printed to whoever drives the run is told here.
const DONE: &str = "rpm/v1/alerts/done";
/// So many messages may be unacknowledged.
const RECEIVE_MAXIMUM: u16 = 8192;
/// So many requests may wait for the connection: acknowledgements and alerts.
const REQUESTS_MAX: usize = 4 * RECEIVE_MAXIMUM as usize;
/// How long to wait before a request is offered again to a full queue.
const QUEUE_FULL_DELAY: Duration = Duration::from_micros(200);
/// So long a broker may take to acknowledge the last message.
const GOODBYE: Duration = Duration::from_secs(60);

/// A subscription to the workload's messages.
pub struct Subscription {
    client: AsyncClient,
    arrived: Receiver<Publish>,
    connection: JoinHandle<Result<()>>,
}

/// Publishes alerts on a subscription's connection.
pub struct AlertPublisher(AsyncClient);

impl Subscription {
    /// Connects to a broker and subscribes; comes back when messages may be published.
    pub fn open(host: &str, port: u16) -> Result<Self> {
        let (to_machine, arrived) = channel::bounded(usize::from(RECEIVE_MAXIMUM));
        let (subscribed, is_subscribed) = channel::bounded(1);
        let (client, events) = connect(host, port);
        let own = client.clone();
        let connection = std::thread::Builder::new().name("broker".into()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(serve(own, events, to_machine, subscribed))
        })?;
        if is_subscribed.recv().is_err() {
            let why = connection.join().map_err(|_| anyhow!("the connection's thread died"))?;
            return Err(why.err().unwrap_or_else(|| anyhow!("the broker ended the connection")));
        }
        Ok(Self { client, arrived, connection })
    }

    /// Where alerts go.
    pub fn publisher(&self) -> AlertPublisher {
        AlertPublisher(self.client.clone())
    }

    /// Waits for messages, then takes those that are there, at most so many. The flag tells whether
    /// the workload's end was the last of them.
    pub fn take(&self, most: usize) -> Result<(Vec<Publish>, bool)> {
        let first = self.arrived.recv().context("the connection to the broker is gone")?;
        let mut taken = vec![first];
        taken.extend(self.arrived.try_iter().take(most.saturating_sub(1)));
        // Nothing is published after the end.
        let is_end = taken.last().is_some_and(|last| last.topic == END);
        Ok((taken, is_end))
    }

    /// Tells the broker that it may forget messages, in the order in which they came.
    pub fn acknowledge(&self, messages: &[Publish]) -> Result<()> {
        messages.iter().try_for_each(|message| offer(|| self.client.try_ack(message)))
    }

    /// Publishes the figures as the last message, and ends when the broker has everything.
    pub fn finish(self, figures: &str) -> Result<()> {
        let message = || {
            let options = PublishOptions::at_least_once();
            self.client.try_publish_tracked(DONE, figures.to_owned(), options)
        };
        // What is only asked for is not sent yet when a connection ends; this is the last of it.
        offer(message)?.wait().context("the broker did not take the last message")?;
        offer(|| self.client.try_disconnect_with_timeout(GOODBYE))?;
        drop(self.arrived);
        self.connection.join().map_err(|_| anyhow!("the connection's thread died"))?
    }
}

impl AlertPublisher {
    /// Publishes an alert about somebody.
    pub fn publish(&self, pid: &str, line: &str) -> Result<()> {
        publish(&self.0, &format!("rpm/v1/alerts/{pid}"), line)
    }
}

fn publish(client: &AsyncClient, topic: &str, text: &str) -> Result<()> {
    offer(|| client.try_publish(topic, text.to_owned(), PublishOptions::at_least_once()))
}

/// Asks until the queue has room. The limit is for a connection that is gone and doesn't say so.
fn offer<T>(mut request: impl FnMut() -> Result<T, ClientError>) -> Result<T> {
    let started = Instant::now();
    loop {
        match request() {
            Ok(done) => return Ok(done),
            Err(error) if started.elapsed() > GOODBYE => return Err(error.into()),
            Err(_) => std::thread::sleep(QUEUE_FULL_DELAY),
        }
    }
}

fn connect(host: &str, port: u16) -> (AsyncClient, EventLoop) {
    let mut options = MqttOptions::new("workload", (host.to_owned(), port));
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    options
        .set_clean_start(true)
        .set_keep_alive(60)
        .set_ack_mode(AckMode::Manual)
        .set_receive_maximum(Some(RECEIVE_MAXIMUM))
        .set_network_options(network);
    AsyncClient::builder(options).capacity(REQUESTS_MAX).build()
}

async fn serve(
    client: AsyncClient,
    mut events: EventLoop,
    to_machine: Sender<Publish>,
    subscribed: Sender<()>,
) -> Result<()> {
    loop {
        match events.poll().await {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                client.try_subscribe(FILTER, QoS::AtLeastOnce)?;
            }
            // Nobody waits any more if it is said twice.
            Ok(Event::Incoming(Packet::SubAck(_))) => drop(subscribed.try_send(())),
            Ok(Event::Incoming(Packet::Publish(message))) => {
                // The receive maximum is the queue's length, so this never waits.
                if to_machine.send(message).is_err() {
                    return Ok(());
                }
            }
            Ok(_) => {}
            Err(rumqttc::ConnectionError::RequestsDone) => return Ok(()),
            Err(error) => return Err(error).context("the connection to the broker"),
        }
    }
}
