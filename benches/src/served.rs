//! The settings of the whole server, as benches start it: on this machine, with everything in it.

use std::path::PathBuf;

use api::access::Settings;
use api::config::{BrokerChoice, Config, Doors};
use api::notify::NotifyConfig;

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
