//! What is known of the monitors themselves: when each was last heard, and its battery.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vitals::{DeviceId, HeardAt};

/// How a monitor is, as far as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitorState {
    /// Which one.
    pub device: DeviceId,
    /// When it last said something.
    pub heard: HeardAt,
    /// What is left in its battery, if it ever said that.
    pub battery_percent: Option<u8>,
}

/// Those that were heard since the start, the latest if there are very many.
#[derive(Clone, Default)]
pub(super) struct Monitors(Arc<Mutex<Known>>);

/// When each was last heard, and its battery.
type Known = BTreeMap<DeviceId, (HeardAt, Option<u8>)>;

impl Monitors {
    /// It said something; its battery, if it was that.
    pub(super) fn heard(&self, device: &DeviceId, at: HeardAt, battery_percent: Option<u8>) {
        let mut known = self.lock();
        if let Some((heard, battery)) = known.get_mut(device) {
            *heard = at;
            *battery = battery_percent.or(*battery);
            return;
        }
        known.insert(device.clone(), (at, battery_percent));
        if known.len() > MOST {
            let longest_ago = known.iter().min_by_key(|(_, (heard, _))| *heard);
            let longest_ago = longest_ago.map(|(device, _)| device.clone());
            longest_ago.map(|device| known.remove(&device));
        }
    }

    pub(super) fn list(&self) -> Vec<MonitorState> {
        let state = |(device, (heard, battery_percent)): (&DeviceId, &(HeardAt, Option<u8>))| {
            let (device, heard, battery_percent) = (device.clone(), *heard, *battery_percent);
            MonitorState { device, heard, battery_percent }
        };
        self.lock().iter().map(state).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // A panic while it was held would have left a whole map.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Far more than a home has: with `monitors = "any"` a whole house may be heard.
const MOST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_is_remembered_while_other_things_are_heard_and_the_list_is_bounded() {
        let monitors = Monitors::default();
        let (device, at) = ("cuff-1".parse().unwrap(), HeardAt::from_unix_ms);
        monitors.heard(&device, at(1), Some(87));
        monitors.heard(&device, at(500), None);
        let expected = MonitorState { device, heard: at(500), battery_percent: Some(87) };
        assert_eq!(monitors.list(), std::slice::from_ref(&expected));
        for n in 0..200 {
            monitors.heard(&format!("other-{n}").parse().unwrap(), at(n), None);
        }
        assert_eq!(monitors.list().len(), MOST);
        assert!(monitors.list().contains(&expected));
    }
}
