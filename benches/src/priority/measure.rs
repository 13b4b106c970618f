//! How well scores tell people apart: areas, and alerts as CLINICAL 6.2 counts them.

use std::collections::HashMap;

/// A score at a moment of a stay.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Place of the stay.
    pub stay: usize,
    /// Hours since its start.
    pub hour: i64,
    /// The score: more is worse.
    pub score: i32,
    /// Whether the event is due.
    pub due: bool,
}

/// Area under the receiver's curve: how often a mark that is due has the higher score; ties count
/// half. `weight` says how often a stay counts.
pub fn area(sorted: &[Mark], weight: impl Fn(usize) -> f64) -> f64 {
    let (mut below, mut pairs, mut due_all) = (0.0, 0.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.score == b.score) {
        let sum = |due: bool| -> f64 {
            tie.iter().filter(|mark| mark.due == due).map(|mark| weight(mark.stay)).sum()
        };
        let (due, not) = (sum(true), sum(false));
        pairs += due * (below + not / 2.0);
        below += not;
        due_all += due;
    }
    pairs / (due_all * below)
}

/// The area with the interval that holds 95 % of resamples of patients.
pub fn area_with_interval(marks: &[Mark], stays: usize) -> (f64, f64, f64) {
    const RESAMPLES: usize = 100;
    let mut sorted = marks.to_vec();
    sorted.sort_by_key(|mark| mark.score);
    let mut dice = Dice(7);
    let mut areas: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let mut drawn = vec![0.0; stays];
            (0..stays).for_each(|_| drawn[dice.below(stays)] += 1.0);
            area(&sorted, |stay| drawn[stay])
        })
        .collect();
    areas.sort_by(f64::total_cmp);
    (area(&sorted, |_| 1.0), areas[RESAMPLES / 40], areas[RESAMPLES - 1 - RESAMPLES / 40])
}

/// What a threshold does.
#[derive(Debug, Clone, Copy)]
pub struct Alerts {
    /// Alerts per patient-day.
    pub per_day: f64,
    /// Share of the patients with the event who were alerted in its last 24 hours.
    pub sensitivity: f64,
}

/// Alerts at a threshold: a score at or over it with no alert in the 12 hours before. The marks
/// stand in the order of stay and time.
pub fn alerts(marks: &[Mark], threshold: i32, days: f64) -> Alerts {
    let (mut alerts, mut people, mut hits) = (0_u32, 0_u32, 0_u32);
    for stay in marks.chunk_by(|a, b| a.stay == b.stay) {
        let mut last = i64::MIN / 2;
        let mut hit = false;
        for mark in stay.iter().filter(|mark| mark.score >= threshold) {
            if mark.hour - last > 12 {
                alerts += 1;
                last = mark.hour;
                hit |= mark.due;
            }
        }
        people += u32::from(stay.iter().any(|mark| mark.due));
        hits += u32::from(hit);
    }
    Alerts { per_day: f64::from(alerts) / days, sensitivity: f64::from(hits) / f64::from(people) }
}

/// The alerts at the lowest threshold that keeps to a budget per patient-day.
pub fn within_budget(marks: &[Mark], budget: f64, days: f64) -> (i32, Alerts) {
    let mut scores: Vec<i32> = marks.iter().map(|mark| mark.score).collect();
    scores.sort_unstable();
    scores.dedup();
    let over = scores.partition_point(|score| alerts(marks, *score, days).per_day > budget);
    let threshold = scores.get(over).copied().unwrap_or(i32::MAX);
    (threshold, alerts(marks, threshold, days))
}

/// The highest score of each stay's first day, against an event after it.
pub fn first_day(marks: &[Mark], event_hours: &HashMap<usize, i64>) -> Vec<Mark> {
    let highest = |stay: &[Mark]| {
        let (place, event) = (stay[0].stay, event_hours.get(&stay[0].stay));
        let day = stay.iter().filter(|mark| mark.hour <= 24);
        let score = day.map(|mark| mark.score).max()?;
        // Whom it befell on the first day, or who left on it, says nothing about the days after.
        let stayed = stay.last().is_some_and(|mark| mark.hour > 24);
        (stayed && event.is_none_or(|event| *event > 24)).then_some(Mark {
            stay: place,
            hour: 24,
            score,
            due: event.is_some(),
        })
    };
    marks.chunk_by(|a, b| a.stay == b.stay).filter_map(highest).collect()
}

/// Splitmix64: chance that a seed decides.
pub struct Dice(pub u64);

impl Dice {
    /// A number from 0 to one below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(stay: usize, hour: i64, score: i32, due: bool) -> Mark {
        Mark { stay, hour, score, due }
    }

    #[test]
    fn the_area_counts_pairs_and_half_of_ties() {
        #[track_caller]
        fn check(marks: &[(i32, bool)], expected: f64) {
            let marks: Vec<Mark> =
                marks.iter().map(|(score, due)| mark(0, 0, *score, *due)).collect();
            assert_eq!(area(&marks, |_| 1.0), expected);
        }
        check(&[(1, false), (2, true)], 1.0);
        check(&[(1, true), (2, false)], 0.0);
        check(&[(1, false), (1, true)], 0.5);
        check(&[(1, false), (2, true), (3, false), (4, true)], 0.75);
    }

    #[test]
    fn an_alert_is_silent_for_twelve_hours() {
        let hours = [0, 5, 12, 13, 30];
        let marks: Vec<Mark> = hours.iter().map(|hour| mark(0, *hour, 9, *hour == 13)).collect();
        let alerts = alerts(&marks, 9, 1.0);
        assert_eq!((alerts.per_day, alerts.sensitivity), (3.0, 1.0));
    }

    #[test]
    fn a_budget_takes_the_lowest_threshold_that_keeps_to_it() {
        let marks: Vec<Mark> = (0..10).map(|stay| mark(stay, 0, stay as i32, stay >= 7)).collect();
        let (threshold, alerts) = within_budget(&marks, 0.2, 10.0);
        assert_eq!((threshold, alerts.per_day), (8, 0.2));
        assert!((alerts.sensitivity - 2.0 / 3.0).abs() < 1e-9);
    }
}
