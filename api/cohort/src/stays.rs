//! Stays in hospital: how many there were, and who was back within thirty days.
//!
//! After HEDIS' plan all-cause readmissions and CMS' hospital-wide measure (CLINICAL 4.3), without their
//! adjustment for risk: a comparison of the same people before and after needs none, one of two teams does.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use crate::day::Day;
use crate::panel::Figures;
use crate::rate::{GROUP_MIN, Rate};
use crate::summary::Member;

/// A stay in hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// What kind.
    pub kind: StayKind,
    /// The day of admission, where the person lives.
    pub admitted: Day,
    /// The day of discharge, and how it ended; none while it lasts.
    pub left: Option<(Day, Leaving)>,
}

/// What kind of stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayKind {
    /// Admitted, and nobody had planned it.
    Unplanned,
    /// Admitted as it had been planned.
    Planned,
    /// Seen in an emergency department, and not admitted.
    Emergency,
}

/// How a stay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// To where they live.
    Home,
    /// To another hospital.
    Transferred,
    /// Against medical advice.
    AgainstAdvice,
    /// They died.
    Died,
}

/// What became of people in a stretch of time, as far as hospitals go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Outcomes {
    /// Who was cared for on a day of it.
    pub people: u64,
    /// The days on which they were, on their own walls.
    pub patient_days: u64,
    /// Unplanned admissions, of patient-days; none if the people are fewer than five.
    pub unplanned: Option<Rate>,
    /// Planned admissions, of patient-days.
    pub planned: Option<Rate>,
    /// Visits to an emergency department that ended without an admission, of patient-days.
    pub emergency: Option<Rate>,
    /// Days with a stay, of patient-days.
    pub in_hospital: Option<Rate>,
    /// Discharges with an unplanned admission within thirty days, of those that count; none if they are of
    /// one to four people.
    pub readmitted: Option<Rate>,
    /// Discharges whose thirty days aren't over: they don't count yet.
    pub pending: Option<u64>,
}

/// So many days after a discharge an admission is a readmission.
const READMITTED_DAYS: Day = 30;

/// What became of these people, in the days that `stretch` gives for each. Only days of care count.
pub fn outcomes(
    members: &[Member<'_>],
    stays: &HashMap<String, Vec<Stay>>,
    stretch: impl Fn(&Figures) -> Range<Day>,
) -> Outcomes {
    let mut all = Counts::default();
    for one in members.iter().map(|member| member.figures) {
        let asked = stretch(one);
        let since = one.clock.day(one.since_ms);
        let days = asked.start.max(since)..asked.end.min(one.today + 1);
        if !days.is_empty() {
            let stays = stays.get(&one.patient).map_or(&[][..], Vec::as_slice);
            all.take(stays, &days, one.today);
        }
    }
    all.outcomes()
}

#[derive(Default)]
struct Counts {
    people: u64,
    days: u64,
    unplanned: u64,
    planned: u64,
    emergency: u64,
    in_hospital: u64,
    readmitted: Rate,
    /// Of whom the discharges are that count.
    discharged: u64,
    pending: u64,
}

impl Counts {
    /// One person's days.
    fn take(&mut self, stays: &[Stay], days: &Range<Day>, today: Day) {
        self.people += 1;
        self.days += u64::from((days.end - days.start).unsigned_abs());
        let began = |one: &&Stay| days.contains(&one.admitted);
        for stay in stays.iter().filter(began) {
            match stay.kind {
                StayKind::Emergency => self.emergency += 1,
                // An admission from another hospital is the same stay.
                _ if is_transferred(stays, stay) => {}
                StayKind::Unplanned => self.unplanned += 1,
                StayKind::Planned => self.planned += 1,
            }
        }
        let whole = whole(stays);
        self.in_hospital += days_of(&whole, days, today);
        let before = self.readmitted.d;
        for (place, stay) in whole.iter().enumerate() {
            // Who left on the day of admission was hardly there; who died, or left against advice, isn't counted.
            let Some((day, Leaving::Home)) = stay.left else { continue };
            if day <= stay.admitted || !days.contains(&day) {
                continue;
            }
            if day + READMITTED_DAYS >= today {
                self.pending += 1;
                continue;
            }
            let again = day..=day + READMITTED_DAYS;
            let is_back =
                |later: &Stay| later.kind == StayKind::Unplanned && again.contains(&later.admitted);
            self.readmitted.count(whole[place + 1..].iter().any(is_back));
        }
        self.discharged += u64::from(self.readmitted.d > before);
    }

    fn outcomes(self) -> Outcomes {
        let few = GROUP_MIN as u64;
        let of_days = |n: u64| (self.people >= few).then_some(Rate::of(n, self.days));
        let are_few = (1..few).contains(&self.discharged);
        Outcomes {
            people: self.people,
            patient_days: self.days,
            unplanned: of_days(self.unplanned),
            planned: of_days(self.planned),
            emergency: of_days(self.emergency),
            in_hospital: of_days(self.in_hospital),
            readmitted: (!are_few && self.people >= few).then_some(self.readmitted),
            pending: (self.people >= few).then_some(self.pending),
        }
    }
}

/// Admissions in their order; what follows a transfer on the same or the next day is one stay with it.
fn whole(stays: &[Stay]) -> Vec<Stay> {
    let is_stay = |one: &&Stay| one.kind != StayKind::Emergency;
    let mut stays: Vec<Stay> = stays.iter().filter(is_stay).copied().collect();
    stays.sort_by_key(|one| (one.admitted, one.left.map_or(Day::MAX, |(day, _)| day)));
    let mut whole: Vec<Stay> = Vec::with_capacity(stays.len());
    for stay in stays {
        match whole.last_mut() {
            Some(last) if goes_on(last, &stay) => last.left = stay.left,
            _ => whole.push(stay),
        }
    }
    whole
}

fn is_transferred(stays: &[Stay], to: &Stay) -> bool {
    stays.iter().any(|from| !std::ptr::eq(from, to) && goes_on(from, to))
}

fn goes_on(from: &Stay, to: &Stay) -> bool {
    let Some((day, Leaving::Transferred)) = from.left else { return false };
    from.kind != StayKind::Emergency && (day..=day + 1).contains(&to.admitted)
}

/// The days with a stay, each once: the days of admission and of discharge are among them.
fn days_of(whole: &[Stay], days: &Range<Day>, today: Day) -> u64 {
    let mut upto = days.start;
    let mut count = 0;
    for stay in whole {
        let end = stay.left.map_or(today, |(day, _)| day) + 1;
        let (from, end) = (stay.admitted.max(upto), end.min(days.end));
        if from < end {
            count += u64::from((end - from).unsigned_abs());
            upto = end;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = 1000;

    fn stay(kind: StayKind, admitted: Day, left: Option<(Day, Leaving)>) -> Stay {
        Stay { kind, admitted, left }
    }

    fn unplanned(admitted: Day, left: Day) -> Stay {
        stay(StayKind::Unplanned, admitted, Some((left, Leaving::Home)))
    }

    #[track_caller]
    fn check(what: &str, stays: &[Stay], (n, d): (u64, u64), pending: u64) {
        let mut counts = Counts::default();
        counts.take(stays, &(800..TODAY + 1), TODAY);
        assert_eq!((counts.readmitted, counts.pending), (Rate::of(n, d), pending), "{what}");
    }

    #[test]
    fn who_is_back_within_thirty_days_was_readmitted() {
        use Leaving::{AgainstAdvice, Died, Home, Transferred};
        let planned = |admitted, left| stay(StayKind::Planned, admitted, Some((left, Home)));
        let ended = |admitted, left, how| stay(StayKind::Unplanned, admitted, Some((left, how)));
        check("nobody was in hospital", &[], (0, 0), 0);
        check("once", &[unplanned(810, 815)], (0, 1), 0);
        check("back on day 30", &[unplanned(810, 815), unplanned(845, 850)], (1, 2), 0);
        check("back on day 31", &[unplanned(810, 815), unplanned(846, 850)], (0, 2), 0);
        check("back on the same day", &[unplanned(810, 815), unplanned(815, 817)], (1, 2), 0);
        check("back as planned", &[unplanned(810, 815), planned(820, 822)], (0, 2), 0);
        check("after a planned stay, too", &[planned(810, 815), unplanned(820, 822)], (1, 2), 0);
        check(
            "each discharge counts",
            &[unplanned(810, 815), unplanned(820, 822), unplanned(830, 832)],
            (2, 3),
            0,
        );
        check("told in any order", &[unplanned(845, 850), unplanned(810, 815)], (1, 2), 0);
        check(
            "gone on the day of admission",
            &[unplanned(810, 810), unplanned(820, 822)],
            (0, 1),
            0,
        );
        check("died", &[ended(810, 815, Died)], (0, 0), 0);
        check("against advice", &[ended(810, 815, AgainstAdvice), unplanned(820, 822)], (0, 1), 0);
        check(
            "a transfer is one stay",
            &[ended(810, 815, Transferred), unplanned(816, 820)],
            (0, 1),
            0,
        );
        check(
            "and is counted from its end",
            &[ended(810, 815, Transferred), unplanned(815, 820), unplanned(850, 851)],
            (1, 2),
            0,
        );
        check("a transfer to nowhere", &[ended(810, 815, Transferred)], (0, 0), 0);
        check("thirty days aren't over", &[unplanned(960, TODAY - 30)], (0, 0), 1);
        check("thirty days are over", &[unplanned(960, TODAY - 31)], (0, 1), 0);
        check("still there", &[stay(StayKind::Unplanned, 990, None)], (0, 0), 0);
        check(
            "discharged before the stretch",
            &[unplanned(790, 799), unplanned(801, 805)],
            (0, 1),
            0,
        );
        check(
            "the emergency department",
            &[unplanned(810, 815), stay(StayKind::Emergency, 820, Some((820, Home)))],
            (0, 1),
            0,
        );
    }

    #[test]
    fn days_in_hospital_are_counted_once_and_only_inside_the_stretch() {
        let check = |what: &str, stays: &[Stay], expected| {
            let mut counts = Counts::default();
            counts.take(stays, &(800..900), TODAY);
            assert_eq!(counts.in_hospital, expected, "{what}");
        };
        check("both ends count", &[unplanned(810, 815)], 6);
        check("two that overlap", &[unplanned(810, 815), unplanned(813, 820)], 11);
        check("from before", &[unplanned(790, 801)], 2);
        check("still there", &[stay(StayKind::Unplanned, 895, None)], 5);
        check("after it", &[unplanned(900, 905)], 0);
    }

    #[test]
    fn what_few_people_have_is_not_told() {
        let counted = |people: u64, discharged: u64| {
            let mut counts = Counts::default();
            for number in 0..people {
                let stays = [unplanned(810, 815)];
                let of = if number < discharged { &stays[..] } else { &[] };
                counts.take(of, &(800..900), TODAY);
            }
            let found = counts.outcomes();
            (found.unplanned, found.readmitted, found.pending)
        };
        assert_eq!(counted(4, 4), (None, None, None));
        assert_eq!(counted(5, 0), (Some(Rate::of(0, 500)), Some(Rate::of(0, 0)), Some(0)));
        assert_eq!(counted(5, 4), (Some(Rate::of(4, 500)), None, Some(0)));
        assert_eq!(counted(5, 5), (Some(Rate::of(5, 500)), Some(Rate::of(0, 5)), Some(0)));
    }
}
