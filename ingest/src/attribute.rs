//! Whose reading: from evidence about each who may have been measured to a confidence, or a question.
//!
//! Pure, and integers only: the same evidence gives the same answer on every machine. A user index
//! goes before everything else. Without one each candidate gets points, tenths of a power of ten
//! (decibans), for how well the value fits what they usually have, when they used the monitor last, and
//! whether it was theirs a moment ago. A stranger is always in the running, so that a value that fits
//! nobody is nobody's. The share of the best of all is the confidence. Under [`FLOOR`] it is asked.

pub(crate) mod habits;

use std::fmt;

/// How sure it is whose a reading is, 0 to 1000 per mille.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(u16);

impl Confidence {
    /// The roster or the monitor says so.
    pub const CERTAIN: Self = Self(1000);

    /// From per mille, 0 to 1000.
    pub fn from_per_mille(per_mille: u16) -> Option<Self> {
        (per_mille <= 1000).then_some(Self(per_mille))
    }

    /// In per mille.
    pub fn per_mille(self) -> u16 {
        self.0
    }
}

/// Why it has to be asked whose a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// It could be one's or another's.
    Several,
    /// It fits nobody who has the monitor.
    Stranger,
    /// What one of them usually has isn't known yet, or can't tell them apart.
    Unknown,
    /// It is more than 5 kg from the weighing before.
    Jump,
    /// It is outside ±20 % of the usual weight.
    Unusual,
}

impl Doubt {
    /// All of them, in the order of their codes in the journal: add at the end only.
    pub const ALL: [Self; 5] =
        [Self::Several, Self::Stranger, Self::Unknown, Self::Jump, Self::Unusual];

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Several => "several",
            Self::Stranger => "stranger",
            Self::Unknown => "unknown",
            Self::Jump => "jump",
            Self::Unusual => "unusual",
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A value that tells people apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gauge {
    /// Grams.
    Weight,
    /// Thousandths of mmHg.
    Systolic,
}

impl Gauge {
    /// Nobody is taken to be steadier than this, thousandths: a scale's kilogram over some days, a
    /// cuff's 8 mmHg between two inflations.
    fn spread_min(self) -> i64 {
        match self {
            Self::Weight => 1_000,
            Self::Systolic => 8_000,
        }
    }

    /// Two values of one sitting are no further apart, thousandths.
    fn sitting_max(self) -> i64 {
        match self {
            Self::Weight => 300,
            Self::Systolic => 15_000,
        }
    }
}

/// What somebody usually has: median, and the median distance from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Usual {
    pub(crate) median: i32,
    pub(crate) deviation: i32,
}

/// What is known of one who may have been measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Evidence {
    /// What they usually have; none if it isn't known yet.
    pub(crate) usual: Option<Usual>,
    /// What they had the last time before, with whatever monitor.
    pub(crate) previous: Option<i32>,
    /// How far in time their nearest use of this monitor is, ms.
    pub(crate) used_apart_ms: Option<i64>,
    /// What the monitor gave, if it was theirs within [`SITTING_MS`] before.
    pub(crate) just_before: Option<i32>,
}

/// What becomes of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is this candidate's.
    Theirs(usize, Confidence),
    /// It has to be asked; the confidence in each candidate.
    Ask(Doubt, Vec<Confidence>),
}

/// At or over this it counts: one in twenty is the most that may be wrong.
pub const FLOOR: Confidence = Confidence(950);
/// What is measured with one monitor within this is one sitting, if the value says so, too.
pub(crate) const SITTING_MS: i64 = 5 * 60_000;
/// A weighing so far from the one before may be another person's, grams. Source: CLINICAL 2.2.
const JUMP_GRAMS: i64 = 5_000;
/// So is one so far from the usual weight, per cent. Source: CLINICAL 2.2.
const UNUSUAL_PERCENT: i64 = 20;

/// Decides whose a value is. `told` says that the roster and the user index leave one candidate: then
/// nothing else counts for who it is, and only a weight that is hardly theirs is asked about.
pub(crate) fn decide(value: Option<(Gauge, i32)>, candidates: &[Evidence], told: bool) -> Answer {
    let (best, shares) = match value {
        _ if told && candidates.len() == 1 => (0, vec![Confidence::CERTAIN]),
        Some((gauge, milli)) if candidates.iter().all(|one| one.usual.is_some()) => {
            let points: Vec<i64> =
                candidates.iter().map(|one| points(gauge, milli, one, candidates)).collect();
            let shares = shares(&points);
            let best = (0..shares.len()).max_by_key(|place| (shares[*place], usize::MAX - place));
            let Some(best) = best else {
                return Answer::Ask(Doubt::Unknown, shares);
            };
            if shares[best] < FLOOR {
                let nobody_s = points[best] <= STRANGER_POINTS;
                return Answer::Ask(
                    if nobody_s { Doubt::Stranger } else { Doubt::Several },
                    shares,
                );
            }
            (best, shares)
        }
        // Nobody is told apart from somebody of whom nothing is known.
        _ => return Answer::Ask(Doubt::Unknown, even(candidates.len())),
    };
    match value.and_then(|(gauge, milli)| doubted(gauge, milli, &candidates[best])) {
        Some(doubt) => Answer::Ask(doubt, shares),
        None => Answer::Theirs(best, shares[best]),
    }
}

/// Why a weight is hardly this person's.
fn doubted(gauge: Gauge, grams: i32, one: &Evidence) -> Option<Doubt> {
    let apart = |other: i32| i64::from(grams).abs_diff(i64::from(other)).cast_signed();
    if gauge != Gauge::Weight {
        return None;
    }
    if one.previous.is_some_and(|previous| apart(previous) > JUMP_GRAMS) {
        return Some(Doubt::Jump);
    }
    let usual = one.usual.map(|usual| usual.median);
    let unusual =
        |median: i32| apart(median) * 100 > i64::from(median).saturating_mul(UNUSUAL_PERCENT);
    usual.is_some_and(unusual).then_some(Doubt::Unusual)
}

/// The evidence for one candidate in decibans.
///
/// A value as far off as the spread costs 2.17: a bell's logarithm. The spread is the widest of all
/// candidates', so that somebody irregular doesn't draw others' readings to themselves.
fn points(gauge: Gauge, milli: i32, one: &Evidence, all: &[Evidence]) -> i64 {
    // Of a bell's values half lie within 0.6745 of its deviation: 1.483 makes one of the other.
    let spreads = all.iter().filter_map(|one| one.usual).map(|usual| i64::from(usual.deviation));
    let spread = spreads.max().unwrap_or(0).saturating_mul(1_483) / 1_000;
    let spread = spread.max(gauge.spread_min());
    let apart =
        one.usual.map_or(i64::MAX, |usual| (i64::from(milli) - i64::from(usual.median)).abs());
    // Beyond a thousand spreads it is all the same, and nothing overflows.
    let hundredths = apart.saturating_mul(100) / spread;
    let fit = hundredths.min(1_000).pow(2) * 217 / 1_000_000;
    RECENCY
        .iter()
        .find(|(within_ms, _)| one.used_apart_ms.is_some_and(|apart| apart <= *within_ms))
        .map_or(NEVER_POINTS, |(_, points)| *points)
        + one.just_before.map_or(0, |before| {
            let same = (i64::from(milli) - i64::from(before)).abs() <= gauge.sitting_max();
            if same { SITTING_POINTS } else { 0 }
        })
        - fit.min(FIT_MAX)
}

/// By how long ago somebody used the monitor: what it says for them, decibans.
const RECENCY: [(i64, i64); 3] = [(2 * DAY_MS, 0), (14 * DAY_MS, -2), (60 * DAY_MS, -4)];
/// They haven't used it for longer, or never.
const NEVER_POINTS: i64 = -6;
/// It was theirs a moment ago, and gives the same now: four to one that they repeat it. Too little to
/// decide alone, because couples weigh themselves one after the other.
const SITTING_POINTS: i64 = 6;
/// A stranger is a hundred times less likely than somebody whose value it is exactly.
const STRANGER_POINTS: i64 = -20;
/// No value speaks more than this against somebody: the tails of people are longer than a bell's.
const FIT_MAX: i64 = 60;
const DAY_MS: i64 = 24 * 3_600_000;

/// The share of each in all of them and a stranger.
fn shares(points: &[i64]) -> Vec<Confidence> {
    let likelihoods: Vec<u64> = points.iter().map(|points| likelihood(*points)).collect();
    let all = likelihoods.iter().sum::<u64>() + likelihood(STRANGER_POINTS);
    likelihoods.iter().map(|one| share(*one, all)).collect()
}

fn even(candidates: usize) -> Vec<Confidence> {
    let all = (candidates as u64).max(1);
    // A stranger's share is left over.
    vec![share(99, all * 100); candidates]
}

fn share(one: u64, all: u64) -> Confidence {
    // At most 1000, because the part is no greater than the whole; and the whole is never 0.
    Confidence((one * 1_000 / all.max(1)).min(1_000) as u16)
}

/// Ten to the power of a tenth of the points, in millionths of what 20 points give.
fn likelihood(points: i64) -> u64 {
    let place = (points.clamp(-90, 20) + 90).unsigned_abs();
    MANTISSAS[(place % 10) as usize] * 10_u64.pow((place / 10) as u32)
}

/// Ten to the power of 0, 0.1, … 0.9, in thousandths.
const MANTISSAS: [u64; 10] = [1_000, 1_259, 1_585, 1_995, 2_512, 3_162, 3_981, 5_012, 6_310, 7_943];

#[cfg(test)]
mod tests;
