//! A programme's figures, as a table and as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::tally::{Seen, Tally};

/// The figures of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Of which rules, or which people.
    pub name: String,
    /// Readings given to the engine.
    pub readings: u64,
    /// Days on which somebody measured, counted per person.
    pub patient_days: u64,
    /// Alerts that came before a clinician: reviews, urgent ones, emergencies.
    pub by_severity: [u64; 3],
    /// All of them.
    pub alerts: u64,
    /// Alerts that were over and came up again.
    pub again: u64,
    /// Matters that automation ended without a clinician.
    pub automated: u64,
    /// Matters that joined an alert which stood already.
    pub joined: u64,
    /// Alerts by the rule that raised them: reviews, urgent ones, emergencies.
    pub by_rule: BTreeMap<String, [u64; 3]>,
    /// The same of those that came up again.
    pub again_by_rule: BTreeMap<String, [u64; 3]>,
    /// Matters that automation ended, by problem.
    pub automated_by_problem: BTreeMap<String, u64>,
    /// Illnesses that were there to be seen: the milder half, and those of at least 85 percent.
    pub illnesses: [Illnesses; 2],
}

/// How illnesses of a kind were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Illnesses {
    /// How many there were.
    pub all: u64,
    /// Nothing came before a clinician from their first to their last day.
    pub missed: u64,
    /// Something did, after they were at their worst.
    pub late: u64,
    /// Median time from the first alert to the worst, of those seen at all, in hours.
    pub lead_h: Option<i64>,
}

impl Line {
    /// The figures of a run.
    pub fn of(name: &str, tally: &Tally) -> Self {
        let named = |(rule, counts): (Arc<str>, [u64; 3])| (rule.to_string(), counts);
        let by_rule: BTreeMap<String, [u64; 3]> = tally.by_rule().into_iter().map(named).collect();
        let again_by_rule: BTreeMap<String, [u64; 3]> =
            tally.again.clone().into_iter().map(named).collect();
        let mut by_severity = [0; 3];
        for counts in by_rule.values() {
            for (sum, count) in by_severity.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        let automated = tally.automated.iter();
        let (mild, bad): (Vec<Seen>, Vec<Seen>) =
            tally.seen.iter().partition(|seen| seen.percent < BAD_PERCENT);
        Self {
            name: name.to_owned(),
            readings: tally.readings,
            patient_days: tally.run.patient_days(),
            alerts: by_severity.iter().sum(),
            by_severity,
            again: again_by_rule.values().flatten().sum(),
            automated: tally.automated.values().sum(),
            joined: tally.joined,
            by_rule,
            again_by_rule,
            automated_by_problem: automated
                .map(|(problem, count)| (problem.name().to_owned(), *count))
                .collect(),
            illnesses: [illnesses(&mild), illnesses(&bad)],
        }
    }

    /// Per patient-day.
    fn a_day(&self, count: u64) -> f64 {
        count as f64 / self.patient_days.max(1) as f64
    }

    /// Percent of the matters that automation ended alone. What joined a standing alert is neither.
    fn automated_percent(&self) -> f64 {
        100.0 * self.automated as f64 / (self.automated + self.alerts + self.again).max(1) as f64
    }

    fn json(&self) -> Value {
        let ill = |ill: &Illnesses| json!({ "all": ill.all, "missed": ill.missed, "late": ill.late, "lead_median_h": ill.lead_h });
        json!({
            "name": self.name,
            "readings": self.readings,
            "patient_days": self.patient_days,
            "alerts": self.alerts,
            "alerts_per_patient_day": self.a_day(self.alerts),
            "review_urgent_emergency": self.by_severity,
            "again": self.again,
            "joined": self.joined,
            "automated": self.automated,
            "automated_percent": self.automated_percent(),
            "by_rule": self.by_rule,
            "again_by_rule": self.again_by_rule,
            "automated_by_problem": self.automated_by_problem,
            "illnesses_mild": ill(&self.illnesses[0]),
            "illnesses_bad": ill(&self.illnesses[1]),
        })
    }
}

fn illnesses(seen: &[Seen]) -> Illnesses {
    let mut leads: Vec<i64> = seen.iter().filter_map(|seen| seen.lead_ms).collect();
    leads.sort_unstable();
    Illnesses {
        all: seen.len() as u64,
        missed: (seen.len() - leads.len()) as u64,
        late: leads.iter().filter(|lead_ms| **lead_ms < 0).count() as u64,
        lead_h: leads.get(leads.len() / 2).map(|lead_ms| lead_ms / HOUR_MS),
    }
}

/// Prints runs beside each other, and then each one's rules.
pub fn print(lines: &[Line], as_json: bool) {
    if as_json {
        println!("{}", Value::Array(lines.iter().map(Line::json).collect()));
        return;
    }
    println!(
        "| run | patient-days | alerts/patient-day | review | urgent | emergency | came again | automated | milder: missed, late, lead | bad: missed, late, lead |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for line in lines {
        let [review, urgent, emergency] = line.by_severity.map(|count| line.a_day(count));
        let [mild, bad] = line.illnesses.map(ill_text);
        println!(
            "| {} | {} | {:.4} | {review:.4} | {urgent:.4} | {emergency:.4} | {:.4} | {:.1} % of {} | {mild} | {bad} |",
            line.name,
            line.patient_days,
            line.a_day(line.alerts),
            line.a_day(line.again),
            line.automated_percent(),
            line.automated + line.alerts + line.again,
        );
    }
    for line in lines {
        print_rules(line);
    }
}

fn print_rules(line: &Line) {
    println!("\n{}: {} readings; alerts per 1,000 patient-days by rule", line.name, line.readings);
    println!("| rule | review | urgent | emergency |\n|---|---|---|---|");
    let again = line.again_by_rule.iter().map(|(rule, counts)| (format!("{rule}, again"), counts));
    let once = line.by_rule.iter().map(|(rule, counts)| (rule.clone(), counts));
    for (rule, counts) in once.chain(again) {
        let [review, urgent, emergency] = counts.map(|count| 1000.0 * line.a_day(count));
        println!("| {rule} | {review:.2} | {urgent:.2} | {emergency:.2} |");
    }
    println!(
        "ended by automation, per 1,000 patient-days; {} joined a standing alert",
        line.joined
    );
    for (problem, count) in &line.automated_by_problem {
        println!("| {problem} | {:.2} |", 1000.0 * line.a_day(*count));
    }
}

fn ill_text(ill: Illnesses) -> String {
    let lead = ill.lead_h.map_or_else(|| "–".to_owned(), |hours| format!("{hours} h"));
    format!("{} of {}, {}, {lead}", ill.missed, ill.all, ill.late)
}

const HOUR_MS: i64 = 3_600_000;
/// An illness from here on counts as bad.
const BAD_PERCENT: u8 = 85;
