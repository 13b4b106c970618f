//! What would have kept an alert from being raised: found by deciding again with another value.

use vitals::{StoredAt, VitalSign};

use crate::held::{Held, Reach, Sample};
use crate::outcome::{Alert, Reason, Unless};
use crate::rules::Order;
use crate::timeline::Timeline;
use crate::track::{Spell, Track};

/// The values, each alone and nearest to what was measured, with which this alert would not stand.
pub(super) fn find(
    timeline: &Timeline<'_>,
    track: &Track,
    alert: &Alert,
    now: StoredAt,
) -> Vec<Unless> {
    let Some(spell) = track.spells().last() else {
        return Vec::new();
    };
    if timeline.book.newest().order() == Order::Arrival {
        // The order in which values came isn't kept, so nothing can be decided again.
        return Vec::new();
    }
    let mut held = timeline.held.clone();
    let mut found = Vec::new();
    for (sign, sample) in alert.reasons.iter().filter_map(value_of) {
        if sample.reach != Reach::Within {
            continue;
        }
        let mut stands = |milli: i32| {
            held.suppose(sign, &sample, milli);
            stands_with(timeline, &held, track, spell, &sample, now)
        };
        let more = nearest(sign, sample.milli, true, &mut stands);
        let less = nearest(sign, sample.milli, false, &mut stands);
        let far = |milli: &i32| (i64::from(*milli) - i64::from(sample.milli)).abs();
        let or_more = match (more, less) {
            (Some(more), Some(less)) => far(&more) <= far(&less),
            (more, _) => more.is_some(),
        };
        if let Some(milli) = if or_more { more } else { less } {
            let unless = Unless { sign, reading: sample.reading(), milli, or_more };
            // Several conditions may speak of one value.
            if !found.contains(&unless) {
                found.push(unless);
            }
        }
        held.suppose(sign, &sample, sample.milli);
    }
    found
}

fn value_of(reason: &Reason) -> Option<(VitalSign, Sample)> {
    match reason {
        Reason::Value { sign, sample, .. } | Reason::Points { sign, sample: Some(sample), .. } => {
            Some((*sign, *sample))
        }
        _ => None,
    }
}

/// Whether the spell would be as grave with these samples.
fn stands_with(
    timeline: &Timeline<'_>,
    held: &Held,
    track: &Track,
    spell: &Spell,
    sample: &Sample,
    now: StoredAt,
) -> bool {
    let mut track = track.clone();
    let at = sample.taken_at();
    track.take(&Timeline { held, ..*timeline }, (at, at), true, now);
    track.spells().iter().any(|other| {
        other.onset_ms == spell.onset_ms
            && other.bouts == spell.bouts
            && other.severity >= spell.severity
    })
}

/// The nearest value on one side with which the alert would not stand: strides that double, then halves.
fn nearest(
    sign: VitalSign,
    from: i32,
    upwards: bool,
    stands: &mut impl FnMut(i32) -> bool,
) -> Option<i32> {
    let (least, most, step) = grid(sign)?;
    let at = |strides: i32| {
        let by = step.saturating_mul(strides);
        // On the grid: a page says whole numbers.
        let on_grid = from.div_euclid(step) * step;
        if upwards { on_grid.saturating_add(by) } else { on_grid.saturating_sub(by) }
    };
    let inside = |strides: i32| (least..=most).contains(&at(strides));
    let (mut stands_at, mut strides) = (0, 1);
    loop {
        if !inside(strides) {
            // Nothing within strides: one more look, at the end.
            strides = (stands_at..).find(|strides| !inside(*strides))?.checked_sub(1)?;
            if strides <= stands_at || stands(at(strides)) {
                return None;
            }
            break;
        }
        if !stands(at(strides)) {
            break;
        }
        stands_at = strides;
        strides = strides.saturating_mul(2);
    }
    while strides - stands_at > 1 {
        let middle = stands_at + (strides - stands_at) / 2;
        if stands(at(middle)) {
            stands_at = middle;
        } else {
            strides = middle;
        }
    }
    Some(at(strides))
}

/// The least and the greatest value to try, and the steps between: what a person would name.
fn grid(sign: VitalSign) -> Option<(i32, i32, i32)> {
    Some(match sign {
        VitalSign::Respiration => (3_000, 70_000, 1_000),
        VitalSign::Spo2 => (50_000, 100_000, 1_000),
        VitalSign::Systolic | VitalSign::Diastolic => (20_000, 300_000, 1_000),
        VitalSign::Pulse => (20_000, 300_000, 1_000),
        VitalSign::Temperature => (30_000, 43_000, 100),
        VitalSign::Weight => (20_000, 350_000, 100),
        VitalSign::Glucose => (600, 55_000, 100),
        VitalSign::SupplementalOxygen | VitalSign::Consciousness | VitalSign::Rhythm => {
            return None;
        }
    })
}
