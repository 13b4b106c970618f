//! A broker and a server in one, for one gateway: real MQTT 5 on a real socket, and a store that
//! outlives every gateway. With a seed it forgets acknowledgements, withholds ledgers and hangs
//! up, by dice.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use bytes::BytesMut;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rumqttc::mqttbytes::v5::Packet;
use rumqttc::{ConnAck, ConnectReturnCode, PubAck, Publish, QoS, SubAck, SubscribeReasonCode};
use wire::{Body, Frame, GatewayKey, Incarnation, Ledger, StoreEpoch, WireReading};

/// What the server holds: by incarnation, in order from 1.
pub(crate) type Store = BTreeMap<Incarnation, Vec<u32>>;

#[derive(Clone)]
pub(crate) struct StandIn {
    key: GatewayKey,
    store: Arc<Mutex<Store>>,
    status: Arc<Mutex<serde_json::Value>>,
    random: Option<Arc<Mutex<StdRng>>>,
    pub(crate) address: SocketAddr,
}

impl StandIn {
    /// Its faults come from this seed; without one there are none.
    pub(crate) fn start(key: GatewayKey, seed: Option<u64>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let random = seed.map(|seed| Arc::new(Mutex::new(StdRng::seed_from_u64(seed))));
        let stand_in = Self { key, store: Arc::default(), status: Arc::default(), random, address };
        let server = stand_in.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                thread::spawn(move || server.serve(stream.unwrap()));
            }
        });
        stand_in
    }

    pub(crate) fn store(&self) -> Store {
        self.store.lock().unwrap().clone()
    }

    /// What the gateway last said of itself.
    pub(crate) fn status(&self) -> serde_json::Value {
        self.status.lock().unwrap().clone()
    }

    /// One connection, to its end, whoever makes it.
    fn serve(&self, mut stream: TcpStream) {
        let (mut bytes, mut chunk) = (BytesMut::new(), [0; 16 * 1024]);
        while let Ok(length @ 1..) = stream.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..length]);
            while let Ok(packet) = Packet::read(&mut bytes, None) {
                let mut answers = BytesMut::new();
                for answer in self.answer(packet) {
                    answer.write(&mut answers, None).unwrap();
                }
                if stream.write_all(&answers).is_err() || self.happens(0.01) {
                    return;
                }
            }
        }
    }

    fn answer(&self, packet: Packet) -> Vec<Packet> {
        match packet {
            Packet::Connect(..) => vec![Packet::ConnAck(ConnAck {
                session_present: false,
                code: ConnectReturnCode::Success,
                properties: None,
            })],
            Packet::Subscribe(subscribe) => {
                let taken = |_| SubscribeReasonCode::Success(QoS::AtLeastOnce);
                let return_codes = subscribe.filters.iter().map(taken).collect();
                vec![Packet::SubAck(SubAck {
                    pkid: subscribe.pkid,
                    return_codes,
                    properties: None,
                })]
            }
            Packet::Publish(publish) => {
                let mut answers = Vec::new();
                if !self.happens(0.05) {
                    answers.push(Packet::PubAck(PubAck::new(publish.pkid, None)));
                }
                if publish.topic.ends_with(b"/status") {
                    *self.status.lock().unwrap() =
                        serde_json::from_slice(&publish.payload).unwrap();
                }
                if publish.topic.ends_with(b"/readings") && !self.happens(0.1) {
                    answers.extend(self.take(&publish.payload));
                }
                answers
            }
            Packet::PingReq => vec![Packet::PingResp],
            _ => Vec::new(),
        }
    }

    /// Stores what comes next, as ingest does, and says how far it is.
    fn take(&self, payload: &[u8]) -> Option<Packet> {
        let frame = Frame::decode(payload, &self.key).expect("a gateway sends whole frames");
        let mut store = self.store.lock().unwrap();
        let held = store.entry(frame.incarnation).or_default();
        for (seq, reading) in (frame.first_seq..).zip(&frame.readings) {
            match held.get(seq as usize - 1) {
                Some(there) => assert_eq!(*there, number(reading), "{seq} stands for two readings"),
                None if held.len() as u64 + 1 == seq => held.push(number(reading)),
                None => {}
            }
        }
        let stored = held.len() as u64;
        let (gateway, incarnation) = (frame.gateway, frame.incarnation);
        let topic = format!("rpm/v1/home/0/{gateway}/ledger");
        let ledger = Ledger { gateway, incarnation, stored, epoch: StoreEpoch(1) };
        Some(Packet::Publish(Publish::new(topic, QoS::AtMostOnce, ledger.encode(&self.key), None)))
    }

    fn happens(&self, chance: f64) -> bool {
        self.random.as_ref().is_some_and(|random| random.lock().unwrap().random_bool(chance))
    }
}

/// The number that a reading carries, in the intervals between two beats.
fn number(reading: &WireReading) -> u32 {
    let Body::HeartRate { rr_1024, .. } = &reading.body else { panic!("{reading:?}") };
    u32::from(rr_1024[0]) << 16 | u32::from(rr_1024[1])
}
