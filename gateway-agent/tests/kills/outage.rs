//! An outage that is longer than the spool: what it kept arrives once, what it gave up is counted.

use std::time::Duration;

use gateway_agent::clock::{Clock, Zone};
use gateway_agent::gateway::{Gateway, GatewayConfig};
use gateway_agent::spool::SpoolOptions;
use gateway_agent::uplink::UplinkOptions;
use vitals::{Flags, HeardAt, Origin};
use wire::{Body, Dated, GatewayKey, Quantity, WireReading};

use crate::stand_in::StandIn;

const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);

fn reading(number: u32) -> WireReading {
    WireReading {
        device: "belt-1".parse().unwrap(),
        slot: None,
        device_sequence: None,
        device_time: None,
        dated: Dated::Undatable,
        heard_at: NOW,
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 0,
        flags: Flags::default(),
        body: Body::HeartRate {
            rate: Quantity::Milli(61_000),
            rr_1024: vec![(number >> 16) as u16, number as u16],
        },
    }
}

#[tokio::test]
async fn what_a_full_spool_kept_arrives_and_what_it_gave_up_is_counted() {
    let server = StandIn::start(GatewayKey::from_bytes([1; 32]), None);
    let dir = tempfile::tempdir().unwrap();
    let config = GatewayConfig {
        key: GatewayKey::from_bytes([1; 32]),
        spool: dir.path().to_owned(),
        spool_options: SpoolOptions {
            segment_bytes: 8 * 1024,
            max_bytes: 64 * 1024,
            ..SpoolOptions::default()
        },
        uplink: UplinkOptions {
            gateway: "gw-1".parse().unwrap(),
            host: server.address.ip().to_string(),
            port: server.address.port(),
            tls: None,
            credentials: None,
            tenant: "home".to_owned(),
            shard: "0".to_owned(),
            keep_alive: Duration::from_secs(20),
        },
        clock: Clock::from_fn(Zone::Fixed(0), || NOW),
    };
    let gateway = Gateway::start(config).await.unwrap();
    // A part arrives before the outage, and is neither lost nor given up.
    gateway.save((0..300).map(reading).collect()).await.unwrap();
    let mut status = gateway.status();
    status.wait_for(|it| it.stored == 300).await.unwrap();
    gateway.allow_connection(false);
    status.wait_for(|it| !it.connected).await.unwrap();
    for number in 300..3000 {
        gateway.save(vec![reading(number)]).await.unwrap();
    }
    gateway.allow_connection(true);
    status.wait_for(|it| it.connected && it.stored == it.durable).await.unwrap();
    let store = server.store();
    let kept = store.values().find(|held| held.last() == Some(&2999)).expect("the last arrives");
    assert!(kept.len() > 300 && kept.len() < 1000, "{} kept", kept.len());
    let first = 3000 - kept.len() as u32;
    assert_eq!(*kept, (first..3000).collect::<Vec<_>>());
    assert_eq!(
        store.values().map(Vec::len).sum::<usize>(),
        300 + kept.len(),
        "nothing is there twice"
    );
    let mut reports = gateway.reports();
    let expected = u64::from(first - 300);
    let told = reports.wait_for(|it| it.fill.given_up == expected && it.connected);
    tokio::time::timeout(Duration::from_secs(10), told).await.expect("it is reported").unwrap();
    let is_told = || server.status()["spool"]["given_up"] == expected;
    for _ in 0..1000 {
        if is_told() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(is_told(), "the server is told: {}", server.status());
    let incarnation = status.borrow().incarnation.to_string();
    let said = server.status();
    assert_eq!((&said["online"], &said["incarnation"]), (&true.into(), &incarnation.into()));
    gateway.stop().await;
    assert_eq!(server.status()["online"], false);
}
