//! A gateway on a disk that fills, fails, and has space again: what it says, and what it keeps.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gateway_agent::clock::{Clock, Zone};
use gateway_agent::gateway::{Gateway, GatewayConfig, NotSaved, Report};
use gateway_agent::spool::{SpoolOptions, Step};
use gateway_agent::uplink::UplinkOptions;
use gatt::Characteristic;
use vitals::{DeviceId, HeardAt};
use wire::{Body, GatewayKey, Quantity};

const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);

async fn start(spool: &Path, spool_options: SpoolOptions) -> Gateway {
    let config = GatewayConfig {
        key: GatewayKey::from_bytes([1; 32]),
        spool: spool.to_owned(),
        spool_options,
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
        clock: Clock::from_fn(Zone::Fixed(0), || NOW),
    };
    Gateway::start(config).await.unwrap()
}

async fn save(gateway: &Gateway, milli: i32) -> Result<u64, NotSaved> {
    let device: DeviceId = "app-1".parse().unwrap();
    let body = Body::Respiration { rate: Quantity::Milli(milli) };
    gateway.typed(device, body, None).await.map(|saved| saved.first_seq)
}

async fn reports(gateway: &Gateway, is_so: impl FnMut(&Report) -> bool) -> Report {
    let mut reports = gateway.reports();
    let report = tokio::time::timeout(Duration::from_secs(10), reports.wait_for(is_so)).await;
    report.expect("it is reported soon").unwrap().clone()
}

/// Fails these steps while the switch is on.
fn failing(on: &Arc<AtomicBool>, step: Step, kind: io::ErrorKind) -> SpoolOptions {
    let on = on.clone();
    let hook = move |it| match on.load(Ordering::Relaxed) && it == step {
        true => Err(io::Error::from(kind)),
        false => Ok(()),
    };
    SpoolOptions { hook: Some(Arc::new(hook)), ..SpoolOptions::default() }
}

async fn check(step: Step, kind: io::ErrorKind, words: &str) {
    let dir = tempfile::tempdir().unwrap();
    let fails = Arc::default();
    let gateway = start(dir.path(), failing(&fails, step, kind)).await;
    assert_eq!(save(&gateway, 1).await.unwrap(), 1);
    fails.store(true, Ordering::Relaxed);
    for _ in 0..3 {
        assert!(matches!(save(&gateway, 2).await, Err(NotSaved::Spool(_))), "{step:?}");
    }
    let report = reports(&gateway, |it| it.disk_error.is_some()).await;
    let error = report.disk_error.unwrap();
    assert!(error.contains(words), "{error}");
    assert_eq!(report.fill.readings, 1);
    fails.store(false, Ordering::Relaxed);
    // Whatever was tried in between, the numbers go on where they stopped.
    assert_eq!(save(&gateway, 2).await.unwrap(), 2);
    assert_eq!(reports(&gateway, |it| it.disk_error.is_none()).await.fill.readings, 2);
    gateway.stop().await;
    let gateway = start(dir.path(), SpoolOptions::default()).await;
    assert_eq!(save(&gateway, 3).await.unwrap(), 3);
}

#[tokio::test]
async fn a_full_disk_is_reported_and_nothing_is_lost_when_it_has_space_again() {
    check(Step::Write, io::ErrorKind::StorageFull, "no storage space").await;
}

#[tokio::test]
async fn a_disk_that_fails_is_reported_and_nothing_is_lost_when_it_works_again() {
    check(Step::Sync, io::ErrorKind::Other, "could not make durable").await;
    check(Step::Write, io::ErrorKind::Other, "could not write").await;
}

#[tokio::test]
async fn a_spool_that_is_full_goes_on_without_its_oldest() {
    let dir = tempfile::tempdir().unwrap();
    let small =
        SpoolOptions { segment_bytes: 300, max_bytes: 64 * 1024, ..SpoolOptions::default() };
    let gateway = start(dir.path(), small).await;
    let first = gateway.status().borrow().incarnation;
    for n in 0..100 {
        save(&gateway, n).await.unwrap();
    }
    let status = *gateway.status().borrow();
    assert_ne!(status.incarnation, first);
    let given_up = 100 - status.durable;
    assert!(given_up > 20, "{given_up}");
    gateway.stop().await;
    let gateway = start(dir.path(), SpoolOptions::default()).await;
    let report = reports(&gateway, |it| it.at.is_some()).await;
    assert_eq!((report.fill.given_up, report.fill.readings), (given_up, status.durable));
}

#[tokio::test]
async fn a_monitor_s_battery_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    let fails = Arc::default();
    let gateway = start(dir.path(), failing(&fails, Step::Write, io::ErrorKind::Other)).await;
    let device: DeviceId = "cuff-1".parse().unwrap();
    let heard = gateway.heard(&device, Characteristic::Battery, &[87], Default::default(), false);
    assert!(matches!(heard.await, Err(NotSaved::NotHeard(_))));
    // It is in the next report, which a disk that begins to fail brings at once.
    fails.store(true, Ordering::Relaxed);
    assert!(save(&gateway, 1).await.is_err());
    let report = reports(&gateway, |it| it.disk_error.is_some()).await;
    assert_eq!(report.monitors[0].device, device);
    assert_eq!((report.monitors[0].battery_percent, report.monitors[0].heard), (Some(87), NOW));
}
