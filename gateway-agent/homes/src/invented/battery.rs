//! A monitor's battery: it runs down over months, and then is empty until somebody changes it.

use crate::civil::DAY;
use crate::dice::Dice;
use crate::monitor::MonitorKind;

/// The batteries of one monitor, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Battery {
    /// When one of them was put in.
    put_in_ms: i64,
    /// How long one lasts.
    life_ms: i64,
    /// How long an empty one stays in.
    empty_ms: i64,
}

impl Battery {
    /// Of a monitor of this kind; a phone and a sensor for two weeks have none that runs down.
    pub(super) fn of(dice: Dice, kind: MonitorKind, start_ms: i64) -> Option<Self> {
        if matches!(kind, MonitorKind::App | MonitorKind::Cgm) {
            return None;
        }
        let subject = format!("battery of {}", kind.word());
        let life_ms = dice.whole(&subject, 0, 90 * DAY, 400 * DAY);
        // Most people change a battery before it is low. Nobody is handed a monitor that ends on the first day.
        let most_ms = life_ms / 100 * 75;
        let used_ms = match dice.chance(&subject, 3, LOW) {
            true => dice.whole(&subject, 1, life_ms / 100 * 81, life_ms - 2 * DAY),
            false => dice.whole(&subject, 1, 0, most_ms),
        };
        let empty_ms = dice.whole(&subject, 2, DAY / 8, DAY + DAY / 4);
        Some(Self { put_in_ms: start_ms - used_ms, life_ms, empty_ms })
    }

    /// What is left at a moment; none if it is empty.
    pub(super) fn percent(self, at_ms: i64) -> Option<u8> {
        let used_ms = (at_ms - self.put_in_ms).rem_euclid(self.life_ms + self.empty_ms);
        let left = 100 - used_ms * 100 / self.life_ms;
        (used_ms < self.life_ms).then_some(left.max(1) as u8)
    }
}

/// The share of monitors whose battery is low at the start: under a fifth.
const LOW: f64 = 0.01;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_runs_down_is_empty_for_a_while_and_is_changed() {
        let battery = Battery { put_in_ms: 1_000, life_ms: 100 * DAY, empty_ms: DAY };
        let after = |days: i64| battery.percent(1_000 + days * DAY);
        assert_eq!([after(0), after(1), after(99)], [Some(100), Some(99), Some(1)]);
        assert_eq!([after(100), after(101), after(102)], [None, Some(100), Some(99)]);
        assert_eq!(after(-1), None);
    }
}
