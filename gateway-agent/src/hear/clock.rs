//! When a body was measured, from what the monitor says of it. DEVICES 3.2 has the rule and why.

use gatt::LocalTime;
use vitals::TakenAt;
use wire::{ClockRule, Dated};

use super::{Arrival, MonitorClock};

/// What a value says of its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// The time in it; `None` when the characteristic came without one.
    pub(super) time: Option<LocalTime>,
    /// The monitor itself says that its clock is wrong.
    pub(super) clock_fault: bool,
    /// Whether it comes from the monitor's memory, when the monitor says so.
    pub(super) from_storage: Option<bool>,
}

impl Told {
    pub(super) fn at(time: Option<gatt::DateTime>) -> Self {
        let time = time.map(gatt::DateTime::local);
        Self { time, clock_fault: false, from_storage: None }
    }
}

const MINUTE_MS: i64 = 60_000;
/// A time beyond this after the gateway heard of it is a wrong clock.
const FUTURE_MS: i64 = 10 * MINUTE_MS;
/// A clock that can't be read is believed so far back.
const UNREAD_MS: i64 = 7 * 24 * 60 * MINUTE_MS;
/// 2020-01-01: no monitor of ours measured before.
const EARLIEST_MS: i64 = 1_577_836_800_000;

/// The moment of a measurement, and how it was found.
pub(super) fn date(clock: MonitorClock, arrival: Arrival, told: &Told) -> Dated {
    let heard_ms = arrival.heard_at.unix_ms();
    let received =
        Dated::At { taken_at: TakenAt::from_unix_ms(heard_ms), rule: ClockRule::Received };
    // A monitor that keeps records also keeps their times, so one without any is live.
    let live = arrival.live
        || told.from_storage == Some(false)
        || (told.time.is_none() && told.from_storage.is_none());
    let Some(LocalTime::At(local_ms)) = told.time.filter(|_| !told.clock_fault) else {
        return if live { received } else { Dated::Undatable };
    };
    let zone_ms = i64::from(arrival.zone_offset_min) * MINUTE_MS;
    let taken_ms = local_ms + clock.offset_ms.unwrap_or(0) - zone_ms;
    let before_it_was_set = clock.set_at.is_some_and(|set_at| local_ms < set_at);
    let unread = clock.offset_ms.is_none() && taken_ms < heard_ms - UNREAD_MS;
    let possible = (EARLIEST_MS..=heard_ms + FUTURE_MS).contains(&taken_ms);
    if possible && !before_it_was_set && !unread {
        return Dated::At { taken_at: TakenAt::from_unix_ms(taken_ms), rule: ClockRule::Corrected };
    }
    if live { received } else { Dated::Undatable }
}
