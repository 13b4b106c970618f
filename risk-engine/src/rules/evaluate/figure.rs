//! Figures of a person at a moment. Windows end with the newest value, so that they stand still
//! while nothing new is measured.

use vitals::{SpellManner, VitalSign};

use super::Eye;
use crate::baseline::{PartOfDay, Usual};
use crate::held::Sample;
use crate::rules::condition::{FigureKind, Stat};
use crate::rules::figures::{self, median, slope_per_minute, value};
use crate::rules::score::SCORED;
use crate::rules::sign::words_of;

const DAY_MS: i64 = 86_400_000;
/// A forecast follows the slope of the last quarter of an hour.
const FORECAST_SLOPE_MS: i64 = 15 * 60_000;

impl<'a> Eye<'a> {
    /// A figure in thousandths.
    pub(super) fn figure(&self, kind: &FigureKind) -> Option<i64> {
        match kind {
            FigureKind::Window { stat, at_least, .. } => {
                let samples = self.window_of(kind)?;
                if samples.len() < *at_least as usize {
                    return None;
                }
                match stat {
                    Stat::Mean => figures::mean(samples),
                    Stat::Median => median(samples),
                    Stat::Min => figures::min(samples),
                    Stat::Max => figures::max(samples),
                }
            }
            FigureKind::Change(sign, ms) => self.change(*sign, *ms),
            FigureKind::Slope(..) => slope_per_minute(self.window_of(kind)?),
            FigureKind::Forecast(sign, ms) => {
                let slope = slope_per_minute(self.window_of(kind)?)?;
                Some(value(self.fresh(*sign)?) + slope.saturating_mul(*ms) / 60_000)
            }
            FigureKind::Count(watched, ms) => Some(self.count(watched, *ms)? * 1000),
            FigureKind::Days(watched, days) => Some(self.days(watched, *days)? * 1000),
            FigureKind::Spells(sign, op, milli, _) => {
                let words = words_of(*sign);
                let beyond = |sample: &Sample| op.holds(words.rounded(value(sample)), *milli);
                let samples = self.window_of(kind)?;
                let count = figures::spells(samples, self.scene.at, SpellManner::GLUCOSE, beyond);
                Some(count as i64 * 1000)
            }
            FigureKind::Usual(sign, days, same_part) => {
                Some(self.usual(*sign, *days, *same_part)?.milli.into())
            }
            FigureKind::Spread(sign, days) => {
                Some(self.usual(*sign, *days, false)?.spread_milli.into())
            }
            FigureKind::UsualNews2(days) => self.usual_news2(*days),
        }
    }

    /// The samples that a figure is computed from, oldest first; none if the newest is too far back.
    pub(crate) fn window_of(&self, kind: &FigureKind) -> Option<&'a [Sample]> {
        let (sign, ms) = match kind {
            FigureKind::Window { sign, ms, .. }
            | FigureKind::Spells(sign, _, _, ms)
            | FigureKind::Slope(sign, ms) => (*sign, *ms),
            FigureKind::Forecast(sign, _) => (*sign, FORECAST_SLOPE_MS),
            _ => return None,
        };
        let samples: &'a [Sample] = self.scene.samples(sign);
        let newest = samples.last()?.taken_at().unix_ms();
        if self.at_ms().saturating_sub(newest) > ms {
            return None;
        }
        let start = samples.partition_point(|sample| sample.taken_at().unix_ms() < newest - ms);
        let window = &samples[start..];
        match kind {
            FigureKind::Window { drop_first_day: true, .. } => {
                let day = |sample: &Sample| sample.taken_at().unix_ms().div_euclid(DAY_MS);
                let first = day(window.first()?);
                Some(&window[window.partition_point(|sample| day(sample) == first)..])
            }
            _ => Some(window),
        }
    }

    /// The samples that the newest is compared with: of half to one and a half times so long before.
    pub(crate) fn before(&self, sign: VitalSign, ms: i64) -> Option<&'a [Sample]> {
        let newest = self.fresh(sign)?.taken_at().unix_ms();
        let from = vitals::TakenAt::from_unix_ms(newest - ms - ms / 2);
        let to = vitals::TakenAt::from_unix_ms(newest - ms / 2);
        Some(figures::window(self.scene.samples(sign), from, to))
    }

    fn change(&self, sign: VitalSign, ms: i64) -> Option<i64> {
        let before = median(self.before(sign, ms)?)?;
        Some(value(self.fresh(sign)?) - before)
    }

    /// What was usual before the day of the newest value.
    pub(crate) fn usual(&self, sign: VitalSign, days: u8, same_part: bool) -> Option<Usual> {
        let at = self.scene.latest(sign)?.taken_at();
        let part = same_part.then(|| PartOfDay::of(at));
        self.scene.baselines.usual(self.scene.held, sign, at, days, part)
    }

    fn usual_news2(&self, days: u8) -> Option<i64> {
        let newest = SCORED.iter().filter_map(|sign| self.scene.latest(*sign));
        let at = newest.map(Sample::taken_at).max()?;
        let usual = self.scene.baselines.usual_news2(self.scene.held, self.scene.plan, at, days)?;
        Some(i64::from(usual.points) * 1000)
    }
}
