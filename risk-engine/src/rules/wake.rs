//! When a verdict may change though nothing new is known.

use vitals::{TakenAt, VitalSign};

use super::condition::{Fact, FigureKind, Leaf, Part, Test, Watched, Which};
use super::evaluate::Eye;
use super::{About, Inside, Rule};
use crate::held::{SIGNS, Sample, code};

/// Something that changes by time alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Timer {
    /// The newest value of a sign grows stale.
    Fresh(VitalSign),
    /// The newest value of a sign is further back than a window is long.
    Window(VitalSign, i64),
    /// The newest value of a sign has spoken long enough to open or to end a spell.
    Spell(VitalSign),
    /// A silence grows too long.
    Silent(VitalSign, i64),
    /// A sign falls due.
    Due(VitalSign, i64),
    /// What holds has held for so long.
    Lasting(usize, Watched, i64),
    /// Answers grow stale.
    Answers,
    /// A day since the discharge is over.
    Discharge,
}

impl Timer {
    /// Whether it ever does, if values of a sign speak for so long.
    pub(super) fn can_run_out(&self, hold_ms: &[i64; SIGNS.len()]) -> bool {
        match self {
            Self::Fresh(sign) => hold_ms[usize::from(code(*sign))] != i64::MAX,
            _ => true,
        }
    }
}

const DAY_MS: i64 = 86_400_000;
/// No rule looks further back to a discharge.
const DISCHARGE_DAYS_MAX: i64 = 366;
/// A spell opens, and ends, after a quarter of an hour.
const SPELL_MS: i64 = 15 * 60_000;

/// The timers of a condition of the rule at a place.
pub(super) fn timers(
    place: usize,
    test: &Test,
    signs_of: &dyn Fn(Which) -> Vec<VitalSign>,
    timers: &mut Vec<Timer>,
) {
    let mut add = |timer| {
        if !timers.contains(&timer) {
            timers.push(timer);
        }
    };
    test.visit(&mut |part| match part {
        Part::Leaf(Leaf::Sign(sign)) => add(Timer::Fresh(*sign)),
        Part::Leaf(Leaf::Score(of)) => {
            signs_of(of.which).into_iter().for_each(|sign| add(Timer::Fresh(sign)));
        }
        Part::Fact(Fact::SingleThree(which)) => {
            signs_of(*which).into_iter().for_each(|sign| add(Timer::Fresh(sign)));
        }
        Part::Leaf(Leaf::Figure(figure)) => match &figure.kind {
            FigureKind::Window { sign, ms, .. } | FigureKind::Slope(sign, ms) => {
                add(Timer::Window(*sign, *ms));
            }
            FigureKind::Spells(sign, _, _, ms) => {
                add(Timer::Window(*sign, *ms));
                add(Timer::Spell(*sign));
            }
            FigureKind::Change(sign, _) | FigureKind::Forecast(sign, _) => add(Timer::Fresh(*sign)),
            FigureKind::Count(watched, ms) => {
                watched.signs.iter().for_each(|sign| add(Timer::Window(*sign, *ms)));
            }
            FigureKind::Days(watched, days) => {
                watched.signs.iter().for_each(|sign| add(Timer::Window(*sign, days * DAY_MS)));
            }
            FigureKind::Usual(..) | FigureKind::Spread(..) | FigureKind::UsualNews2(_) => {}
        },
        Part::Leaf(Leaf::Answer(_)) => add(Timer::Answers),
        Part::Leaf(Leaf::DaysSinceDischarge) => add(Timer::Discharge),
        Part::Leaf(Leaf::Limit(_) | Leaf::Age | Leaf::Spo2Scale) => {}
        Part::Fact(fact) if fact.is_of_answers() => add(Timer::Answers),
        Part::Fact(Fact::Silent(sign, ms)) => add(Timer::Silent(*sign, *ms)),
        Part::Fact(Fact::Due(sign, percent)) => add(Timer::Due(*sign, *percent)),
        Part::Fact(Fact::OnOxygen) => add(Timer::Fresh(VitalSign::SupplementalOxygen)),
        Part::Fact(_) => {}
        Part::Lasting(watched, ms) => add(Timer::Lasting(place, watched.clone(), ms)),
    });
}

impl Inside {
    /// The earliest moment to come at which what the rules say of a problem may change.
    pub(super) fn wake_at(&self, about: &About, eye: &Eye<'_>) -> Option<TakenAt> {
        let timers = about.timers.iter().flat_map(|timer| self.times(timer, eye));
        let limits = about.rules.iter().flat_map(|place| limits_end(&self.rules[*place], eye));
        let times = timers.chain(limits).filter(|ms| (eye.at_ms() + 1..i64::MAX).contains(ms));
        times.min().map(TakenAt::from_unix_ms)
    }

    /// When a timer runs out; some of it may have passed.
    fn times(&self, timer: &Timer, eye: &Eye<'_>) -> Option<i64> {
        let newest =
            |sign: &VitalSign| eye.scene.latest(*sign).map(Sample::taken_at).map(TakenAt::unix_ms);
        Some(match timer {
            Timer::Fresh(sign) => after(newest(sign)?, eye.hold_ms(*sign)),
            Timer::Window(sign, ms) => after(newest(sign)?, *ms),
            Timer::Spell(sign) => newest(sign)? + SPELL_MS,
            Timer::Silent(sign, ms) => eye.silence_since(*sign)?.saturating_add(*ms),
            Timer::Due(sign, percent) => {
                eye.silence_since(*sign)?.saturating_add(eye.due_ms(*sign, *percent)?)
            }
            Timer::Lasting(place, watched, ms) => {
                let eye = Eye { rule: self.rules.get(*place), ..*eye };
                eye.held_since(watched)?.saturating_add(*ms)
            }
            Timer::Answers => {
                let hold = self.answers_hold_ms;
                let oldest = eye.answers().last()?;
                after(oldest.answered_at.unix_ms(), hold)
            }
            Timer::Discharge => {
                let discharged = eye.scene.plan.discharged_at?.unix_ms();
                let days = (eye.at_ms() - discharged).div_euclid(DAY_MS) + 1;
                (days <= DISCHARGE_DAYS_MAX).then_some(discharged + days.max(0) * DAY_MS)?
            }
        })
    }
}

/// The first moment at which something is older than so long.
fn after(ms: i64, hold_ms: i64) -> i64 {
    ms.saturating_add(hold_ms).saturating_add(1)
}

/// When the personal limits of a rule end.
fn limits_end<'a>(rule: &'a Rule, eye: &Eye<'a>) -> impl Iterator<Item = i64> + use<'a> {
    let limits = eye.scene.plan.limits.iter().filter(|own| own.rule == rule.id);
    limits.filter_map(|own| own.until).map(vitals::StoredAt::unix_ms)
}
