//! Medicines: what is to be taken when, and what was.

use std::collections::BTreeMap;

use ingest::entry::{Done, Dose, Medicine, Side};
use jiff::tz::TimeZone;

use super::Placed;
use super::dues::{Due, dues};

/// The questionnaire that rules may have for side effects.
pub(crate) const SIDE_EFFECT: &str = "side_effect";

/// What a message to the team is about that says that a medicine does harm.
pub(crate) fn side_effect_of(name: &str) -> String {
    format!("Side effect: {name}")
}

/// A medicine as it stands, and its doses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) medicine: Medicine,
    /// Who settled it so, and when.
    pub(crate) by: String,
    pub(crate) at: i64,
    /// Oldest first.
    pub(crate) doses: Vec<Taken>,
}

/// What became of a dose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Where it stands in the journal.
    pub(crate) offset: u64,
    pub(crate) dose: Dose,
    pub(crate) by: String,
    pub(crate) side: Side,
    /// When that was said: before it entered the journal, if it waited on a phone.
    pub(crate) at: i64,
    pub(crate) stored_at: i64,
}

/// A dose that is due, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot<'a> {
    pub(crate) due: Due,
    pub(crate) taken: Option<&'a Taken>,
}

/// Folds what was prescribed and what was taken, each oldest first; stopped medicines come last.
pub(crate) fn list(prescribed: &[Placed], dosed: &[Placed]) -> Vec<Line> {
    let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
    for placed in prescribed {
        let Done::Prescribed(medicine) = &placed.deed.done else { continue };
        let doses = lines.remove(medicine.id.as_str()).map(|line| line.doses).unwrap_or_default();
        let (medicine_now, by) = (medicine.clone(), placed.deed.by.name.clone());
        lines.insert(&medicine.id, Line { medicine: medicine_now, by, at: placed.at, doses });
    }
    for placed in dosed {
        let Done::Dosed(dose) = &placed.deed.done else { continue };
        if let Some(line) = lines.get_mut(dose.medicine.as_str()) {
            let (dose, by) = (dose.clone(), placed.deed.by.name.clone());
            let (offset, side, stored_at) = (placed.offset, placed.deed.by.side, placed.at);
            // A phone's clock is nobody's word for what comes later.
            let at = dose.said_at.map_or(stored_at, |said_at| said_at.min(stored_at));
            line.doses.push(Taken { offset, dose, by, side, at, stored_at });
        }
    }
    let mut lines: Vec<Line> = lines.into_values().collect();
    lines.sort_by(|one, other| {
        let rank = |line: &Line| (line.medicine.stopped, line.medicine.name.to_lowercase());
        rank(one).cmp(&rank(other))
    });
    lines
}

impl Line {
    /// What is due in `after..=upto`, since it was settled so.
    pub(crate) fn slots(&self, zone: &TimeZone, after: i64, upto: i64) -> Vec<Slot<'_>> {
        if self.medicine.stopped {
            return Vec::new();
        }
        let due = dues(&self.medicine.minutes, zone, after.max(self.at), upto);
        due.into_iter().map(|due| Slot { due, taken: self.taken(due.at) }).collect()
    }

    /// What became of the dose that was due then: what was said first.
    pub(crate) fn taken(&self, due_at: i64) -> Option<&Taken> {
        self.doses.iter().find(|taken| taken.dose.due_at == Some(due_at))
    }
}

/// A dose as it may be written: a number without trailing zeros, a space, a unit. "0.5 mg", "2 tablets".
pub(crate) fn is_dose(text: &str) -> bool {
    let Some((number, unit)) = text.split_once(' ') else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number_fits = match number.split_once('.') {
        None => digits(number) && !number.starts_with('0'),
        Some((whole, part)) => {
            let leads = whole == "0" || !whole.starts_with('0');
            digits(whole) && leads && digits(part) && !part.ends_with('0')
        }
    };
    number_fits && unit.starts_with(|letter: char| letter.is_alphabetic() || letter == '%')
}

#[cfg(test)]
mod tests {
    use ingest::entry::{By, Deed};

    use super::*;

    fn placed(at: i64, done: Done) -> Placed {
        let by = By { name: format!("who {at}"), side: Side::Team };
        let deed = Deed { patient: "p-1".parse().unwrap(), by, key: String::new(), done };
        Placed { offset: at as u64, at, deed }
    }

    fn medicine(id: &str, version: u32, stopped: bool) -> Done {
        Done::Prescribed(Medicine {
            id: id.into(),
            version,
            name: format!("name of {id}"),
            dose: "40 mg".into(),
            minutes: vec![60, 120],
            note: String::new(),
            stopped,
        })
    }

    fn dose(id: &str, due_at: i64, taken: bool) -> Done {
        Done::Dosed(Dose {
            medicine: id.into(),
            due_at: Some(due_at),
            taken,
            reason: String::new(),
            said_at: None,
        })
    }

    #[test]
    fn the_newest_version_counts_with_all_its_doses_and_what_was_stopped_comes_last() {
        let prescribed = [
            placed(1, medicine("a", 1, false)),
            placed(2, medicine("b", 1, false)),
            placed(3, medicine("a", 2, true)),
        ];
        let dosed = [placed(4, dose("a", 60, true)), placed(5, dose("gone", 60, true))];
        let lines = list(&prescribed, &dosed);
        let seen: Vec<(&str, u32, &str, usize)> = lines
            .iter()
            .map(|line| {
                (
                    line.medicine.id.as_str(),
                    line.medicine.version,
                    line.by.as_str(),
                    line.doses.len(),
                )
            })
            .collect();
        assert_eq!(seen, [("b", 1, "who 2", 0), ("a", 2, "who 3", 1)]);
        assert_eq!(lines[1].slots(&TimeZone::UTC, 0, 86_400_000), []);
    }

    #[test]
    fn a_dose_that_waited_on_a_phone_has_the_time_when_it_was_said() {
        let Done::Dosed(said) = dose("a", 60, true) else { panic!("a dose") };
        let late = Done::Dosed(Dose { said_at: Some(70), ..said });
        let lines = list(&[placed(1, medicine("a", 1, false))], &[placed(9_000, late)]);
        let [taken] = lines[0].doses.as_slice() else { panic!("one dose") };
        assert_eq!((taken.at, taken.stored_at), (70, 9_000));
    }

    #[test]
    fn a_dose_is_due_since_it_was_settled_and_what_was_said_first_stands() {
        let hour = 3_600_000;
        let prescribed = [placed(hour + 1, medicine("a", 1, false))];
        let dosed = [placed(9, dose("a", 2 * hour, true)), placed(10, dose("a", 2 * hour, false))];
        let lines = list(&prescribed, &dosed);
        let slots = lines[0].slots(&TimeZone::UTC, 0, 24 * hour);
        let [slot] = slots.as_slice() else { panic!("{slots:?}") };
        assert_eq!(slot.due.at, 2 * hour, "one o'clock was before");
        assert!(slot.taken.is_some_and(|taken| taken.dose.taken));
    }

    #[test]
    fn a_dose_is_written_so_that_nobody_misreads_it() {
        for (text, fits) in [
            ("40 mg", true),
            ("0.5 mg", true),
            ("2 tablets", true),
            ("12.5 µg/h", true),
            (".5 mg", false),
            ("1.0 mg", false),
            ("40mg", false),
            ("05 mg", false),
            ("mg 40", false),
            ("40 <b>", false),
            ("", false),
        ] {
            assert_eq!(is_dose(text), fits, "{text:?}");
        }
    }
}
