//! Which measurements are there already, by content, so that what a monitor sends again from its
//! own memory, or what two gateways both heard, counts once.

use std::collections::VecDeque;

use bincode::{Decode, Encode};
use vitals::{DeviceId, IdMap, UserSlot};
use wire::ContentIdentity;

/// So many measurements of a device are remembered, the newest by its own clock: a month of CGM at
/// 5 minutes, the longest memory of a monitor, is 8,640.
const IDENTITIES_MAX: usize = 9_000;

/// The measurements seen, by device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Each reading looks its device up; nothing depends on the order.
    devices: IdMap<DeviceId, Recent>,
}

/// The newest measurements of one device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Recent {
    /// In their order, each once. Nearly always the next is the newest.
    keys: VecDeque<Key>,
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
            .is_some_and(|recent| recent.keys.binary_search(&key_of(identity)).is_ok())
    }

    pub(crate) fn note(&mut self, identity: &ContentIdentity) {
        let recent = match self.devices.get_mut(&identity.device) {
            Some(recent) => recent,
            None => self.devices.entry(identity.device.clone()).or_default(),
        };
        recent.note(key_of(identity));
    }

    /// Device and keys, by device, for a snapshot.
    pub(crate) fn export(&self) -> impl ExactSizeIterator<Item = (&str, Vec<Key>)> {
        let mut devices: Vec<_> = self.devices.iter().collect();
        devices.sort_unstable_by_key(|(device, _)| *device);
        let keys = |recent: &Recent| recent.keys.iter().copied().collect();
        devices.into_iter().map(move |(device, recent)| (device.as_str(), keys(recent)))
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
        if let Err(place) = self.keys.binary_search(&key) {
            if self.keys.len() == self.keys.capacity() {
                // Most have few, and a million people have three monitors each.
                self.keys.reserve_exact(self.keys.len().max(2));
            }
            self.keys.insert(place, key);
        }
        if self.keys.len() > IDENTITIES_MAX {
            self.keys.pop_front();
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
