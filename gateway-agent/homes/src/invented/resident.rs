//! The life of an invented person: what they measure, hour by hour, and when it leaves the monitor.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::ZONE;
use super::battery::Battery;
use super::body::{Body, Illness};
use super::habits::{DAY_PLAN, Habits};
use super::measure::Measurer;
use super::planned::Planned;
use super::story::Story;
use crate::civil::{DAY, HOUR, MINUTE, SECOND, zone_offset_min};
use crate::dice::Dice;
use crate::monitor::MonitorKind;
use crate::sample::{Sample, Taken};

/// An invented person, from some days before the start to no end.
#[derive(Debug)]
pub(crate) struct Resident {
    dice: Dice,
    measurer: Measurer,
    kinds: Vec<MonitorKind>,
    /// Of the kinds that have one.
    batteries: Vec<(MonitorKind, Battery)>,
    habits: Habits,
    story: Option<Story>,
    start_ms: i64,
    /// Nothing before this is in any monitor's memory.
    oldest_ms: i64,
    /// When the glucose sensor was put on.
    sensor_on_ms: i64,
    /// The first day of local time, counted from 1970, that isn't planned yet.
    next_day: i64,
    asked: i64,
    /// From when on nothing is measured any more.
    ends_ms: i64,
    /// From when on the gateway has no link any more.
    off_ms: i64,
    planned: BinaryHeap<Reverse<Planned>>,
}

impl Resident {
    pub(super) fn new(
        dice: Dice,
        body: Body,
        kinds: Vec<MonitorKind>,
        habits: Habits,
        start_ms: i64,
        history_days: u32,
    ) -> Self {
        let oldest_ms = start_ms - i64::from(history_days) * DAY;
        let sensor_age = i64::from(history_days).min(SENSOR_AGE_MAX_DAYS) * DAY;
        let story = body.story();
        let battery = |kind: &MonitorKind| Some((*kind, Battery::of(dice, *kind, start_ms)?));
        let batteries = kinds.iter().filter_map(battery).collect();
        let mut resident = Self {
            dice,
            measurer: Measurer::new(dice, body),
            kinds,
            batteries,
            habits,
            story,
            start_ms,
            oldest_ms,
            sensor_on_ms: start_ms - sensor_age,
            next_day: local_day(oldest_ms),
            asked: 0,
            ends_ms: i64::MAX,
            off_ms: i64::MAX,
            planned: BinaryHeap::new(),
        };
        resident.plan_first_hour();
        resident
    }

    /// From then on they measure nothing, whoever asks.
    pub(crate) fn stop_measuring(&mut self, from_ms: i64) {
        self.ends_ms = from_ms;
        self.planned.retain(|Reverse(planned)| planned.taken.taken_at_ms < from_ms);
    }

    /// From then on their gateway has no link.
    pub(crate) fn stay_offline(&mut self, from_ms: i64) {
        self.off_ms = from_ms;
    }

    /// When the next measurement leaves its monitor; none if they measure nothing any more.
    pub(crate) fn next_at(&mut self) -> Option<i64> {
        loop {
            match self.planned.peek() {
                // Nothing leaves before it is taken, so later days can't come before this.
                Some(Reverse(next)) if next.taken.at_ms < midnight(self.next_day) => {
                    return Some(next.taken.at_ms);
                }
                None if self.ends_ms <= midnight(self.next_day) => return None,
                _ => self.plan_day(),
            }
        }
    }

    pub(crate) fn next_taken(&mut self) -> Option<Taken> {
        self.next_at()?;
        self.planned.pop().map(|Reverse(planned)| planned.taken)
    }

    /// Measures again, in some minutes; always in a story, else as often as what is due.
    pub(crate) fn asked(&mut self, now_ms: i64, kind: MonitorKind) -> Option<i64> {
        self.asked += 1;
        let willing = self.dice.chance("asked", self.asked, self.habits.does(kind));
        let delay_ms = match self.story {
            Some(_) => 2 * MINUTE,
            None if willing => self.dice.whole("asked delay", self.asked, 90 * SECOND, 6 * MINUTE),
            None => return None,
        };
        let taken_at_ms = now_ms + delay_ms;
        self.plan(kind, taken_at_ms);
        (taken_at_ms < self.ends_ms).then_some(taken_at_ms)
    }

    pub(crate) fn is_online(&self, at_ms: i64) -> bool {
        self.offline_within(&(at_ms..at_ms + 1)).is_empty()
    }

    pub(crate) fn offline_within(&self, span: &Range<i64>) -> Vec<Range<i64>> {
        let from_story = self.story.and_then(Story::offline).map(|minutes| {
            self.start_ms + minutes.start * MINUTE..self.start_ms + minutes.end * MINUTE
        });
        // A drop-out lasts less than a day, so only those of the day before can still go on.
        let days = span.start.div_euclid(DAY) - 1..=span.end.div_euclid(DAY);
        from_story
            .into_iter()
            .chain(days.filter_map(|day| self.drop_out(day)))
            .chain((self.off_ms < i64::MAX).then_some(self.off_ms..i64::MAX))
            .filter(|out| out.start < span.end && span.start < out.end)
            .collect()
    }

    pub(crate) fn illnesses(&self, span: &Range<i64>) -> Vec<Illness> {
        self.measurer.illnesses(span)
    }

    /// The drop-out that begins on this day, if one does. There is none before the start, nor in
    /// the hours of the story.
    fn drop_out(&self, day: i64) -> Option<Range<i64>> {
        if !self.dice.chance("drops out", day, DROP_OUTS_A_DAY) {
            return None;
        }
        let start = day * DAY + self.dice.whole("drops out at", day, 0, DAY - 1);
        let length = self.dice.whole("drops out for", day, 10 * MINUTE, 6 * HOUR);
        (start >= self.start_ms + Story::ENDS_MIN * MINUTE).then_some(start..start + length)
    }

    /// The monitors have just been handed out: everybody tries each of theirs once.
    fn plan_first_hour(&mut self) {
        if let Some(story) = self.story {
            for (minute, kind) in story.plan() {
                self.plan(*kind, self.start_ms + minute * MINUTE);
            }
            return;
        }
        let first = self.dice.whole("first hour", 0, 30 * SECOND, 48 * MINUTE);
        for (place, kind) in (0..).zip(self.kinds.clone()) {
            if kind != MonitorKind::Cgm {
                self.plan(kind, self.start_ms + first + place * 90 * SECOND);
            }
        }
    }

    fn plan_day(&mut self) {
        let day = self.next_day;
        self.next_day += 1;
        for sitting in &DAY_PLAN {
            let hour = self.dice.within(sitting.name, day, sitting.hour_min, sitting.hour_max);
            let sits_down_at = midnight(day) + (hour * HOUR as f64) as i64;
            for (place, kind) in (0..).zip(sitting.due) {
                let subject = format!("{} {}", sitting.name, kind.word());
                let takes = self.dice.whole(&subject, day, 60 * SECOND, 110 * SECOND);
                let done = self.dice.chance(&subject, day - DAY, self.habits.does(*kind));
                let taken_at_ms = sits_down_at + place * 110 * SECOND + takes;
                if done && self.kinds.contains(kind) && !self.in_story(taken_at_ms) {
                    self.plan(*kind, taken_at_ms);
                }
            }
        }
        if self.kinds.contains(&MonitorKind::Cgm) {
            self.plan_sensor(midnight(day)..midnight(day + 1));
        }
    }

    fn in_story(&self, at_ms: i64) -> bool {
        let hours = self.start_ms..self.start_ms + Story::ENDS_MIN * MINUTE;
        self.story.is_some() && hours.contains(&at_ms)
    }

    /// A sensor sends a record every five minutes, keeps one every fifteen, and is changed after
    /// two weeks.
    fn plan_sensor(&mut self, day: Range<i64>) {
        let first =
            (day.start.max(self.sensor_on_ms) - self.sensor_on_ms + SENSOR_STEP - 1) / SENSOR_STEP;
        for step in first.. {
            let taken_at_ms = self.sensor_on_ms + step * SENSOR_STEP;
            if taken_at_ms >= day.end {
                return;
            }
            if taken_at_ms < self.ends_ms && step % (SENSOR_LIFE / SENSOR_STEP) == 0 {
                self.push(taken_at_ms, taken_at_ms, Sample::CgmStart);
            }
            let in_memory = taken_at_ms < self.start_ms;
            if (!in_memory || step % 3 == 0) && !self.dice.chance("cgm lost", step, 0.01) {
                self.plan(MonitorKind::Cgm, taken_at_ms);
            }
        }
    }

    /// Plans one use of a monitor.
    fn plan(&mut self, kind: MonitorKind, taken_at_ms: i64) {
        let keeps_nothing = kind == MonitorKind::Belt;
        let is_in_memory = taken_at_ms >= self.oldest_ms && taken_at_ms < self.ends_ms;
        if !is_in_memory || (taken_at_ms < self.start_ms && keeps_nothing) {
            return;
        }
        let battery = self.batteries.iter().find(|(of, _)| *of == kind);
        let percent = battery.map(|(_, battery)| battery.percent(taken_at_ms));
        if percent == Some(None) {
            return;
        }
        let leaves_at = taken_at_ms + self.delay_ms(kind, taken_at_ms);
        for (after_ms, sample) in self.measurer.measure(kind, taken_at_ms) {
            self.push(leaves_at + after_ms, taken_at_ms, sample);
        }
        // A gateway reads it on connecting.
        if let Some(Some(percent)) = percent.filter(|_| taken_at_ms >= self.start_ms) {
            self.push(leaves_at, taken_at_ms, Sample::Battery(kind, percent));
        }
    }

    /// How long a measurement stays in its monitor: some seconds, and sometimes hours, when the
    /// scale stands out of the gateway's reach.
    fn delay_ms(&self, kind: MonitorKind, taken_at_ms: i64) -> i64 {
        use MonitorKind::{App, Belt, Cgm};
        if matches!(kind, App | Belt | Cgm) {
            return 0;
        }
        let out_of_reach =
            self.story.is_none() && self.dice.chance("out of reach", taken_at_ms, OUT_OF_REACH);
        if out_of_reach {
            return self.dice.whole("comes back", taken_at_ms, 10 * MINUTE, 3 * HOUR);
        }
        self.dice.whole("sends", taken_at_ms, 2 * SECOND, 20 * SECOND)
    }

    /// What was taken before the start has been in the monitor's memory since.
    fn push(&mut self, at_ms: i64, taken_at_ms: i64, sample: Sample) {
        let at_ms = if taken_at_ms < self.start_ms { self.start_ms } else { at_ms };
        let taken = Taken { at_ms, taken_at_ms, sample };
        self.planned.push(Reverse(Planned { order: self.planned.len(), taken }));
    }
}

fn local_day(at_ms: i64) -> i64 {
    (at_ms + i64::from(zone_offset_min(ZONE, at_ms)) * MINUTE).div_euclid(DAY)
}

/// The moment at which a day of local time begins. London changes its clocks after midnight.
fn midnight(day: i64) -> i64 {
    day * DAY - i64::from(zone_offset_min(ZONE, day * DAY - HOUR)) * MINUTE
}

const SENSOR_STEP: i64 = 5 * MINUTE;
const SENSOR_LIFE: i64 = 14 * DAY;
/// A sensor holds only its own session, and nobody's is about to end at the start.
const SENSOR_AGE_MAX_DAYS: i64 = 10;
const DROP_OUTS_A_DAY: f64 = 0.04;
const OUT_OF_REACH: f64 = 0.02;
