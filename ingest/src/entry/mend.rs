//! What mends a quarantine: whose a device was, by how much a clock was wrong, and what was taken again.

use vitals::{DeviceId, HeardAt, PatientId, ReadingId, TakenAt, UserSlot};
use wire::{ClockRule, Dated, WireReading};

use super::Delivery;

/// A device was worn by somebody for a time, whatever the assignments say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wearing {
    /// The device.
    pub device: DeviceId,
    /// The user of the device; `None` for all of them.
    pub slot: Option<UserSlot>,
    /// The person.
    pub patient: PatientId,
    /// From this moment on.
    pub from: TakenAt,
    /// Up to this moment, which isn't part of it; `None` for ever.
    pub to: Option<TakenAt>,
    /// Who says so.
    pub by: String,
    /// Why.
    pub why: String,
}

impl Wearing {
    /// Whether it says who was measured then.
    pub fn covers(&self, slot: Option<UserSlot>, at: TakenAt) -> bool {
        let is_user = self.slot.is_none() || self.slot == slot;
        is_user && self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// A device's clock was wrong while a gateway heard it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockCorrection {
    /// The device.
    pub device: DeviceId,
    /// What was heard from this moment on is corrected,
    pub from: HeardAt,
    /// up to this one, which isn't part of it.
    pub to: HeardAt,
    /// How.
    pub how: Correction,
    /// Who says so.
    pub by: String,
    /// Why.
    pub why: String,
}

/// How the time of a measurement is found where the device's clock was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// The clock was behind by so many milliseconds, or ahead, if negative.
    Shift(i64),
    /// It was measured when the gateway heard of it.
    Heard,
}

impl ClockCorrection {
    /// Whether it is about this reading.
    pub fn covers(&self, reading: &WireReading) -> bool {
        self.device == reading.device && (self.from..self.to).contains(&reading.heard_at)
    }

    /// When the body was measured after all. A shift can't date what has no time.
    pub fn correct(&self, reading: &WireReading) -> Dated {
        match (self.how, reading.dated) {
            (Correction::Heard, _) => Dated::At {
                taken_at: TakenAt::from_unix_ms(reading.heard_at.unix_ms()),
                rule: ClockRule::Received,
            },
            (Correction::Shift(ms), Dated::At { taken_at, rule }) => {
                let taken_at = TakenAt::from_unix_ms(taken_at.unix_ms().saturating_add(ms));
                Dated::At { taken_at, rule }
            }
            (Correction::Shift(_), Dated::Undatable) => Dated::Undatable,
        }
    }
}

/// Something that had been kept apart was taken again, and counts from this entry on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// Where it was kept apart.
    pub original: ReadingId,
    /// Who had it taken again.
    pub by: String,
    /// What became of it. Nothing in it: all was there already.
    pub delivery: Delivery,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worn(slot: Option<u8>, from: i64, to: Option<i64>) -> Wearing {
        Wearing {
            device: "cuff-1".parse().unwrap(),
            slot: slot.and_then(UserSlot::from_index),
            patient: "ann".parse().unwrap(),
            from: TakenAt::from_unix_ms(from),
            to: to.map(TakenAt::from_unix_ms),
            by: "Sian".into(),
            why: String::new(),
        }
    }

    #[test]
    fn a_wearing_ends_right_before_its_end() {
        let check = |wearing: &Wearing, slot: Option<u8>, at, covered| {
            let slot = slot.and_then(UserSlot::from_index);
            let covers = wearing.covers(slot, TakenAt::from_unix_ms(at));
            assert_eq!(covers, covered, "{wearing:?} of {slot:?} at {at}");
        };
        let both = worn(None, 10, Some(20));
        check(&both, None, 9, false);
        check(&both, None, 10, true);
        check(&both, Some(3), 19, true);
        check(&both, None, 20, false);
        check(&worn(Some(1), 10, None), Some(1), i64::MAX, true);
        check(&worn(Some(1), 10, None), Some(2), 11, false);
        check(&worn(Some(1), 10, None), None, 11, false);
    }
}
