//! Which messages were refused lately, so that each is kept apart once and not at every try.

use std::collections::{BTreeSet, VecDeque};

use sha2::{Digest, Sha256};
use vitals::GatewayId;

use crate::entry::Quarantined;

/// So many refusals are remembered; after a restart each is kept once more.
const REFUSED_MAX: usize = 4096;

/// The refusals remembered, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Refused {
    order: VecDeque<[u8; 16]>,
    keys: BTreeSet<[u8; 16]>,
}

impl Refused {
    pub(crate) fn has(&self, gateway: Option<&GatewayId>, what: &Quarantined) -> bool {
        self.keys.contains(&key_of(gateway, what))
    }

    pub(crate) fn note(&mut self, gateway: Option<&GatewayId>, what: &Quarantined) {
        let key = key_of(gateway, what);
        if !self.keys.insert(key) {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > REFUSED_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
    }
}

fn key_of(gateway: Option<&GatewayId>, what: &Quarantined) -> [u8; 16] {
    let name = gateway.map_or("", |gateway| gateway.as_str());
    let digest = Sha256::new()
        .chain_update(name)
        .chain_update([0])
        .chain_update(&what.detail)
        .chain_update([0])
        .chain_update(&what.bytes)
        .finalize();
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    key
}
