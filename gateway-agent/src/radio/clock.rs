//! A monitor's clock during one connection: read before anything else, set, and read again.

use gatt::{Characteristic, CurrentTime, DateTime, LocalTime, Value};

use crate::hear::MonitorClock;

/// What is known of the clock of a connected monitor. All times are civil milliseconds since
/// 1970-01-01, no zone: a monitor has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timekeeper {
    /// The gateway's time less the monitor's, as the connection began.
    offset_ms: Option<i64>,
    /// When an earlier connection set it, by the monitor's clock.
    set_at: Option<i64>,
    /// When this connection set it, and what is still between the two clocks.
    set: Option<Set>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Set {
    at: i64,
    offset_ms: i64,
}

impl Timekeeper {
    /// At the start of a connection. `set_at` is what [`Timekeeper::set_at`] said in an earlier one.
    pub fn new(set_at: Option<i64>) -> Self {
        Self { offset_ms: None, set_at, set: None }
    }

    /// Takes what the monitor's clock showed at `local_ms` of ours, before it was set.
    pub fn read(&mut self, characteristic: Characteristic, bytes: &[u8], local_ms: i64) {
        self.offset_ms = shown(characteristic, bytes).map(|shown| local_ms - shown);
    }

    /// The gateway's time less the monitor's, as it was read; `None` if the monitor had none.
    pub fn offset_ms(&self) -> Option<i64> {
        self.offset_ms
    }

    /// Whether the clock is to be set: it is off by more than people notice, or not set at all.
    pub fn is_off(&self) -> bool {
        self.offset_ms.is_none_or(|offset| offset.abs() > TOLERATED_MS)
    }

    /// The octets that set the clock to `local_ms`, the gateway's local time.
    pub fn setting(characteristic: Characteristic, local_ms: i64) -> Option<Vec<u8>> {
        let time = DateTime::from_local_ms(local_ms)?;
        if characteristic == Characteristic::DateTime {
            return Some(time.to_bytes().to_vec());
        }
        // 1970-01-01 was a Thursday, 4. Both are small after the remainder.
        let day_of_week = ((local_ms.div_euclid(DAY_MS) + 3).rem_euclid(7) + 1) as u8;
        let fraction_256 = (local_ms.rem_euclid(1000) * 256 / 1000) as u8;
        Some(CurrentTime { time, day_of_week, fraction_256, adjust: EXTERNAL_REFERENCE }.encode())
    }

    /// Takes what the clock shows after it was set; says whether the monitor took it.
    pub fn read_back(
        &mut self,
        characteristic: Characteristic,
        bytes: &[u8],
        local_ms: i64,
    ) -> bool {
        let Some(shown) = shown(characteristic, bytes) else { return false };
        let offset_ms = local_ms - shown;
        if offset_ms.abs() > TOLERATED_MS {
            return false;
        }
        if self.offset_ms.is_none_or(|before| (before - offset_ms).abs() > REMEMBERED_MS) {
            self.set = Some(Set { at: shown, offset_ms });
        } else {
            self.offset_ms = Some(offset_ms);
        }
        true
    }

    /// From which moment on, by the monitor's clock, the next connection's offset is right.
    pub fn set_at(&self) -> Option<i64> {
        self.set.map(|set| set.at).or(self.set_at)
    }

    /// The clock that a value's own time is from: the one that was read, or the one that was set if
    /// the body was measured since.
    pub fn of(&self, characteristic: Characteristic, bytes: &[u8], local_ms: i64) -> MonitorClock {
        let before = MonitorClock { offset_ms: self.offset_ms, set_at: self.set_at };
        let (Some(set), Some(at)) = (self.set, measured_at(characteristic, bytes)) else {
            return before;
        };
        if (set.at - SECOND_MS..=local_ms + MINUTE_MS).contains(&at) {
            return MonitorClock { offset_ms: Some(set.offset_ms), set_at: None };
        }
        before
    }
}

/// What a clock shows; `None` if it isn't set, or shows no time.
fn shown(characteristic: Characteristic, bytes: &[u8]) -> Option<i64> {
    let (time, fraction) = match gatt::decode(characteristic, bytes).ok()? {
        Value::CurrentTime(value) => (value.time, i64::from(value.fraction_256) * 1000 / 256),
        Value::DateTime(time) => (time, 0),
        _ => return None,
    };
    match time.local() {
        LocalTime::At(ms) => Some(ms + fraction),
        LocalTime::Unknown | LocalTime::Invalid => None,
    }
}

/// When a value says that the body was measured.
fn measured_at(characteristic: Characteristic, bytes: &[u8]) -> Option<i64> {
    let time = match gatt::decode(characteristic, bytes).ok()? {
        Value::BloodPressure(value) => value.time?.local(),
        Value::SpotCheck(value) => value.time?.local(),
        Value::Temperature(value) => value.time?.local(),
        Value::Weight(value) => value.time?.local(),
        Value::Glucose(value) => value.measured_at(),
        _ => return None,
    };
    match time {
        LocalTime::At(ms) => Some(ms),
        LocalTime::Unknown | LocalTime::Invalid => None,
    }
}

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// A clock this near is right: a monitor shows minutes, and some ask the person when it is set.
const TOLERATED_MS: i64 = 10 * SECOND_MS;
/// A smaller correction moves no earlier record to another minute.
const REMEMBERED_MS: i64 = MINUTE_MS;
/// Bit of the adjust reason: somebody else's clock said so.
const EXTERNAL_REFERENCE: u8 = 1 << 1;

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T08:30:00.
    const NOW: i64 = 1_795_249_800_000;
    const HOUR_MS: i64 = 60 * MINUTE_MS;

    fn octets(local_ms: i64) -> Vec<u8> {
        Timekeeper::setting(Characteristic::CurrentTime, local_ms).unwrap()
    }

    /// A weight of 80 kg with that time.
    fn weight(local_ms: i64) -> Vec<u8> {
        let mut bytes = vec![0x02, 0x80, 0x3E];
        bytes.extend(DateTime::from_local_ms(local_ms).unwrap().to_bytes());
        bytes
    }

    /// The monitor's clock was `behind` when read, and was set.
    fn set(behind: i64) -> Timekeeper {
        let mut clock = Timekeeper::new(None);
        clock.read(Characteristic::CurrentTime, &octets(NOW - behind), NOW);
        assert_eq!(clock.is_off(), behind.abs() > TOLERATED_MS, "{behind}");
        assert!(clock.read_back(Characteristic::CurrentTime, &octets(NOW), NOW), "{behind}");
        clock
    }

    #[track_caller]
    fn check(clock: Timekeeper, measured: i64, offset_ms: Option<i64>) {
        let heard = NOW + 20 * SECOND_MS;
        let of = clock.of(Characteristic::Weight, &weight(measured), heard);
        assert_eq!(of.offset_ms, offset_ms, "{clock:?}");
    }

    #[test]
    fn the_clock_is_set_to_local_time_with_its_weekday_and_reason() {
        let octets = octets(NOW + 500);
        // A Saturday, half a second past.
        assert_eq!(octets, [0xEA, 0x07, 11, 21, 8, 30, 0, 6, 128, 2]);
        let short = Timekeeper::setting(Characteristic::DateTime, NOW).unwrap();
        assert_eq!(short, [0xEA, 0x07, 11, 21, 8, 30, 0]);
    }

    #[test]
    fn records_from_before_it_was_set_keep_the_offset_that_was_read() {
        for behind in [HOUR_MS, -HOUR_MS] {
            let yesterday = NOW - DAY_MS;
            check(set(behind), yesterday, Some(behind));
            check(set(behind), NOW + 10 * SECOND_MS, Some(0));
        }
        // Fast by an hour, measured half an hour ago: the new clock can't have shown that yet.
        check(set(-HOUR_MS), NOW + HOUR_MS / 2, Some(-HOUR_MS));
    }

    #[test]
    fn a_clock_that_was_never_set_gives_no_offset_until_it_is() {
        let mut clock = Timekeeper::new(None);
        clock.read(Characteristic::DateTime, &[0; 7], NOW);
        assert!(clock.is_off());
        check(clock, NOW, None);
        assert!(clock.read_back(Characteristic::DateTime, &octets(NOW)[..7], NOW + 400));
        check(clock, NOW + SECOND_MS, Some(400));
        check(clock, NOW - DAY_MS, None);
    }

    #[test]
    fn a_monitor_that_does_not_take_the_time_keeps_its_offset() {
        let mut clock = Timekeeper::new(Some(5));
        clock.read(Characteristic::CurrentTime, &octets(NOW - HOUR_MS), NOW);
        assert!(!clock.read_back(Characteristic::CurrentTime, &octets(NOW - HOUR_MS), NOW));
        assert_eq!(clock.set_at(), Some(5));
        check(clock, NOW, Some(HOUR_MS));
    }

    #[test]
    fn a_small_correction_is_not_remembered_as_a_step() {
        let clock = set(30 * SECOND_MS);
        assert_eq!(clock.set_at(), None);
        assert_eq!(set(HOUR_MS).set_at(), Some(NOW));
    }
}
