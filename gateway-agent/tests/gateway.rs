//! A gateway without a broker: what it saves, what it refuses, and what is there after a restart.

use std::path::Path;
use std::time::{Duration, Instant};

use gateway_agent::clock::{Clock, Zone};
use gateway_agent::gateway::{Gateway, GatewayConfig, NotSaved, Saved};
use gateway_agent::hear::MonitorClock;
use gateway_agent::spool::{Spool, SpoolKey, SpoolOptions};
use gateway_agent::uplink::UplinkOptions;
use gatt::Characteristic;
use vitals::{DeviceId, HeardAt};
use wire::{Body, Dated, GatewayKey, Incarnation, Quantity, WireReading};

const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);

fn config(spool: &Path) -> GatewayConfig {
    GatewayConfig {
        key: GatewayKey::from_bytes([1; 32]),
        spool: spool.to_owned(),
        spool_options: SpoolOptions::default(),
        uplink: UplinkOptions {
            gateway: "gw-1".parse().unwrap(),
            host: "127.0.0.1".to_owned(),
            // Nothing listens there.
            port: 1,
            tls: None,
            credentials: None,
            tenant: "test".to_owned(),
            shard: "0".to_owned(),
            keep_alive: Duration::from_secs(20),
        },
        clock: Clock::from_fn(Zone::Fixed(60), || NOW),
    }
}

fn app() -> DeviceId {
    "app-1".parse().unwrap()
}

fn breaths(milli: i32) -> Body {
    Body::Respiration { rate: Quantity::Milli(milli) }
}

fn saved_readings(spool: &Path) -> Vec<WireReading> {
    let options = SpoolOptions { exclusive: false, ..SpoolOptions::default() };
    let key = SpoolKey::derive(&GatewayKey::from_bytes([1; 32]));
    let mut spool = Spool::open(spool, &key, options, Incarnation(0), NOW).unwrap();
    spool.read(1, spool.durable()).unwrap()
}

#[tokio::test]
async fn what_is_answered_as_saved_is_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = Gateway::start(config(dir.path())).await.unwrap();
    let saved = gateway.typed(app(), breaths(18_000), None).await.unwrap();
    assert_eq!((saved.first_seq, saved.last_seq), (1, 1));
    let readings = saved_readings(dir.path());
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].zone_offset_min, 60);
    assert!(matches!(readings[0].dated, Dated::At { .. }));
    assert_eq!(gateway.status().borrow().stored, 0);
    drop(gateway);
}

#[tokio::test]
async fn many_at_once_are_numbered_without_gaps_and_go_on_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = std::sync::Arc::new(Gateway::start(config(dir.path())).await.unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let gateway = gateway.clone();
        tasks.spawn(async move { gateway.typed(app(), breaths(n), None).await.unwrap() });
    }
    let mut seqs: Vec<u64> = tasks.join_all().await.iter().map(|saved| saved.first_seq).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=200).collect::<Vec<_>>());
    std::sync::Arc::into_inner(gateway).unwrap().stop().await;

    let gateway = Gateway::start(config(dir.path())).await.unwrap();
    let Saved { first_seq, .. } = gateway.typed(app(), breaths(1), None).await.unwrap();
    assert_eq!(first_seq, 201);
}

#[tokio::test]
async fn a_sensors_session_is_remembered_between_its_values() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = Gateway::start(config(dir.path())).await.unwrap();
    let device: DeviceId = "cgm-1".parse().unwrap();
    let hear = |characteristic, bytes: Vec<u8>| {
        let (gateway, device) = (&gateway, &device);
        async move {
            gateway.heard(device, characteristic, &bytes, MonitorClock::default(), false).await
        }
    };
    // 2026-11-21 09:00:00 on the sensor's clock; zone and summer time not known.
    let start = vec![0xEA, 0x07, 11, 21, 9, 0, 0, 0x80, 0xFF];
    let refused = hear(Characteristic::CgmSessionStart, start).await;
    assert!(matches!(refused, Err(NotSaved::NotHeard(_))), "{refused:?}");
    hear(Characteristic::Cgm, vec![6, 0, 100, 0, 20, 0]).await.unwrap();
    let reading = &saved_readings(dir.path())[0];
    assert_eq!(reading.device_sequence, Some(20));
    let Dated::At { taken_at, .. } = reading.dated else { panic!("undatable") };
    assert_eq!(NOW.unix_ms() - taken_at.unix_ms(), 10 * 60_000);
}

#[tokio::test]
async fn stopping_does_not_wait_for_a_broker_that_is_away() {
    let dir = tempfile::tempdir().unwrap();
    let gateway = Gateway::start(config(dir.path())).await.unwrap();
    gateway.typed(app(), breaths(1), None).await.unwrap();
    let started = Instant::now();
    gateway.stop().await;
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}
