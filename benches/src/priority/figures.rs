//! The figures that CLINICAL 6.3 asks for: each person scored by a model that hadn't seen them.

use std::collections::HashMap;

use homes::Stay;
use risk_engine::priority::Model;

use super::cohort::{HOME_PACE, HOUR_MS, Moments, Pace, Row, fold, rows};
use super::learn::{Crossed, Stays};
use super::measure::{Dice, Mark, alerts, area, area_with_interval, first_day, within_budget};

const BUDGET: f64 = 0.10;
/// Shuffles of the clock test: one alone is off by 0.02 by chance.
const SHUFFLES: u64 = 12;

/// Prints all figures.
pub fn print(stays: &Stays, crossed: &Crossed) {
    println!(
        "each line: score, area under the curve (95 % by resampling patients), at {BUDGET} alerts per patient-day: sensitivity"
    );
    sepsis(&stays.sepsis, crossed);
    at_48_hours("cinc2012, death, arterial line and levels", &stays.full, crossed);
    at_48_hours("cinc2012, death, cuff and alert or not", &stays.plain, crossed);
    let units = rows(&stays.units, Pace::Recorded, Moments::Every(1));
    both("eicu_demo, death within 24 h, hourly", &stays.units, &units, crossed, days(&units));
    clock_test(&stays.sepsis, crossed);
}

fn sepsis(stays: &[Stay], crossed: &Crossed) {
    let hourly = rows(stays, Pace::Recorded, Moments::Every(1));
    let days = days(&hourly);
    both("cinc2019b, sepsis within 24 h, hourly", stays, &hourly, crossed, days);
    let paced = rows(stays, Pace::Home, Moments::Every(HOME_PACE));
    both("cinc2019b, one set every 8 h", stays, &paced, crossed, days);
    let events = event_hours(stays);
    let marks = scored(stays, &hourly, crossed);
    println!("cinc2019b, first day's maximum against an event after it");
    line("priority", &first_day(&marks, &events), stays.len());
    line("NEWS2", &first_day(&by_news2(&hourly), &events), stays.len());
    calibration(&marks);
    let hours: Vec<f64> = marks.iter().map(|mark| mark.hour as f64).collect();
    let scores: Vec<f64> = marks.iter().map(|mark| f64::from(mark.score)).collect();
    println!(
        "  correlation of the score with hours in the unit: {:.3}",
        correlation(&scores, &hours)
    );
}

fn at_48_hours(name: &str, stays: &[Stay], crossed: &Crossed) {
    let looks = rows(stays, Pace::Recorded, Moments::At(&[48]));
    println!("{name}, at 48 h, {} people", looks.len());
    line("priority", &scored(stays, &looks, crossed), stays.len());
    line("NEWS2", &by_news2(&looks), stays.len());
}

fn both(name: &str, stays: &[Stay], rows: &[Row], crossed: &Crossed, days: f64) {
    println!("{name}, {} rows", rows.len());
    for (score, marks) in [("priority", scored(stays, rows, crossed)), ("NEWS2", by_news2(rows))] {
        line(score, &marks, stays.len());
        let (threshold, at) = within_budget(&marks, BUDGET, days);
        println!(
            "    at {threshold} or more: {:.3} alerts per patient-day, sensitivity {:.3}",
            at.per_day, at.sensitivity
        );
        if score == "NEWS2" {
            for threshold in [5, 7] {
                let at = alerts(&marks, threshold, days);
                println!(
                    "    at {threshold} or more: {:.3} alerts per patient-day, sensitivity {:.3}",
                    at.per_day, at.sensitivity
                );
            }
        }
    }
}

fn line(score: &str, marks: &[Mark], stays: usize) {
    let (area, low, high) = area_with_interval(marks, stays);
    println!("  {score:<9} {area:.3} ({low:.3}-{high:.3})");
}

/// Rows are hours.
fn days(rows: &[Row]) -> f64 {
    rows.len() as f64 / 24.0
}

fn event_hours(stays: &[Stay]) -> HashMap<usize, i64> {
    let event = |(place, stay): (usize, &Stay)| Some((place, stay.event_ms? / HOUR_MS));
    stays.iter().enumerate().filter_map(event).collect()
}

fn scored(stays: &[Stay], rows: &[Row], crossed: &Crossed) -> Vec<Mark> {
    let mark = |row: &Row| {
        let model: &Model = &crossed.models[fold(&stays[row.stay]) as usize];
        let score = i32::from(model.per_ten_thousand(model.milli_log_odds(&row.inputs)));
        Mark { stay: row.stay, hour: row.hour, score, due: row.due }
    };
    rows.iter().map(mark).collect()
}

fn by_news2(rows: &[Row]) -> Vec<Mark> {
    let mark = |row: &Row| Mark {
        stay: row.stay,
        hour: row.hour,
        score: i32::from(row.news2),
        due: row.due,
    };
    rows.iter().map(mark).collect()
}

/// What share of the rows with about the same score were due, beside the score.
fn calibration(marks: &[Mark]) {
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by_key(|mark| mark.score);
    println!("  calibration, tenths of the rows by score: said, seen (%)");
    let tenths = sorted.chunks(sorted.len().div_ceil(10));
    let said_seen: Vec<String> = tenths
        .map(|tenth| {
            let count = tenth.len() as f64;
            let said: f64 = tenth.iter().map(|mark| f64::from(mark.score)).sum::<f64>() / 100.0;
            let seen = tenth.iter().filter(|mark| mark.due).count() as f64 * 100.0;
            format!("{:.1} {:.1}", said / count, seen / count)
        })
        .collect();
    println!("    {}", said_seen.join("; "));
}

/// People keep their hours and their events, and get somebody else's vital signs: whatever the score
/// then still foretells, it reads off a clock.
fn clock_test(stays: &[Stay], crossed: &Crossed) {
    let events = event_hours(stays);
    let areas: Vec<f64> = (0..SHUFFLES)
        .map(|seed| {
            let shuffled = with_others_vitals(stays, &mut Dice(seed));
            let moments = Moments::At(&FIRST_DAY);
            let mut marks = first_day(
                &scored(stays, &rows(&shuffled, Pace::Recorded, moments), crossed),
                &events,
            );
            marks.sort_by_key(|mark| mark.score);
            area(&marks, |_| 1.0)
        })
        .collect();
    let mean = areas.iter().sum::<f64>() / areas.len() as f64;
    let least = areas.iter().copied().fold(f64::MAX, f64::min);
    let most = areas.iter().copied().fold(f64::MIN, f64::max);
    println!(
        "clock test, first day's maximum with vital signs shuffled between people, {SHUFFLES} shuffles: mean {mean:.3}, {least:.3} to {most:.3}"
    );
}

/// Hours 0 to 24, and one more that tells who stayed.
const FIRST_DAY: [i64; 26] = {
    let mut hours = [0; 26];
    let mut hour = 0;
    while hour < 26 {
        hours[hour] = hour as i64;
        hour += 1;
    }
    hours
};

fn with_others_vitals(stays: &[Stay], dice: &mut Dice) -> Vec<Stay> {
    let mut donors: Vec<usize> = (0..stays.len()).collect();
    for place in (1..donors.len()).rev() {
        donors.swap(place, dice.below(place + 1));
    }
    let given = |(stay, donor): (&Stay, &usize)| {
        let donor = &stays[*donor];
        let mut readings = Vec::new();
        let mut from = 0;
        // A donor who left earlier gives the same hours again.
        while from < stay.until_ms {
            let shifted = donor.readings.iter().map(|(at, measured)| (at + from, measured.clone()));
            readings.extend(shifted.filter(|(at, _)| *at <= stay.until_ms));
            from += donor.until_ms.max(HOUR_MS);
        }
        Stay { readings, ..stay.clone() }
    };
    stays.iter().zip(&donors).map(given).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let count = a.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        ab += (a - mean_a) * (b - mean_b);
        aa += (a - mean_a) * (a - mean_a);
        bb += (b - mean_b) * (b - mean_b);
    }
    ab / (aa * bb).sqrt()
}
