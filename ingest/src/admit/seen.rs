//! Which measurements are there already, by content, so that what a monitor sends again from its
//! own memory, or what two gateways both heard, counts once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bincode::{Decode, Encode};
use vitals::{DeviceId, UserSlot};
use wire::ContentIdentity;

/// So many measurements of a device are remembered: a week of CGM at 5 minutes is 2,016.
const IDENTITIES_MAX: usize = 2_500;

/// The measurements seen, by device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    devices: BTreeMap<DeviceId, Recent>,
}

/// The newest measurements of one device, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Recent {
    order: VecDeque<Key>,
    keys: BTreeSet<Key>,
}

/// A content identity without its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub(crate) struct Key {
    slot: Option<u8>,
    kind: u8,
    device_time: i64,
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

    /// Device and keys, oldest first, for a snapshot.
    pub(crate) fn export(&self) -> Vec<(String, Vec<Key>)> {
        let export = |(device, recent): (&DeviceId, &Recent)| {
            (device.to_string(), recent.order.iter().copied().collect())
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
        if !self.keys.insert(key) {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > IDENTITIES_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
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
