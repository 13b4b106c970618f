//! What held at the measurements of a while: how often, on how many days, and for how long.

use vitals::{TakenAt, VitalSign};

use super::{Eye, Facts, holds};
use crate::held::Sample;
use crate::rules::condition::{Fact, Leaf, Watched};
use crate::rules::figures::{value, window};
use crate::rules::sign::words_of;

const DAY_MS: i64 = 86_400_000;

/// The value of a sign at the moment of its measurement: all that some conditions look at, so that no
/// view of that moment is needed.
struct Measured {
    sign: VitalSign,
    milli: i64,
}

impl Facts for Measured {
    fn leaf(&self, leaf: &Leaf) -> Option<i64> {
        (*leaf == Leaf::Sign(self.sign)).then_some(self.milli)
    }

    fn fact(&self, _: &Fact) -> Option<bool> {
        None
    }

    fn lasting(&self, _: &Watched, _: i64) -> Option<bool> {
        None
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

    /// At each measurement of some signs, from one moment to another, whether a condition held there;
    /// newest first.
    fn held_at<'a>(
        &'a self,
        watched: &'a Watched,
        from_ms: i64,
        to_ms: i64,
    ) -> Box<dyn Iterator<Item = (i64, bool)> + 'a> {
        if let Some(sign) = watched.alone {
            let words = words_of(sign);
            let measured =
                latest_of_moments(self.between(sign, from_ms, to_ms)).map(move |sample| {
                    let measured = Measured { sign, milli: words.rounded(value(sample)) };
                    (sample.taken_at().unix_ms(), holds(&watched.test, &measured) == Some(true))
                });
            return Box::new(measured);
        }
        let moments = self.moments(&watched.signs, from_ms, to_ms).into_iter().rev();
        Box::new(moments.map(|at| (at, holds(&watched.test, &self.as_of(at)) == Some(true))))
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
        let held = self.held_at(watched, newest - ms, newest);
        Some(held.filter(|(_, held)| *held).count() as i64)
    }

    /// On how many of the last days, up to that of the newest measurement, the condition held once.
    pub(super) fn days(&self, watched: &Watched, days: i64) -> Option<i64> {
        let newest = self.newest_ms(watched)?;
        if self.at_ms() - newest > days * DAY_MS {
            return None;
        }
        let first = newest.div_euclid(DAY_MS) - (days - 1);
        let held = self.held_at(watched, first * DAY_MS, newest).filter(|(_, held)| *held);
        let mut found: Vec<i64> = held.map(|(at, _)| at.div_euclid(DAY_MS)).collect();
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
        let run = self.held_at(watched, i64::MIN, self.at_ms()).take_while(|(_, held)| *held);
        since(run.map(|(at, _)| at), hold_ms)
    }
}

/// Of the samples of each moment the last one, newest first.
fn latest_of_moments(samples: &[Sample]) -> impl Iterator<Item = &Sample> {
    let moments = samples.chunk_by(|one, next| one.taken_at() == next.taken_at());
    moments.rev().filter_map(<[Sample]>::last)
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
