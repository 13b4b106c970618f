//! Everybody's figures put together: rates with numerator and denominator, never broken down for a few.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::billing::Standing;
use crate::burden::Alert;
use crate::claims::Clocks;
use crate::day::Day;
use crate::panel::Figures;
use crate::person::Gravity;
use crate::pressure::Quality;
use crate::rate::{GROUP_MIN, Rate};

/// One person's figures with how they stand on the clocks of billing.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The figures.
    pub figures: &'a Figures,
    /// The clocks.
    pub clocks: &'a Clocks,
}

/// A cohort's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Summary {
    /// How many people.
    pub people: u64,
    /// Who measures.
    pub adherence: Adherence,
    /// Whose blood pressure is in control.
    pub control: Control,
    /// Whose continuous glucose is.
    pub glucose: Sensed,
    /// How people stand now.
    pub risk_now: Risk,
    /// What began when.
    pub risk_by_day: Vec<RiskOfDay>,
    /// By condition, the largest first. Fewer than five people aren't broken down.
    pub by_condition: Vec<OfCondition>,
    /// What can be billed.
    pub billing: Billing,
}

/// Who measures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Adherence {
    /// Slots done of slots due.
    pub slots: Rate,
    /// Done by a device, of done.
    pub by_device: Rate,
    /// People with less than 70 % of what was due, of people of whom anything was.
    pub not_enough: Rate,
    /// People who are going quiet or silent, of all.
    pub quiet: Rate,
    /// By the day on which slots began.
    pub by_day: Vec<DoneOfDay>,
}

/// One day's slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoneOfDay {
    /// The day, days since 1970-01-01.
    pub day: Day,
    /// Slots done of slots due.
    pub slots: Rate,
}

/// Whose blood pressure is in control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Control {
    /// People whose pressure is watched.
    pub watched: u64,
    /// At goal, of those with enough readings.
    pub at_goal: Rate,
    /// Without enough readings.
    pub not_enough: u64,
    /// Days in range, of days with a measurement.
    pub in_range: Rate,
    /// Controlled, of those whom the quality measure asks for.
    pub quality: Rate,
    /// Of those who aren't controlled, so many weren't measured.
    pub quality_not_measured: u64,
    /// Excluded from the quality measure.
    pub quality_excluded: u64,
}

/// Whose continuous glucose is on target. Shares are of the values of people with enough of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Sensed {
    /// People with a sensor.
    pub watched: u64,
    /// Every target met, of those with enough values.
    pub at_target: Rate,
    /// Without enough values.
    pub not_enough: u64,
    /// 70 to 180 mg/dL.
    pub in_range: Rate,
    /// Below 70 mg/dL.
    pub lt70: Rate,
    /// Below 54 mg/dL.
    pub lt54: Rate,
    /// Above 180 mg/dL.
    pub gt180: Rate,
    /// Above 250 mg/dL.
    pub gt250: Rate,
    /// A coefficient of variation of 36 % at most, of those with enough values.
    pub stable: Rate,
    /// Episodes below 54 mg/dL, of all with a sensor.
    pub episodes_lt54: u64,
    /// Episodes below 70 mg/dL.
    pub episodes_lt70: u64,
    /// Minutes for which all of their sensors have a value.
    pub minutes: u64,
}

/// People by the gravest alert that they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Risk {
    /// S1.
    pub emergency: u64,
    /// S2.
    pub urgent: u64,
    /// S3.
    pub review: u64,
    /// None.
    pub watching: u64,
}

/// People by the gravest alert that began on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct RiskOfDay {
    /// The day.
    pub day: Day,
    /// By severity; watching is who was cared for and had none.
    pub risk: Risk,
}

/// The people with a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfCondition {
    /// The condition.
    pub condition: String,
    /// How many; none if they are fewer than five.
    pub people: Option<u64>,
    /// Their blood pressure; none if they are fewer than five.
    pub control: Option<Control>,
    /// What they measured; none if they are fewer than five.
    pub slots: Option<Rate>,
}

/// What can be billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Billing {
    /// Both clocks together.
    pub overall: Standings,
    /// Days with device-sent data.
    pub supply: Standings,
    /// Minutes with a live contact.
    pub management: Standings,
}

/// How many people stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Standings {
    /// There.
    pub ready: u64,
    /// Will be.
    pub on_track: u64,
    /// Won't be.
    pub not_on_track: u64,
    /// Nothing yet.
    pub no_activity: u64,
}

/// The figures of these people. `alerts` may be others', too.
pub fn summary(members: &[Member<'_>], alerts: &[Alert]) -> Summary {
    let figures: Vec<&Figures> = members.iter().map(|member| member.figures).collect();
    let mut risk_now = Risk::default();
    figures.iter().for_each(|one| risk_now.take(one.open));
    Summary {
        people: members.len() as u64,
        adherence: adherence(&figures),
        control: control(figures.iter().copied()),
        glucose: sensed(&figures),
        risk_now,
        risk_by_day: risk_by_day(&figures, alerts),
        by_condition: by_condition(&figures),
        billing: billing(members),
    }
}

fn adherence(figures: &[&Figures]) -> Adherence {
    let mut all = Adherence::default();
    let mut by_day: BTreeMap<Day, Rate> = BTreeMap::new();
    for one in figures {
        let slots = one.adherence.slots;
        all.slots.add(slots);
        all.by_device.add(one.adherence.by_device);
        if slots.d > 0 {
            all.not_enough.count(!slots.is_enough());
        }
        all.quiet.count(one.quiet.is_worrying());
        for (day, slots) in one.days_asked().zip(&one.adherence.by_day) {
            by_day.entry(day).or_default().add(*slots);
        }
    }
    all.by_day = by_day.into_iter().map(|(day, slots)| DoneOfDay { day, slots }).collect();
    all
}

fn control<'a>(figures: impl Iterator<Item = &'a Figures>) -> Control {
    let mut all = Control::default();
    for pressure in figures.map(|one| &one.pressure) {
        if pressure.is_watched {
            all.watched += 1;
            match pressure.at_goal {
                Some(at_goal) => all.at_goal.count(at_goal),
                None => all.not_enough += 1,
            }
            all.in_range.add(pressure.in_range);
        }
        match pressure.quality {
            Quality::NotAsked => {}
            Quality::Excluded => all.quality_excluded += 1,
            Quality::NotMeasured => {
                all.quality_not_measured += 1;
                all.quality.count(false);
            }
            Quality::NotControlled => all.quality.count(false),
            Quality::Controlled => all.quality.count(true),
        }
    }
    all
}

fn sensed(figures: &[&Figures]) -> Sensed {
    let mut all = Sensed::default();
    for one in figures.iter().filter_map(|one| one.glucose.as_ref()) {
        all.watched += 1;
        all.minutes += one.minutes;
        all.episodes_lt54 += u64::from(one.episodes.lt54);
        all.episodes_lt70 += u64::from(one.episodes.lt70);
        let Some(at_target) = one.at_target else {
            all.not_enough += 1;
            continue;
        };
        all.at_target.count(at_target);
        if let Some(is_stable) = one.is_stable() {
            all.stable.count(is_stable);
        }
        let shares = &one.shares;
        for (rate, count) in [
            (&mut all.in_range, shares.in_70_180),
            (&mut all.lt70, shares.lt70),
            (&mut all.lt54, shares.lt54),
            (&mut all.gt180, shares.gt180),
            (&mut all.gt250, shares.gt250),
        ] {
            rate.add(Rate::of(count, shares.all));
        }
    }
    all
}

fn risk_by_day(figures: &[&Figures], alerts: &[Alert]) -> Vec<RiskOfDay> {
    let places: BTreeMap<&str, usize> =
        figures.iter().zip(0..).map(|(one, place)| (&*one.patient, place)).collect();
    let mut gravest: BTreeMap<(Day, usize), Gravity> = BTreeMap::new();
    for alert in alerts {
        let Some(place) = places.get(&*alert.patient) else { continue };
        let day = figures[*place].clock.day(alert.raised_ms);
        let worst = gravest.entry((day, *place)).or_insert(alert.gravity);
        *worst = alert.gravity.max(*worst);
    }
    let mut by_day: BTreeMap<Day, Risk> = BTreeMap::new();
    for (place, one) in figures.iter().enumerate() {
        let since = one.clock.day(one.since_ms);
        for day in one.days_asked().filter(|day| *day >= since) {
            by_day.entry(day).or_default().take(gravest.get(&(day, place)).copied());
        }
    }
    by_day.into_iter().map(|(day, risk)| RiskOfDay { day, risk }).collect()
}

fn by_condition(figures: &[&Figures]) -> Vec<OfCondition> {
    let mut groups: BTreeMap<&str, Vec<&Figures>> = BTreeMap::new();
    for one in figures {
        for condition in &one.conditions {
            groups.entry(condition).or_default().push(one);
        }
    }
    let mut all: Vec<OfCondition> = groups
        .into_iter()
        .map(|(condition, of)| {
            let is_shown = of.len() >= GROUP_MIN;
            let mut slots = Rate::default();
            of.iter().for_each(|one| slots.add(one.adherence.slots));
            OfCondition {
                condition: condition.to_owned(),
                people: is_shown.then_some(of.len() as u64),
                control: is_shown.then(|| control(of.iter().copied())),
                slots: is_shown.then_some(slots),
            }
        })
        .collect();
    all.sort_by_key(|of| std::cmp::Reverse(of.people));
    all
}

fn billing(members: &[Member<'_>]) -> Billing {
    let mut all = Billing::default();
    for clocks in members.iter().map(|member| member.clocks) {
        all.overall.take(clocks.overall);
        all.supply.take(clocks.supply);
        all.management.take(clocks.management);
    }
    all
}

impl Figures {
    /// The days of the period, on the person's wall.
    fn days_asked(&self) -> impl Iterator<Item = Day> {
        let days = self.adherence.by_day.len() as Day; // at most 366
        self.today + 1 - days..self.today + 1
    }
}

impl Risk {
    fn take(&mut self, gravest: Option<Gravity>) {
        match gravest {
            Some(Gravity::Emergency) => self.emergency += 1,
            Some(Gravity::Urgent) => self.urgent += 1,
            Some(Gravity::Review) => self.review += 1,
            None => self.watching += 1,
        }
    }
}

impl Standings {
    fn take(&mut self, standing: Standing) {
        match standing {
            Standing::Ready => self.ready += 1,
            Standing::OnTrack => self.on_track += 1,
            Standing::NotOnTrack => self.not_on_track += 1,
            Standing::NoActivity => self.no_activity += 1,
        }
    }
}
