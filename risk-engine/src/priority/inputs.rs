//! What the score looks at: numbers out of what is held of a person, as of a moment.
//!
//! An input that is missing counts nothing, neither for nor against. Nothing here knows how long
//! somebody has been watched or how often measured: hours since admission alone foretell sepsis in
//! intensive care better than NEWS2 (CLINICAL 6.2), and say nothing about a person at home.

use vitals::{Consciousness, TakenAt, VitalSign};

use super::window::{Window, hours_between, until};
use crate::fact::CarePlan;
use crate::held::Held;
use crate::news2::{self, Observation};

/// Hours that a value of these signs holds (CLINICAL 1.5); temperature and the answers about
/// consciousness and oxygen hold for [`DAILY_HOURS`].
const FREQUENT_HOURS: i64 = 12;
const DAILY_HOURS: i64 = 24;
/// How long oxygen that was given is remembered.
const OXYGEN_HOURS: i64 = 168;

/// The signs with a window, in the order of [`NAMES`].
const WINDOWED: [(VitalSign, i64); 6] = [
    (VitalSign::Respiration, FREQUENT_HOURS),
    (VitalSign::Spo2, FREQUENT_HOURS),
    (VitalSign::Systolic, FREQUENT_HOURS),
    (VitalSign::Diastolic, FREQUENT_HOURS),
    (VitalSign::Pulse, FREQUENT_HOURS),
    (VitalSign::Temperature, DAILY_HOURS),
];
/// Inputs of one window: see [`spread`].
const OF_WINDOW: usize = 11;

/// How many inputs there are.
pub const COUNT: usize = WINDOWED.len() * OF_WINDOW + OTHERS;
const OTHERS: usize = 15;
/// Where the others begin.
const OTHERS_AT: usize = WINDOWED.len() * OF_WINDOW;
/// The inputs' names, as the coefficients file has them: subject, then aspect.
#[rustfmt::skip]
pub const NAMES: [&str; COUNT] = [
    "respiration latest", "respiration mean 6 h", "respiration mean 24 h", "respiration mean 72 h", "respiration spread 24 h", "respiration step 72 h", "respiration lowest 24 h", "respiration highest 24 h", "respiration lowest 72 h", "respiration highest 72 h", "respiration trend",
    "spo2 latest", "spo2 mean 6 h", "spo2 mean 24 h", "spo2 mean 72 h", "spo2 spread 24 h", "spo2 step 72 h", "spo2 lowest 24 h", "spo2 highest 24 h", "spo2 lowest 72 h", "spo2 highest 72 h", "spo2 trend",
    "systolic latest", "systolic mean 6 h", "systolic mean 24 h", "systolic mean 72 h", "systolic spread 24 h", "systolic step 72 h", "systolic lowest 24 h", "systolic highest 24 h", "systolic lowest 72 h", "systolic highest 72 h", "systolic trend",
    "diastolic latest", "diastolic mean 6 h", "diastolic mean 24 h", "diastolic mean 72 h", "diastolic spread 24 h", "diastolic step 72 h", "diastolic lowest 24 h", "diastolic highest 24 h", "diastolic lowest 72 h", "diastolic highest 72 h", "diastolic trend",
    "pulse latest", "pulse mean 6 h", "pulse mean 24 h", "pulse mean 72 h", "pulse spread 24 h", "pulse step 72 h", "pulse lowest 24 h", "pulse highest 24 h", "pulse lowest 72 h", "pulse highest 72 h", "pulse trend",
    "temperature latest", "temperature mean 6 h", "temperature mean 24 h", "temperature mean 72 h", "temperature spread 24 h", "temperature step 72 h", "temperature lowest 24 h", "temperature highest 24 h", "temperature lowest 72 h", "temperature highest 72 h", "temperature trend",
    "shock index latest", "shock index mean 24 h", "pulse pressure latest", "pulse pressure mean 24 h", "mean pressure latest", "mean pressure mean 24 h", "pulse and respiration mean 24 h", "pulse for temperature mean 24 h", "spo2 for respiration mean 24 h",
    "news2 now",
    "oxygen hours since given",
    "consciousness latest", "consciousness worst 24 h", "consciousness worst 72 h", "consciousness mean 72 h",
];

/// The inputs that are compared with a healthy state (no oxygen, alert) and not with the average
/// person: what is unknown then counts as the healthy state does.
pub const ANCHORED: std::ops::Range<usize> = COUNT - 5..COUNT;

/// What the score looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inputs {
    /// The value of each input, in the order of [`NAMES`]; thousandths of the usual unit.
    pub values: [Option<i32>; COUNT],
    /// Whether somebody has said within three days how awake the person is. The same values then
    /// mean something else than a monitor's alone.
    pub assessed: bool,
}

/// The inputs as of a moment: what was taken later doesn't count. `None` if no vital sign is fresh.
pub fn inputs(held: &Held, plan: &CarePlan, as_of: TakenAt) -> Option<Inputs> {
    let windows = WINDOWED.map(|(sign, hours)| Window::of(held, sign, as_of, hours));
    if windows.iter().all(|window| window.latest.is_none()) {
        return None;
    }
    let mut values = [None; COUNT];
    for (values, window) in values[..OTHERS_AT].chunks_exact_mut(OF_WINDOW).zip(&windows) {
        values.copy_from_slice(&spread(window));
    }
    let others = &mut values[OTHERS_AT..];
    others[..9].copy_from_slice(&derived(&windows));
    let levels = Levels::of(held, as_of);
    let given = hours_since_oxygen(held, plan, as_of);
    others[9] = Some(1000 * i32::from(news2_low(&windows, &levels, given, plan)));
    others[10] = given.map(|hours| 1000 * hours);
    others[11..].copy_from_slice(&levels.inputs());
    Some(Inputs { values, assessed: levels.count > 0 })
}

/// A window's inputs; the trend is the last six hours against the day.
fn spread(window: &Window) -> [Option<i32>; OF_WINDOW] {
    let w = *window;
    let trend = w.mean_6h.zip(w.mean_24h).map(|(recent, day)| recent - day);
    [
        w.latest,
        w.mean_6h,
        w.mean_24h,
        w.mean_72h,
        w.spread_24h,
        w.step_72h,
        w.lowest_24h,
        w.highest_24h,
        w.lowest_72h,
        w.highest_72h,
        trend,
    ]
}

/// What two signs say together.
fn derived(windows: &[Window; 6]) -> [Option<i32>; 9] {
    let [respiration, spo2, systolic, diastolic, pulse, temperature] = windows;
    let ratio = |a: Option<i32>, b: Option<i32>| {
        let (a, b) = a.zip(b).filter(|(_, b)| *b > 0)?;
        i32::try_from(i64::from(a) * 1000 / i64::from(b)).ok()
    };
    let minus = |a: Option<i32>, b: Option<i32>| a.zip(b).map(|(a, b)| a - b);
    // A third of the way from diastolic to systolic: CLINICAL 1.3.
    let mean = |a: Option<i32>, b: Option<i32>| a.zip(b).map(|(sys, dia)| dia + (sys - dia) / 3);
    let times = |a: Option<i32>, b: Option<i32>| {
        let (a, b) = a.zip(b)?;
        i32::try_from(i64::from(a) * i64::from(b) / 1000).ok()
    };
    // A pulse rises by some 8 beats with each degree of fever.
    let for_fever = |a: Option<i32>, b: Option<i32>| a.zip(b).map(|(a, b)| a - 8 * b);
    [
        ratio(pulse.latest, systolic.latest),
        ratio(pulse.mean_24h, systolic.mean_24h),
        minus(systolic.latest, diastolic.latest),
        minus(systolic.mean_24h, diastolic.mean_24h),
        mean(systolic.latest, diastolic.latest),
        mean(systolic.mean_24h, diastolic.mean_24h),
        times(pulse.mean_24h, respiration.mean_24h),
        for_fever(pulse.mean_24h, temperature.mean_24h),
        ratio(spo2.mean_24h, respiration.mean_24h),
    ]
}

/// NEWS2 with its missing parts at nothing.
fn news2_low(
    windows: &[Window; 6],
    levels: &Levels,
    oxygen_hours: Option<i32>,
    plan: &CarePlan,
) -> u8 {
    let [respiration, spo2, systolic, _, pulse, temperature] = windows.map(|window| window.latest);
    let given = oxygen_hours.is_some_and(|hours| i64::from(hours) < DAILY_HOURS);
    let observation = Observation {
        respiration_milli: respiration,
        spo2_milli_percent: spo2,
        spo2_scale: plan.spo2_scale,
        supplemental_oxygen: Some(given),
        systolic_milli_mmhg: systolic,
        pulse_milli_bpm: pulse,
        consciousness: levels.latest.filter(|level| *level > 0).map(|_| Consciousness::Confused),
        temperature_milli_celsius: temperature,
    };
    news2::score(&observation).low
}

/// Whole hours since oxygen was known to be given; `None` if it wasn't within a week.
fn hours_since_oxygen(held: &Held, plan: &CarePlan, as_of: TakenAt) -> Option<i32> {
    let known = until(held, VitalSign::SupplementalOxygen, as_of);
    let given = known.iter().rev().find(|sample| sample.milli != 0);
    let hours = given.map(|sample| hours_between(sample, as_of));
    let planned = known.is_empty() && plan.supplemental_oxygen == Some(true);
    let hours = if planned { Some(0) } else { hours };
    hours.filter(|hours| *hours < OXYGEN_HOURS).and_then(|hours| i32::try_from(hours).ok())
}

/// How far from alert: 0 for A, then C, V, P and U.
#[derive(Debug, Default)]
struct Levels {
    latest: Option<i32>,
    worst_24h: i32,
    worst_72h: i32,
    count: i32,
    total: i32,
}

impl Levels {
    fn of(held: &Held, as_of: TakenAt) -> Self {
        let mut levels = Self::default();
        let mut hour_last = -1;
        for sample in until(held, VitalSign::Consciousness, as_of).iter().rev() {
            let hour = hours_between(sample, as_of);
            if hour >= 72 {
                break;
            }
            let level = level_of(sample.milli);
            if levels.count == 0 && hour < DAILY_HOURS {
                levels.latest = Some(level);
            }
            if hour == hour_last {
                continue;
            }
            hour_last = hour;
            levels.count += 1;
            levels.total += level;
            levels.worst_72h = levels.worst_72h.max(level);
            if hour < 24 {
                levels.worst_24h = levels.worst_24h.max(level);
            }
        }
        levels
    }

    /// Alert is the same as unknown: nothing to add.
    fn inputs(&self) -> [Option<i32>; 4] {
        let beyond_alert = |level: i32| (level > 0).then_some(level * 1000);
        let mean = (self.total > 0).then(|| self.total * 1000 / self.count);
        [
            self.latest.and_then(beyond_alert),
            beyond_alert(self.worst_24h),
            beyond_alert(self.worst_72h),
            mean,
        ]
    }
}

fn level_of(letter: i32) -> i32 {
    match u8::try_from(letter) {
        Ok(b'C') => 1,
        Ok(b'V') => 2,
        Ok(b'P') => 3,
        Ok(b'U') => 4,
        _ => 0,
    }
}
