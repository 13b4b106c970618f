//! The settings of the whole server and of its pipeline, as benches start them: on this machine, with everything
//! in it.

use std::net::SocketAddr;
use std::path::PathBuf;

use api::access::Settings;
use api::config::{BrokerChoice, Config, Doors};
use api::notify::NotifyConfig;
use ingest::intake::IntakeConfig;
use ingest::pipeline::{Clock, JournalSettings, PipelineConfig};
use ingest::places::Places;

use crate::household::{MASTER_KEY, TENANT};

/// A server with its own broker, both on whatever ports are free, that keeps its data in a folder.
pub fn config(data: PathBuf) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data,
        places: Default::default(),
        journal: Default::default(),
        readings_keep: None,
        traces: None,
        broker: BrokerChoice::Embedded(([127, 0, 0, 1], 0).into()),
        tenant: TENANT.into(),
        shards: vec![0],
        workers: 2,
        snapshot_every: 100_000,
        canary_every: None,
        master_key: Some(MASTER_KEY),
        roster: Vec::new(),
        notify: NotifyConfig::default(),
        rota: None,
        doors: Doors::default(),
        access: Settings::default(),
        exchange: Default::default(),
    }
}

/// A pipeline that keeps its data in a folder and listens at this broker.
pub fn pipeline(data: PathBuf, broker: SocketAddr, workers: usize, clock: Clock) -> PipelineConfig {
    PipelineConfig {
        data,
        places: Places::default(),
        journal: JournalSettings::default(),
        readings_keep: None,
        intake: IntakeConfig {
            host: broker.ip().to_string(),
            port: broker.port(),
            tenant: TENANT.into(),
            shards: vec![0],
            client_id: "bench".into(),
        },
        master_key: MASTER_KEY,
        workers,
        snapshot_every: 100_000,
        clock,
        tracer: None,
    }
}
