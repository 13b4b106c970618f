//! The synthetic patient's gateway: one frame with one dangerous reading, over a connection of its own.

use std::time::Duration;

use ingest::intake::IntakeConfig;
use rumqttc::mqttbytes::QoS;
use rumqttc::{AsyncClient, MqttOptions, NetworkOptions, PublishOptions, PublishProperties};
use tracing::debug;
use vitals::{DeviceId, Flags, GatewayId, HeardAt, Origin, TakenAt};
use wire::{Body, ClockRule, Dated, Frame, GatewayKey, Incarnation, Quantity, WireReading};

/// Its spool's one life: what it has sent is counted in the journal, and nowhere else.
const INCARNATION: Incarnation = Incarnation(1);
/// A saturation that nobody lives with for long.
const SPO2_PERCENT: i32 = 70;
const RETRY_DELAY: Duration = Duration::from_millis(200);

/// Sends the readings of one shard's synthetic patient.
pub(super) struct Sender {
    broker: (String, u16),
    client_id: String,
    topic: String,
    gateway: GatewayId,
    device: DeviceId,
    key: GatewayKey,
}

impl Sender {
    pub(super) fn new(
        broker: &IntakeConfig,
        shard: u32,
        gateway: GatewayId,
        key: GatewayKey,
    ) -> Self {
        Self {
            broker: (broker.host.clone(), broker.port),
            client_id: format!("{}-canary-{shard}", broker.client_id),
            topic: format!("rpm/v1/{}/{shard}/{gateway}/readings", broker.tenant),
            gateway,
            device: DeviceId::synthetic(shard),
            key,
        }
    }

    pub(super) fn gateway(&self) -> &GatewayId {
        &self.gateway
    }

    /// Sends one reading, again on a new connection where one breaks. It never ends by itself: whether the
    /// broker has taken it says nothing.
    pub(super) async fn send(&self, seq: u64, taken_at: TakenAt) {
        let frame = self.frame(seq, taken_at).encode(&self.key);
        loop {
            let mut options = MqttOptions::new(self.client_id.clone(), self.broker.clone());
            let mut network = NetworkOptions::new();
            network.set_tcp_nodelay(true);
            options.set_clean_start(true).set_keep_alive(15).set_network_options(network);
            let (client, mut events) = AsyncClient::builder(options).capacity(4).build();
            let properties = PublishProperties {
                content_type: Some(wire::CONTENT_TYPE_FRAME.to_owned()),
                ..PublishProperties::default()
            };
            let how = PublishOptions::new(QoS::AtLeastOnce).properties(properties);
            // There is room for it: nothing else is asked of this client.
            let _ = client.try_publish(self.topic.clone(), frame.clone(), how);
            let error = loop {
                if let Err(error) = events.poll().await {
                    break error;
                }
            };
            debug!(%error, "the synthetic patient's gateway has no connection to the broker");
            tokio::time::sleep(RETRY_DELAY).await;
        }
    }

    fn frame(&self, seq: u64, taken_at: TakenAt) -> Frame {
        let body = Body::Oximetry {
            spo2: Quantity::Milli(SPO2_PERCENT * 1000),
            pulse: Quantity::Milli(120_000),
        };
        let reading = WireReading {
            device: self.device.clone(),
            slot: None,
            device_sequence: None,
            device_time: None,
            dated: Dated::At { taken_at, rule: ClockRule::Received },
            heard_at: HeardAt::from_unix_ms(taken_at.unix_ms()),
            zone_offset_min: 0,
            origin: Origin::Device,
            raw_crc: body.checksum(),
            flags: Flags::default(),
            body,
        };
        Frame {
            gateway: self.gateway.clone(),
            incarnation: INCARNATION,
            first_seq: seq,
            readings: vec![reading],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_frame_is_one_that_a_gateway_could_have_sent() {
        let gateway = GatewayId::synthetic(3);
        let key = GatewayKey::derive(&[7; 32], &gateway);
        let broker = IntakeConfig {
            host: "127.0.0.1".into(),
            port: 1883,
            tenant: "home".into(),
            shards: vec![3],
            client_id: "ingest".into(),
        };
        let sender = Sender::new(&broker, 3, gateway.clone(), key.clone());
        assert_eq!(sender.topic, "rpm/v1/home/3/canary:3/readings");
        let frame = sender.frame(9, TakenAt::from_unix_ms(1_795_249_800_000));
        let decoded = Frame::decode(&frame.encode(&key), &key).unwrap();
        assert_eq!(decoded, frame);
        let read = ingest::admit::reading_of(&decoded.readings[0]).unwrap();
        assert_eq!(read.device, DeviceId::synthetic(3));
    }
}
