//! Whose clock is off: monitors' against their gateways', gateways' against ours, as their readings show.

use std::collections::{BTreeMap, VecDeque};

use vitals::{DeviceId, GatewayId, IdMap, StoredAt};
use wire::{ClockRule, Dated, WireReading};

use crate::entry::{Delivery, Item};

/// A clock that is off by more than this is told to operators, ms.
pub const CLOCK_OFF_MS: i64 = 120_000;

/// By how much a clock is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockOff {
    /// How far it is behind, ms; less than nothing if it is ahead.
    pub behind_ms: i64,
    /// When that was seen.
    pub at: StoredAt,
}

/// Monitors, and gateways, whose clocks are off.
pub type ClocksOff = (Vec<(DeviceId, ClockOff)>, Vec<(GatewayId, ClockOff)>);

/// What the newest readings said.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    devices: IdMap<DeviceId, ClockOff>,
    gateways: BTreeMap<GatewayId, Lags>,
}

/// How long the newest readings of a gateway's last frames took to come here by its own clock, ms. What comes
/// from a spool was long under way, so the shortest of them tells of the clock.
#[derive(Debug, Default)]
struct Lags {
    newest: VecDeque<i64>,
    at_ms: i64,
}

/// So many frames are looked at.
const LAGS_MAX: usize = 20;

impl Clocks {
    pub(super) fn delivered(&mut self, delivery: &Delivery, at: StoredAt) {
        if delivery.gateway.is_synthetic() {
            return;
        }
        let mut lag: Option<i64> = None;
        for item in &delivery.items {
            let Item::Admitted { reading, .. } = item else { continue };
            let took = at.unix_ms().saturating_sub(reading.heard_at.unix_ms());
            lag = Some(lag.map_or(took, |lag| lag.min(took)));
            let Some(behind_ms) = behind(reading) else { continue };
            let off = ClockOff { behind_ms, at };
            match self.devices.get_mut(&reading.device) {
                Some(known) => *known = off,
                None => {
                    self.devices.insert(reading.device.clone(), off);
                }
            }
        }
        let Some(lag) = lag else { return };
        let lags = self.gateways.entry(delivery.gateway.clone()).or_default();
        lags.newest.push_back(lag);
        if lags.newest.len() > LAGS_MAX {
            lags.newest.pop_front();
        }
        lags.at_ms = at.unix_ms();
    }

    pub(super) fn of_device(&self, device: &DeviceId) -> Option<ClockOff> {
        self.devices.get(device).copied()
    }

    pub(super) fn off(&self) -> ClocksOff {
        let is_off = |off: &ClockOff| off.behind_ms.abs() > CLOCK_OFF_MS;
        let devices = self.devices.iter().filter(|(_, off)| is_off(off));
        let mut devices: Vec<_> = devices.map(|(id, off)| (id.clone(), *off)).collect();
        let gateways = self.gateways.iter().filter_map(|(id, lags)| Some((id, lags.off()?)));
        let gateways = gateways.filter(|(_, off)| is_off(off));
        let mut gateways: Vec<_> = gateways.map(|(id, off)| (id.clone(), off)).collect();
        devices.sort_by_key(|(id, off)| (-off.behind_ms.abs(), id.clone()));
        gateways.sort_by_key(|(id, off)| (-off.behind_ms.abs(), id.clone()));
        (devices, gateways)
    }
}

impl Lags {
    fn off(&self) -> Option<ClockOff> {
        let behind_ms = *self.newest.iter().min()?;
        Some(ClockOff { behind_ms, at: StoredAt::from_unix_ms(self.at_ms) })
    }
}

/// How far a monitor's clock was behind its gateway's; none where the reading tells nothing of it.
fn behind(reading: &WireReading) -> Option<i64> {
    let shown = reading.device_time?;
    let zone_ms = i64::from(reading.zone_offset_min) * 60_000;
    let Dated::At { taken_at, rule } = reading.dated else { return None };
    let taken_ms = match rule {
        ClockRule::Corrected => taken_at.unix_ms(),
        // Live, from a clock that can't be used.
        ClockRule::Received => reading.heard_at.unix_ms(),
    };
    taken_ms.checked_add(zone_ms)?.checked_sub(shown)
}

#[cfg(test)]
mod tests {
    use vitals::{Flags, HeardAt, Origin, TakenAt};
    use wire::{Body, Quantity};

    use super::*;
    use crate::entry::Confidence;

    const NOON_MS: i64 = 1_790_000_000_000;

    fn reading(device: &str, shown_ms: i64, heard_ms: i64, rule: ClockRule) -> Item {
        let taken_at = TakenAt::from_unix_ms(NOON_MS);
        let reading = WireReading {
            device: device.parse().unwrap(),
            slot: None,
            device_sequence: None,
            device_time: Some(shown_ms),
            dated: Dated::At { taken_at, rule },
            heard_at: HeardAt::from_unix_ms(heard_ms),
            zone_offset_min: 60,
            origin: Origin::Device,
            raw_crc: 0,
            flags: Flags::default(),
            body: Body::Weight { weight: Quantity::Milli(71_000) },
        };
        let (patient, confidence) = ("p-1".parse().unwrap(), Confidence::CERTAIN);
        Item::Admitted { patient, reading, confidence }
    }

    fn deliver(clocks: &mut Clocks, items: Vec<Item>, stored_ms: i64) {
        let delivery = Delivery { gateway: "gw-1".parse().unwrap(), place: None, items };
        clocks.delivered(&delivery, StoredAt::from_unix_ms(stored_ms));
    }

    #[test]
    fn a_monitor_whose_clock_is_off_is_told_with_by_how_much() {
        const HOUR_MS: i64 = 3_600_000;
        let mut clocks = Clocks::default();
        let right = reading("scale-1", NOON_MS + HOUR_MS, NOON_MS, ClockRule::Corrected);
        let slow = reading("scale-2", NOON_MS + HOUR_MS - 300_000, NOON_MS, ClockRule::Corrected);
        let wrong = reading("scale-3", 0, NOON_MS, ClockRule::Received);
        deliver(&mut clocks, vec![right, slow, wrong], NOON_MS + 1000);
        let (devices, gateways) = clocks.off();
        let told: Vec<_> = devices.iter().map(|(id, off)| (id.as_str(), off.behind_ms)).collect();
        assert_eq!(told, [("scale-3", NOON_MS + HOUR_MS), ("scale-2", 300_000)]);
        assert_eq!(gateways, []);
    }

    #[test]
    fn a_gateway_that_empties_its_spool_has_no_wrong_clock() {
        let mut clocks = Clocks::default();
        let at = |heard_ms| vec![reading("scale-1", NOON_MS, heard_ms, ClockRule::Corrected)];
        deliver(&mut clocks, at(NOON_MS), NOON_MS + 900);
        deliver(&mut clocks, at(NOON_MS), NOON_MS + 7_200_000);
        assert_eq!(clocks.off().1, []);
        // One that is ahead is from the future at once, one that is behind in all of its frames.
        deliver(&mut clocks, at(NOON_MS + 600_000), NOON_MS);
        assert_eq!(clocks.off().1[0].1.behind_ms, -600_000);
        for _ in 0..LAGS_MAX {
            deliver(&mut clocks, at(NOON_MS), NOON_MS + 300_000);
        }
        assert_eq!(clocks.off().1[0].1.behind_ms, 300_000);
    }
}
