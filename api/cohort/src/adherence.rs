//! What was due and what was done, by each person's plan and on each person's clock.
//!
//! A *slot* is a stretch of as many hours as the plan says, on the clock on the person's wall; slots follow
//! each other without end, from a Monday's midnight on. It is *due* if it began within the period, the plan
//! held from its beginning to its end, and it is over. It is *done* if the sign was measured in it at all,
//! by a device or typed. Where a plan schedules nothing, one reading of any sign in each day is due.

use std::ops::Range;

use crate::day::{DAY_MS, Day, HOUR_MS, LocalClock};
use crate::person::{Due, Plan};
use crate::rate::Rate;
use crate::values::{Sign, Value};

/// One person's share of what was due.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Adherence {
    /// Slots done, of slots due.
    pub slots: Rate,
    /// Slots that a device's reading did, of those done.
    pub by_device: Rate,
    /// Whether the newest plan schedules anything.
    pub is_planned: bool,
    /// Days of the period with a reading.
    pub days_with_data: u32,
    /// The longest stretch of the period without a reading, ms; none for nobody's time.
    pub longest_gap_ms: Option<i64>,
    /// Slots by the day on which they began, from the period's first day on.
    pub by_day: Vec<Rate>,
}

/// A person's time: the period asked for, and how long of it they were cared for.
#[derive(Debug, Clone)]
pub(crate) struct Time<'a> {
    pub(crate) clock: &'a LocalClock,
    /// The period's days, the last of them today.
    pub(crate) days: Range<Day>,
    pub(crate) now_ms: i64,
    /// Since when they are cared for.
    pub(crate) since_ms: i64,
}

/// Slots count from here: Monday, 5 January 1970, 00:00 on the wall.
const ANCHOR_MS: i64 = 4 * DAY_MS;

/// What one person did of what was due.
pub(crate) fn adherence(values: &[Value], plans: &[&Plan], time: &Time<'_>) -> Adherence {
    let by_day = vec![Rate::default(); time.days.len()];
    let mut found = Adherence { by_day, ..Adherence::default() };
    found.is_planned = plans.last().is_some_and(|plan| !plan.schedule.is_empty());
    for (holds, plan) in stretches(plans, time) {
        for slots in Slots::of(plan) {
            found.take(&slots, values, &holds, time);
        }
    }
    let days = days_of(values.iter(), time.clock);
    found.days_with_data = days.iter().filter(|day| time.days.contains(day)).count() as u32;
    found.longest_gap_ms = longest_gap(values, time);
    found
}

/// How much of one sign was done: as the plan has it; once a day where the plan says nothing of it.
pub(crate) fn of_sign(values: &[Value], plans: &[&Plan], sign: Sign, time: &Time<'_>) -> Rate {
    let by_day = vec![Rate::default(); time.days.len()];
    let mut found = Adherence { by_day, ..Adherence::default() };
    for (holds, plan) in stretches(plans, time) {
        let planned: Vec<Slots> =
            Slots::of(plan).into_iter().filter(|slots| slots.sign == Some(sign)).collect();
        if planned.is_empty() {
            found.take(&Slots { sign: Some(sign), ms: DAY_MS }, values, &holds, time);
        }
        for slots in planned {
            found.take(&slots, values, &holds, time);
        }
    }
    found.slots
}

/// Whether a plan schedules a sign.
pub(crate) fn schedules(plan: &Plan, sign: Sign) -> bool {
    plan.schedule.iter().any(|due| Sign::named(&due.sign) == Some(sign))
}

/// The days on which these were taken, each once.
pub(crate) fn days_of<'a>(values: impl Iterator<Item = &'a Value>, clock: &LocalClock) -> Vec<Day> {
    let mut days: Vec<Day> = values.map(|value| clock.day(value.at_ms)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

impl Adherence {
    fn take(&mut self, slots: &Slots, values: &[Value], holds: &Range<i64>, time: &Time<'_>) {
        let of_sign =
            || values.iter().filter(|value| slots.sign.is_none_or(|sign| sign == value.sign));
        let done = slots.of_values(of_sign(), time.clock);
        let by_device = slots.of_values(of_sign().filter(|value| value.by_device), time.clock);
        let local = time.clock.local_ms(holds.start)..time.clock.local_ms(holds.end);
        let first_day = i64::from(time.days.start);
        let start = local.start.max(first_day * DAY_MS);
        for slot in slots.place(start + slots.ms - 1).. {
            let shown = slots.shown(slot);
            if shown.start >= i64::from(time.days.end) * DAY_MS || shown.end > local.end {
                break;
            }
            if time.clock.skips(&shown) {
                continue;
            }
            let is_done = done.binary_search(&slot).is_ok();
            self.slots.count(is_done);
            let day = shown.start.div_euclid(DAY_MS) - first_day;
            // It began within the period's days.
            self.by_day[day as usize].count(is_done);
            if is_done {
                self.by_device.count(by_device.binary_search(&slot).is_ok());
            }
        }
    }
}

/// The slots of one thing that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slots {
    /// Of which sign; of any if none.
    sign: Option<Sign>,
    /// How long each is.
    ms: i64,
}

impl Slots {
    /// Those of a plan. A sign that no frame has is never measured, and stays due.
    fn of(plan: &Plan) -> Vec<Self> {
        let of = |due: &Due| {
            let sign = Sign::named(&due.sign)?;
            Some(Self { sign: Some(sign), ms: i64::from(due.every_hours.max(1)) * HOUR_MS })
        };
        let slots: Vec<Self> = plan.schedule.iter().filter_map(of).collect();
        if slots.is_empty() { vec![Self { sign: None, ms: DAY_MS }] } else { slots }
    }

    /// The slot that the wall shows at a moment of its own.
    fn place(&self, local_ms: i64) -> i64 {
        (local_ms - ANCHOR_MS).div_euclid(self.ms)
    }

    /// What the wall shows from a slot's beginning to its end.
    fn shown(&self, slot: i64) -> Range<i64> {
        let start = ANCHOR_MS + slot * self.ms;
        start..start + self.ms
    }

    /// The slots that have one of these, each once.
    fn of_values<'a>(
        &self,
        values: impl Iterator<Item = &'a Value>,
        clock: &LocalClock,
    ) -> Vec<i64> {
        let mut slots: Vec<i64> =
            values.map(|value| self.place(clock.local_ms(value.at_ms))).collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

/// Which plan held when: the first from when they came into care.
fn stretches<'a>(plans: &[&'a Plan], time: &Time<'_>) -> Vec<(Range<i64>, &'a Plan)> {
    let mut stretches = Vec::with_capacity(plans.len());
    for (place, plan) in plans.iter().enumerate() {
        let from = if place == 0 { time.since_ms } else { plan.from_ms };
        let until = plans.get(place + 1).map_or(time.now_ms, |next| next.from_ms);
        stretches.push((from..until.min(time.now_ms), *plan));
    }
    stretches
}

/// The longest stretch between two readings, or a reading and the end of the person's time.
fn longest_gap(values: &[Value], time: &Time<'_>) -> Option<i64> {
    // The period begins with its first day on the person's wall.
    let first = values.iter().map(|value| value.at_ms);
    let start = time.start_ms();
    if start >= time.now_ms {
        return None;
    }
    let moments = first.filter(|at| (start..=time.now_ms).contains(at));
    let mut last = start;
    let mut longest = 0;
    for at in moments.chain([time.now_ms]) {
        longest = longest.max(at - last);
        last = at;
    }
    Some(longest)
}

impl Time<'_> {
    /// When the period began for this person: with its first day, or when they came into care.
    pub(crate) fn start_ms(&self) -> i64 {
        let back = i64::from(self.days.end - self.days.start - 1) * DAY_MS;
        let local = self.clock.local_ms(self.now_ms);
        let midnight = self.now_ms - (local - i64::from(self.days.end - 1) * DAY_MS);
        // Where summer time began or ended meanwhile, that midnight is an hour off: put it right.
        let guess = midnight - back;
        let off = self.clock.local_ms(guess) - i64::from(self.days.start) * DAY_MS;
        (guess - off).max(self.since_ms)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn value(sign: &str, moment: &str, by_device: bool) -> Value {
        let sign = Sign::named(sign).unwrap();
        Value { at_ms: at(moment), sign, milli: 1, is_within: true, by_device, reading: (1, 0) }
    }

    fn plan(from: &str, schedule: &[(&str, u16)]) -> Plan {
        let due = |(sign, hours): &(&str, u16)| Due { sign: (*sign).into(), every_hours: *hours };
        Plan { from_ms: at(from), schedule: schedule.iter().map(due).collect() }
    }

    /// The slots done and due in the days up to `now`, in London.
    fn figures(days: i32, now: &str, plans: &[Plan], values: &[Value]) -> Adherence {
        let clock = LocalClock::of("Europe/London", at("2026-01-01T00:00:00Z")..at(now));
        let today = clock.day(at(now));
        let since_ms = plans[0].from_ms;
        let days = today + 1 - days..today + 1;
        let time = Time { clock: &clock, days, now_ms: at(now), since_ms };
        adherence(values, &plans.iter().collect::<Vec<_>>(), &time)
    }

    #[track_caller]
    fn check(days: i32, now: &str, plans: &[Plan], values: &[Value], done: u64, due: u64) {
        let found = figures(days, now, plans, values);
        assert_eq!(found.slots, Rate::of(done, due));
        let by_day: Rate = found.by_day.iter().fold(Rate::default(), |mut all, day| {
            all.add(*day);
            all
        });
        assert_eq!(by_day, found.slots);
    }

    const EARLY: &str = "2026-01-01T00:00:00Z";

    #[test]
    fn a_day_is_due_when_it_is_over_and_done_once_however_often_it_was_measured() {
        let daily = [plan(EARLY, &[("weight", 24)])];
        let values = [
            value("weight", "2026-02-03T08:00:00Z", true),
            value("weight", "2026-02-03T20:00:00Z", true),
            value("pulse", "2026-02-04T08:00:00Z", true),
            value("weight", "2026-02-05T08:00:00Z", false),
        ];
        // 3, 4 and today, 5 February, which isn't over.
        check(3, "2026-02-05T12:00:00Z", &daily, &values, 1, 2);
        check(3, "2026-02-06T00:00:00Z", &daily, &values, 1, 2);
        check(4, "2026-02-06T00:00:00Z", &daily, &values, 2, 3);
        let found = figures(4, "2026-02-06T00:00:00Z", &daily, &values);
        assert_eq!((found.by_device, found.days_with_data), (Rate::of(1, 2), 3));
    }

    #[test]
    fn twice_a_day_and_once_a_week_have_slots_of_their_own() {
        let twice = [plan(EARLY, &[("systolic", 12)])];
        let values = [
            value("systolic", "2026-02-03T08:00:00Z", true),
            value("systolic", "2026-02-03T11:59:59Z", true),
            value("systolic", "2026-02-04T12:00:00Z", true),
        ];
        check(3, "2026-02-05T11:00:00Z", &twice, &values, 2, 4);
        check(3, "2026-02-05T12:00:00Z", &twice, &values, 2, 5);
        // Mondays are 2, 9 and 16 February.
        let weekly = [plan(EARLY, &[("systolic", 168)])];
        check(21, "2026-02-16T00:00:00Z", &weekly, &values, 1, 2);
    }

    #[test]
    fn without_a_schedule_a_reading_of_anything_is_due_each_day() {
        let values = [
            value("pulse", "2026-02-03T23:30:00Z", true),
            value("spo2", "2026-02-05T08:00:00Z", true),
        ];
        let none = [plan(EARLY, &[])];
        check(4, "2026-02-06T00:00:00Z", &none, &values, 2, 3);
        assert!(!figures(4, "2026-02-06T00:00:00Z", &none, &values).is_planned);
    }

    #[test]
    fn only_the_plan_that_held_makes_anything_due() {
        let plans =
            [plan("2026-02-03T10:00:00Z", &[]), plan("2026-02-06T10:00:00Z", &[("weight", 24)])];
        let values = [
            value("pulse", "2026-02-04T08:00:00Z", true),
            value("pulse", "2026-02-07T08:00:00Z", true),
        ];
        // 4 and 5 February by the first plan; 6 by neither; 7 and 8 by the second.
        check(30, "2026-02-09T00:00:00Z", &plans, &values, 1, 4);
    }

    #[test]
    fn the_day_on_which_the_clock_is_put_forward_has_no_hour_that_nobody_could_use() {
        let hourly = [plan(EARLY, &[("glucose", 1)])];
        let hours = |day: &str| figures(1, day, &hourly, &[]).slots.d;
        assert_eq!(hours("2026-03-28T23:59:59Z"), 23);
        assert_eq!(hours("2026-03-29T22:59:59Z"), 22, "23 hours, the last not over");
        let daily = [plan(EARLY, &[("weight", 24)])];
        let values = [
            value("weight", "2026-03-28T23:30:00Z", true),
            value("weight", "2026-03-29T23:30:00Z", true),
        ];
        // Half past eleven on 28 March, and half past midnight on the 30th: summer time has begun.
        check(3, "2026-03-30T23:00:00Z", &daily, &values, 1, 2);
        check(4, "2026-03-30T23:00:00Z", &daily, &values, 2, 3);
    }

    #[test]
    fn the_longest_gap_counts_from_the_periods_first_midnight_to_now() {
        let plans = [plan(EARLY, &[])];
        let gap = |values: &[Value]| {
            figures(3, "2026-02-05T12:00:00Z", &plans, values).longest_gap_ms.unwrap() / HOUR_MS
        };
        assert_eq!(gap(&[]), 60);
        assert_eq!(gap(&[value("pulse", "2026-02-03T08:00:00Z", true)]), 52);
        let two = [
            value("pulse", "2026-02-03T20:00:00Z", true),
            value("pulse", "2026-02-05T10:00:00Z", true),
        ];
        assert_eq!(gap(&two), 38);
    }
}
