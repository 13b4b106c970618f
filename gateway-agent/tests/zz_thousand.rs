//! temporary
use gateway_agent::clock::{Clock, Zone};
use gateway_agent::gateway::{Gateway, GatewayConfig};
use gateway_agent::spool::SpoolOptions;
use gateway_agent::uplink::UplinkOptions;
use std::time::{Duration, Instant};
use wire::{Body, GatewayKey, Quantity};
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore]
async fn thousand() {
    let n: usize = std::env::var("N").unwrap().parse().unwrap();
    let dir = std::path::PathBuf::from("/tmp/hw/gwtry/thousand");
    let _ = std::fs::remove_dir_all(&dir);
    let t = Instant::now();
    let mut gs = vec![];
    let mut set = tokio::task::JoinSet::new();
    for i in 0..n {
        let dir = dir.clone();
        set.spawn(async move {
            Gateway::start(GatewayConfig {
                key: GatewayKey::from_bytes([1; 32]),
                spool: dir.join(format!("{i}")),
                spool_options: SpoolOptions { exclusive: false, ..Default::default() },
                uplink: UplinkOptions {
                    gateway: format!("gw-{i}").parse().unwrap(),
                    host: "127.0.0.1".into(),
                    port: 18931,
                    tls: None,
                    credentials: None,
                    tenant: "t".into(),
                    shard: "0".into(),
                    keep_alive: Duration::from_secs(20),
                },
                clock: Clock::system(Zone::Fixed(0)),
            })
            .await
            .unwrap()
        });
    }
    while let Some(g) = set.join_next().await {
        gs.push(g.unwrap());
    }
    println!("started {:?}", t.elapsed());
    for g in &gs {
        g.status().wait_for(|s| s.connected).await.unwrap();
    }
    println!("connected {:?}", t.elapsed());
    let t = Instant::now();
    let gs = std::sync::Arc::new(gs);
    let mut set = tokio::task::JoinSet::new();
    for i in 0..n {
        let gs = gs.clone();
        set.spawn(async move {
            for k in 0..10 {
                gs[i]
                    .typed(
                        "a".parse().unwrap(),
                        Body::Respiration { rate: Quantity::Milli(k) },
                        None,
                    )
                    .await
                    .unwrap();
            }
        });
    }
    set.join_all().await;
    println!("saved {} in {:?}", n * 10, t.elapsed());
    let cpu = || {
        std::fs::read_to_string("/proc/self/stat")
            .unwrap()
            .split(' ')
            .skip(13)
            .take(2)
            .map(|x| x.parse::<u64>().unwrap())
            .sum::<u64>()
    };
    let rss = || {
        std::fs::read_to_string("/proc/self/status")
            .unwrap()
            .lines()
            .find(|l| l.starts_with("VmRSS"))
            .unwrap()
            .to_owned()
    };
    tokio::time::sleep(Duration::from_secs(12)).await;
    let c = cpu();
    tokio::time::sleep(Duration::from_secs(10)).await;
    println!("idle-with-silent-server cpu in 10 s: {} ticks, {}", cpu() - c, rss());
}
