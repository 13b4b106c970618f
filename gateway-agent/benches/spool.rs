//! What the spool costs on this machine's disk: `cargo bench -p gateway-agent --bench spool -- FOLDER`
//! with a folder on the disk in question, or else the temporary one.
//!
//! Readings saved one by one and many at once, and three days of them drained after an outage.

use std::path::Path;
use std::time::{Duration, Instant};

use gateway_agent::clock::{Clock, Zone};
use gateway_agent::gateway::{Gateway, GatewayConfig};
use gateway_agent::spool::{Spool, SpoolKey, SpoolOptions};
use gateway_agent::uplink::UplinkOptions;
use vitals::{Flags, HeardAt, Origin, TakenAt};
use wire::{Body, ClockRule, Dated, GatewayKey, Incarnation, Quantity, WireReading};

use self::stand_in::StandIn;

#[path = "../tests/kills/stand_in.rs"]
mod stand_in;

const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);
const THREE_DAYS: u32 = 72 * 3600;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // Cargo gives `--bench` too.
    let place = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let place = place.map_or_else(std::env::temp_dir, Into::into);
    one_by_one(&place);
    many_at_once(&place);
    outage(&place).await;
}

fn key() -> GatewayKey {
    GatewayKey::from_bytes([1; 32])
}

/// As a belt sends it, each second; the intervals carry a number.
fn reading(number: u32) -> WireReading {
    WireReading {
        device: "C0:26:DA:00:00:01".parse().expect("a name"),
        slot: None,
        device_sequence: None,
        device_time: None,
        dated: Dated::At {
            taken_at: TakenAt::from_unix_ms(NOW.unix_ms()),
            rule: ClockRule::Received,
        },
        heard_at: NOW,
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: number,
        flags: Flags::default(),
        body: Body::HeartRate {
            rate: Quantity::Milli(61_000),
            rr_1024: vec![(number >> 16) as u16, number as u16],
        },
    }
}

fn open(place: &Path) -> (tempfile::TempDir, Spool) {
    let dir = tempfile::tempdir_in(place).expect("a folder on that disk");
    let key = SpoolKey::derive(&key());
    let spool = Spool::open(dir.path(), &key, SpoolOptions::default(), Incarnation(1), NOW);
    (dir, spool.expect("a new spool opens"))
}

fn one_by_one(place: &Path) {
    let (_dir, mut spool) = open(place);
    let mut took: Vec<Duration> = (0..2000)
        .map(|number| {
            let began = Instant::now();
            spool.append(&reading(number)).expect("it is short");
            spool.sync(NOW).expect("the disk takes it");
            began.elapsed()
        })
        .collect();
    let total: Duration = took.iter().sum();
    took.sort_unstable();
    println!(
        "one by one: append and fdatasync p50 {:?}, p99 {:?}, longest {:?}; {:.0} readings/s",
        took[took.len() / 2],
        took[took.len() * 99 / 100],
        took[took.len() - 1],
        took.len() as f64 / total.as_secs_f64(),
    );
}

fn many_at_once(place: &Path) {
    let (_dir, mut spool) = open(place);
    let began = Instant::now();
    for number in 0..THREE_DAYS {
        spool.append(&reading(number)).expect("it is short");
        if number % 256 == 255 {
            spool.sync(NOW).expect("the disk takes it");
        }
    }
    spool.sync(NOW).expect("the disk takes it");
    let (took, bytes) = (began.elapsed(), spool.fill().bytes);
    println!(
        "256 at once: {:.0} readings/s; {THREE_DAYS} take {:.1} MB",
        f64::from(THREE_DAYS) / took.as_secs_f64(),
        bytes as f64 / f64::from(1 << 20),
    );
    let began = Instant::now();
    for first in (1..=u64::from(THREE_DAYS)).step_by(100) {
        spool.read(first, first + 99).expect("it is whole");
    }
    println!(
        "read, 100 at a time: {:.0} readings/s",
        f64::from(THREE_DAYS) / began.elapsed().as_secs_f64()
    );
}

/// Three days offline, then a broker and server on the same machine that answer at once.
async fn outage(place: &Path) {
    let server = StandIn::start(key(), None);
    let dir = tempfile::tempdir_in(place).expect("a folder on that disk");
    let config = GatewayConfig {
        key: key(),
        spool: dir.path().join("spool"),
        spool_options: SpoolOptions::default(),
        uplink: UplinkOptions {
            gateway: "gw-1".parse().expect("a name"),
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
    let gateway = Gateway::start(config).await.expect("it starts");
    gateway.allow_connection(false);
    for first in (0..THREE_DAYS).step_by(1000) {
        let last = (first + 1000).min(THREE_DAYS);
        gateway.save((first..last).map(reading).collect()).await.expect("the disk takes them");
    }
    let began = Instant::now();
    gateway.allow_connection(true);
    let mut status = gateway.status();
    let drained = status.wait_for(|it| it.stored == u64::from(THREE_DAYS)).await;
    drained.expect("the gateway runs");
    let took = began.elapsed();
    let store = server.store();
    let there: Vec<u32> = store.values().flatten().copied().collect();
    let lost = (0..THREE_DAYS).filter(|it| there.binary_search(it).is_err()).count();
    println!(
        "{THREE_DAYS} readings of three days offline drained in {took:.1?}: {lost} lost, {} doubled",
        there.len() - (THREE_DAYS as usize - lost),
    );
    gateway.stop().await;
    assert_eq!(server.status()["online"], false, "it says goodbye");
}
