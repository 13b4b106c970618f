//! Which measurements are there already, by content, so that what a monitor sends again from its
//! own memory, or what two gateways both heard, counts once.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};
use vitals::{DeviceId, UserSlot};
use wire::ContentIdentity;

/// So many measurements of a device are remembered, the newest by its own clock: a month of CGM at
/// 5 minutes, the longest memory of a monitor, is 8,640.
const IDENTITIES_MAX: usize = 9_000;

/// The measurements seen, by device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    devices: BTreeMap<DeviceId, Recent>,
}

/// The newest measurements of one device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Recent {
    keys: BTreeSet<Key>,
}

/// A content identity without its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct Key {
    /// First, so that the order is by time.
    device_time: i64,
    slot: Option<u8>,
    kind: u8,
    device_sequence: Option<u32>,
    raw_crc: u32,
}

impl Seen {
    pub(crate) fn has(&self, identity: &ContentIdentity) -> bool {
        self.devices
            .get(&identity.device)
            .is_some_and(|recent| recent.keys.contains(&key_of(identity)))
    }

    pub(crate) fn note(&mut self, identity: &ContentIdentity) {
        self.devices.entry(identity.device.clone()).or_default().note(key_of(identity));
    }

    /// Device and keys, for a snapshot.
    pub(crate) fn export(&self) -> Vec<(String, Vec<Key>)> {
        let export = |(device, recent): (&DeviceId, &Recent)| {
            (device.to_string(), recent.keys.iter().copied().collect())
        };
        self.devices.iter().map(export).collect()
    }

    /// Takes in what [`Self::export`] gave.
    pub(crate) fn import(&mut self, device: DeviceId, keys: Vec<Key>) {
        let recent = self.devices.entry(device).or_default();
        for key in keys {
            recent.note(key);
        }
    }
}

impl Recent {
    fn note(&mut self, key: Key) {
        self.keys.insert(key);
        if self.keys.len() > IDENTITIES_MAX {
            self.keys.pop_first();
        }
    }
}

fn key_of(identity: &ContentIdentity) -> Key {
    Key {
        slot: identity.slot.map(UserSlot::index),
        kind: identity.kind,
        device_time: identity.device_time,
        device_sequence: identity.device_sequence,
        raw_crc: identity.raw_crc,
    }
}
