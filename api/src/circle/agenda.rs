//! Whom to remind of what, and when: worked out from how things stand and what was told before.

use std::collections::BTreeSet;

use ingest::entry::{Appointment, Medicine, Stand};
use jiff::tz::TimeZone;
use vitals::PatientId;

use super::dues::dues;

/// What comes in so long is on the agenda; it is made anew before that is over.
pub(crate) const AHEAD_MS: i64 = 3 * HOUR_MS;
/// What could not be told for so long is told no more: then it would mislead.
pub(crate) const LATE_MS: i64 = 6 * HOUR_MS;
/// A person is reminded of an appointment so long before it.
const BEFORE: [(i64, &str); 2] = [(24 * HOUR_MS, "day"), (HOUR_MS, "hour")];
const HOUR_MS: i64 = 3_600_000;

/// Something that a person is told once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Item {
    pub(crate) due_at: i64,
    pub(crate) patient: PatientId,
    /// The same for the same occasion: what makes it once.
    pub(crate) of: String,
    /// The medicine whose dose it is; none for an appointment.
    pub(crate) medicine: Option<String>,
}

/// What is to be told, the next first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Agenda(BTreeSet<Item>);

impl Agenda {
    /// Puts the doses of a medicine there that are due around `now`, since it was settled so.
    pub(crate) fn add_medicine(
        &mut self,
        patient: &PatientId,
        zone: &TimeZone,
        (medicine, settled_at): (&Medicine, i64),
        now: i64,
    ) {
        if medicine.stopped {
            return;
        }
        let since = settled_at.max(now - LATE_MS);
        self.0.extend(dues(&medicine.minutes, zone, since, now + AHEAD_MS).iter().map(|due| {
            Item {
                due_at: due.at,
                patient: patient.clone(),
                of: format!("{} {}", medicine.id, due.name()),
                medicine: Some(medicine.id.clone()),
            }
        }));
    }

    /// The same for an appointment that both sides have agreed to.
    pub(crate) fn add_appointment(
        &mut self,
        patient: &PatientId,
        (appointment, settled_at): (&Appointment, i64),
        now: i64,
    ) {
        if appointment.stand != Stand::Confirmed || appointment.starts_at <= now {
            return;
        }
        let due = BEFORE.iter().map(|(before, name)| (appointment.starts_at - before, name));
        let near =
            due.filter(|(at, _)| *at > settled_at.max(now - LATE_MS) && *at <= now + AHEAD_MS);
        self.0.extend(near.map(|(due_at, name)| Item {
            due_at,
            patient: patient.clone(),
            of: format!("{} {} {name}", appointment.id, appointment.starts_at),
            medicine: None,
        }));
    }

    /// Takes off what was told before.
    pub(crate) fn without(mut self, told: &BTreeSet<(PatientId, String)>) -> Self {
        self.0.retain(|item| !told.contains(&(item.patient.clone(), item.of.clone())));
        self
    }

    /// Takes the next thing off whose time has come; what is too late goes in silence.
    pub(crate) fn next(&mut self, now: i64) -> Option<Item> {
        while self.0.first().is_some_and(|item| item.due_at <= now) {
            let item = self.0.pop_first()?;
            if item.due_at > now - LATE_MS {
                return Some(item);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: i64 = 1_767_225_600_000; // 2026-01-01T00:00:00Z
    const YEAR_MS: i64 = 365 * 24 * HOUR_MS;

    fn medicine(minutes: Vec<u16>) -> Medicine {
        Medicine {
            id: "m-1".into(),
            version: 1,
            name: "furosemide".into(),
            dose: "40 mg".into(),
            minutes,
            note: String::new(),
            stopped: false,
        }
    }

    fn appointment(starts_at: i64) -> Appointment {
        Appointment {
            id: "v-1".into(),
            version: 2,
            stand: Stand::Confirmed,
            starts_at,
            minutes: 20,
            with: "Ben Cole".into(),
            place: String::new(),
            note: String::new(),
        }
    }

    fn patient() -> PatientId {
        "p-1".parse().unwrap()
    }

    #[test]
    fn an_appointment_is_told_a_day_and_an_hour_before_and_again_when_it_is_moved() {
        let settled = START;
        let told = |starts_at: i64, now: i64| {
            let mut agenda = Agenda::default();
            agenda.add_appointment(&patient(), (&appointment(starts_at), settled), now);
            std::iter::from_fn(|| agenda.next(now)).map(|item| item.of).collect::<Vec<_>>()
        };
        let starts_at = START + 48 * HOUR_MS;
        let none: [String; 0] = [];
        assert_eq!(told(starts_at, starts_at - 25 * HOUR_MS), none);
        assert_eq!(told(starts_at, starts_at - 24 * HOUR_MS), [format!("v-1 {starts_at} day")]);
        assert_eq!(told(starts_at, starts_at - HOUR_MS), [format!("v-1 {starts_at} hour")]);
        assert_eq!(told(starts_at, starts_at), none, "it has begun");
        let soon = START + 2 * HOUR_MS;
        assert_eq!(
            told(soon, soon - HOUR_MS),
            [format!("v-1 {soon} hour")],
            "agreed after the day"
        );
    }

    #[test]
    fn what_is_hours_late_is_told_no_more() {
        let mut agenda = Agenda::default();
        agenda.add_medicine(&patient(), &TimeZone::UTC, (&medicine(vec![60]), START), START);
        assert_eq!(
            agenda.clone().next(START + HOUR_MS).map(|item| item.due_at),
            Some(START + HOUR_MS)
        );
        assert_eq!(agenda.next(START + HOUR_MS + LATE_MS), None);
    }

    const ZONES: [&str; 5] = [
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Kolkata",
    ];

    /// What a server does at a moment, and where it may be killed.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Tick {
        Runs,
        DiesBeforeItIsDurable,
        DiesAfterItIsDurable,
    }

    /// A server that reminds, with what outlives it and what doesn't.
    struct World {
        zone: TimeZone,
        medicine: Medicine,
        /// What is durable: when something was told, and what.
        journal: Vec<(i64, Item)>,
        memory: Option<(i64, Agenda)>,
    }

    impl World {
        fn tick(&mut self, now: i64, tick: Tick) {
            let fresh = self.memory.take().filter(|(made_at, _)| now - made_at < AHEAD_MS / 2);
            let (made_at, mut agenda) = fresh.unwrap_or_else(|| (now, self.make(now)));
            while let Some(item) = agenda.next(now) {
                if tick == Tick::DiesBeforeItIsDurable {
                    return;
                }
                self.journal.push((now, item));
                if tick == Tick::DiesAfterItIsDurable {
                    return;
                }
            }
            self.memory = Some((made_at, agenda));
        }

        fn make(&self, now: i64) -> Agenda {
            let mut agenda = Agenda::default();
            agenda.add_medicine(&patient(), &self.zone, (&self.medicine, START), now);
            let recent = self.journal.iter().rev().take_while(|(at, _)| *at > now - 2 * LATE_MS);
            let told = recent.map(|(_, item)| (item.patient.clone(), item.of.clone()));
            agenda.without(&told.collect())
        }
    }

    const TICKS: [Tick; 9] = {
        let mut ticks = [Tick::Runs; 9];
        ticks[0] = Tick::DiesBeforeItIsDurable;
        ticks[1] = Tick::DiesAfterItIsDurable;
        ticks[2] = Tick::DiesAfterItIsDurable;
        ticks
    };

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
        /// A year with its clock changes, of a server that dies again and again: nothing is told twice or
        /// early, and what is never told is what dying has kept back for as long as makes it too late.
        #[test]
        fn through_a_year_of_kills_and_clock_changes_each_reminder_is_told_once(
            name in prop::sample::select(&ZONES[..]),
            minutes in prop::collection::btree_set(0..1440_u16, 1..4),
            steps in prop::collection::vec(
                (HOUR_MS / 2..3 * HOUR_MS, prop::sample::select(&TICKS[..])), 5_500
            ),
        ) {
            let (zone, medicine) = (TimeZone::get(name).unwrap(), medicine(minutes.into_iter().collect()));
            let mut world = World { zone, medicine, journal: Vec::new(), memory: None };
            let (mut now, mut dead_since, mut dead_longest) = (START, None, 0);
            for (step, tick) in steps {
                now += step;
                if now > START + YEAR_MS {
                    break;
                }
                world.tick(now, tick);
                let since = *dead_since.get_or_insert(now - step);
                dead_longest = dead_longest.max(now - since);
                if tick == Tick::Runs {
                    dead_since = None;
                }
            }
            let names: BTreeSet<&str> = world.journal.iter().map(|(_, item)| item.of.as_str()).collect();
            prop_assert_eq!(names.len(), world.journal.len(), "twice");
            prop_assert!(world.journal.iter().all(|(at, item)| item.due_at <= *at), "early");
            let upto = now.min(START + YEAR_MS) - LATE_MS;
            let due = dues(&world.medicine.minutes, &world.zone, START, upto);
            let missed = due.iter().filter(|due| !names.contains(format!("m-1 {}", due.name()).as_str()));
            prop_assert!(missed.count() == 0 || dead_longest >= LATE_MS, "missed while it ran");
        }
    }
}
