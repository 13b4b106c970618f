//! A programme's figures, as a table and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::tally::{Asked, Seen, Tally};

/// The figures of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Of which rules, or which people.
    pub name: String,
    /// Readings given to the engine.
    pub readings: u64,
    /// Days on which somebody measured, counted per person.
    pub patient_days: u64,
    /// What clinicians were asked to acknowledge.
    pub asked: Asked,
    /// Matters that automation ended without a clinician.
    pub automated: u64,
    /// What clinicians were asked to acknowledge, by rule.
    pub by_rule: BTreeMap<String, Asked>,
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
        let by_rule: BTreeMap<String, Asked> =
            tally.asked.iter().map(|(rule, asked)| (rule.to_string(), *asked)).collect();
        let automated = tally.automated.iter();
        let (mild, bad): (Vec<Seen>, Vec<Seen>) =
            tally.seen.iter().partition(|seen| seen.percent < BAD_PERCENT);
        Self {
            name: name.to_owned(),
            readings: tally.readings,
            patient_days: tally.days.len() as u64,
            asked: by_rule.values().copied().fold(Asked::default(), Asked::plus),
            automated: tally.automated.values().sum(),
            by_rule,
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

    /// Percent of the triggers that automation took without a clinician (CLINICAL 3.1 wants 75 to 80),
    /// where each acknowledgement asked for is one that it didn't; and the same without reminders of
    /// what wasn't measured.
    fn automated_percents(&self) -> [f64; 2] {
        let reminded =
            self.automated_by_problem.iter().filter(|(name, _)| name.starts_with(SILENCE));
        let reminded: u64 = reminded.map(|(_, count)| count).sum();
        [self.automated, self.automated - reminded]
            .map(|alone| 100.0 * alone as f64 / (alone + self.asked.all()).max(1) as f64)
    }

    fn json(&self) -> Value {
        let ill = |ill: &Illnesses| json!({ "all": ill.all, "missed": ill.missed, "late": ill.late, "lead_median_h": ill.lead_h });
        let asked = |asked: &Asked| json!({ "review_urgent_emergency": asked.new, "again": asked.again, "graver": asked.graver, "recheck": asked.recheck });
        let by_rule: BTreeMap<&String, Value> =
            self.by_rule.iter().map(|(rule, of)| (rule, asked(of))).collect();
        let [automated, without_reminders] = self.automated_percents();
        json!({
            "name": self.name,
            "readings": self.readings,
            "patient_days": self.patient_days,
            "asked_per_patient_day": self.a_day(self.asked.all()),
            "alerts_per_patient_day": self.a_day(self.asked.alerts()),
            "asked": asked(&self.asked),
            "automated": self.automated,
            "automated_percent": automated,
            "automated_percent_without_reminders": without_reminders,
            "by_rule": by_rule,
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
        "| run | patient-days | asked/patient-day | new: review, urgent, emergency | again | graver | re-check | automated (without reminders) | milder: missed, late, lead | bad: missed, late, lead |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for line in lines {
        let [review, urgent, emergency] = line.asked.new.map(|count| line.a_day(count));
        let [again, graver, recheck] = [line.asked.again, line.asked.graver, line.asked.recheck]
            .map(|count| line.a_day(count));
        let [mild, bad] = line.illnesses.map(ill_text);
        let [alone, without_reminders] = line.automated_percents();
        println!(
            "| {} | {} | {:.4} | {review:.4}, {urgent:.4}, {emergency:.4} | {again:.4} | {graver:.4} | {recheck:.4} | {alone:.1} % of {} ({without_reminders:.1} %) | {mild} | {bad} |",
            line.name,
            line.patient_days,
            line.a_day(line.asked.all()),
            line.automated + line.asked.all(),
        );
    }
    for line in lines {
        print_rules(line);
    }
}

fn print_rules(line: &Line) {
    println!("\n{}: {} readings; asked per 1,000 patient-days, by rule", line.name, line.readings);
    println!("| rule | review | urgent | emergency | again | graver | re-check |");
    println!("|---|---|---|---|---|---|---|");
    let thousand = |count: u64| 1000.0 * line.a_day(count);
    for (rule, asked) in &line.by_rule {
        let [review, urgent, emergency] = asked.new.map(thousand);
        println!(
            "| {rule} | {review:.2} | {urgent:.2} | {emergency:.2} | {:.2} | {:.2} | {:.2} |",
            thousand(asked.again),
            thousand(asked.graver),
            thousand(asked.recheck),
        );
    }
    println!("ended by automation, per 1,000 patient-days");
    for (problem, count) in &line.automated_by_problem {
        println!("| {problem} | {:.2} |", thousand(*count));
    }
}

fn ill_text(ill: Illnesses) -> String {
    let lead = ill.lead_h.map_or_else(|| "–".to_owned(), |hours| format!("{hours} h"));
    format!("{} of {}, {}, {lead}", ill.missed, ill.all, ill.late)
}

/// How the problems of what wasn't measured are called.
const SILENCE: &str = "silence_";
const HOUR_MS: i64 = 3_600_000;
/// An illness from here on counts as bad.
const BAD_PERCENT: u8 = 85;
