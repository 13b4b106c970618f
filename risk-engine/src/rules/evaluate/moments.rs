//! What held at the measurements of a while: how often, on how many days, and for how long.

use vitals::{TakenAt, VitalSign};

use super::{Eye, holds};
use crate::held::Sample;
use crate::rules::condition::{Leaf, Test, Value, Watched};
use crate::rules::figures::{value, window};
use crate::rules::sign::{SignWords, words_of};
use crate::rules::syntax::Op;

const DAY_MS: i64 = 86_400_000;

/// A comparison of one sign with a number: it can be looked at without a view of its moment.
struct Simple {
    words: &'static SignWords,
    sign: VitalSign,
    op: Op,
    milli: i64,
}

impl Simple {
    fn of(test: &Test) -> Option<Self> {
        match test {
            Test::Compare(Value::Leaf(Leaf::Sign(sign)), op, Value::Const(milli)) => {
                Some(Self { words: words_of(*sign), sign: *sign, op: *op, milli: *milli })
            }
            _ => None,
        }
    }

    fn holds(&self, sample: &Sample) -> bool {
        self.op.holds(self.words.rounded(value(sample)), self.milli)
    }
}

impl Eye<'_> {
    /// When one of the signs was measured last, ms.
    fn newest_ms(&self, watched: &Watched) -> Option<i64> {
        let newest = watched.signs.iter().filter_map(|sign| self.scene.latest(*sign));
        newest.map(|sample| sample.taken_at().unix_ms()).max()
    }

    /// The samples of a sign from one moment to another, both included.
    pub(super) fn between(&self, sign: VitalSign, from_ms: i64, to_ms: i64) -> &[Sample] {
        let (from, to) = (TakenAt::from_unix_ms(from_ms), TakenAt::from_unix_ms(to_ms));
        window(self.scene.samples(sign), from, to)
    }

    /// When the signs were measured from one moment to another, each moment once, oldest first.
    fn moments(&self, signs: &[VitalSign], from_ms: i64, to_ms: i64) -> Vec<i64> {
        let all = signs.iter().flat_map(|sign| self.between(*sign, from_ms, to_ms));
        let mut moments: Vec<_> = all.map(|sample| sample.taken_at().unix_ms()).collect();
        if signs.len() > 1 {
            moments.sort_unstable();
        }
        moments.dedup();
        moments
    }

    /// At how many measurements, of a window that ends with the newest one, the condition held.
    ///
    /// Unknown if the newest is further back than the window is long.
    pub(super) fn count(&self, watched: &Watched, ms: i64) -> Option<i64> {
        let newest = self.newest_ms(watched).filter(|newest| self.at_ms() - newest <= ms)?;
        if let Some(simple) = Simple::of(&watched.test) {
            let samples = self.between(simple.sign, newest - ms, newest);
            return Some(samples.iter().filter(|sample| simple.holds(sample)).count() as i64);
        }
        let moments = self.moments(&watched.signs, newest - ms, newest);
        let held =
            moments.iter().filter(|at| holds(&watched.test, &self.as_of(**at)) == Some(true));
        Some(held.count() as i64)
    }

    /// On how many of the last days, up to that of the newest measurement, the condition held once.
    pub(super) fn days(&self, watched: &Watched, days: i64) -> Option<i64> {
        let newest = self.newest_ms(watched)?;
        if self.at_ms() - newest > days * DAY_MS {
            return None;
        }
        let first = newest.div_euclid(DAY_MS) - (days - 1);
        let mut found: Vec<i64> = self
            .moments(&watched.signs, first * DAY_MS, newest)
            .into_iter()
            .filter(|at| holds(&watched.test, &self.as_of(*at)) == Some(true))
            .map(|at| at.div_euclid(DAY_MS))
            .collect();
        found.dedup();
        Some(found.len() as i64)
    }

    /// Whether the condition has held for so long: it holds, it held at every measurement of that
    /// time, of which there are two or more, and at the last before it.
    pub(super) fn has_lasted(&self, watched: &Watched, ms: i64) -> Option<bool> {
        if !holds(&watched.test, self)? {
            return Some(false);
        }
        Some(self.held_since(watched).is_some_and(|since| self.at_ms() - since >= ms))
    }

    /// Since when a condition has held without a break, ms; none if only one measurement says so.
    ///
    /// A pause between measurements that is longer than a value speaks is a break.
    pub(crate) fn held_since(&self, watched: &Watched) -> Option<i64> {
        let hold_ms = watched.signs.iter().map(|sign| self.hold_ms(*sign)).min()?;
        let simple = Simple::of(&watched.test);
        if let Some(simple) = simple {
            let samples = self.scene.samples(simple.sign).iter().rev();
            let run = samples.take_while(|sample| simple.holds(sample));
            return since(run.map(|sample| sample.taken_at().unix_ms()), hold_ms);
        }
        let moments = self.moments(&watched.signs, i64::MIN, self.at_ms());
        let run = moments.into_iter().rev();
        since(run.take_while(|at| holds(&watched.test, &self.as_of(*at)) == Some(true)), hold_ms)
    }
}

/// The first of a run of moments, newest first, without too long a pause; none with only one.
fn since(run: impl Iterator<Item = i64>, pause_ms: i64) -> Option<i64> {
    let (mut first, mut count) = (None, 0);
    for at in run {
        if first.is_some_and(|later: i64| later.saturating_sub(at) > pause_ms) {
            break;
        }
        count += usize::from(first != Some(at));
        first = Some(at);
    }
    first.filter(|_| count >= 2)
}
