//! A report as a terminal shows it.

use vitals::named::rfc3339;

use super::{AlertAt, Figures, Report, Seen};

/// So many alerts of a kind are shown; the report itself has all.
const SHOWN_MAX: usize = 20;

impl Report {
    /// The report in words.
    pub fn lines(&self) -> Vec<String> {
        let Self { draft, active, period, by_active, by_draft, .. } = self;
        let mut lines = vec![
            format!("draft   {} version {}, SHA-256 {}", draft.name, draft.version, draft.hash),
            format!("active  {} version {}, SHA-256 {}", active.name, active.version, active.hash),
            format!("from {} to {}, {}", rfc3339(period.from), rfc3339(period.to), period.source),
            format!(
                "{} people, {} readings, {} patient-days",
                self.patients, self.readings, self.patient_days
            ),
            String::new(),
            row("", "active", "draft"),
        ];
        for (name, figure) in FIGURES {
            lines.push(row(name, &figure(by_active), &figure(by_draft)));
        }
        if let (Some(before), Some(after)) = (&by_active.events, &by_draft.events) {
            lines.push(row("labelled events seen", &seen(before), &seen(after)));
            lines.push(row("minutes before (median)", &lead(before), &lead(after)));
        }
        lines.push(String::new());
        lines.push(format!(
            "{} alerts added, {} removed, {} moved, {} the same",
            self.added.len(),
            self.removed.len(),
            self.moved.len(),
            self.same
        ));
        show(&mut lines, "+", self.added.iter().map(alert));
        show(&mut lines, "-", self.removed.iter().map(alert));
        let moved = self.moved.iter().map(|moved| {
            let to = rfc3339(moved.to.raised_at);
            format!("{} -> {to} {}", alert(&moved.from), moved.to.severity)
        });
        show(&mut lines, "~", moved);
        lines
    }
}

type Figure = fn(&Figures) -> String;

#[rustfmt::skip]
const FIGURES: [(&str, Figure); 8] = [
    ("alerts",                |of| of.alerts.to_string()),
    ("  emergency",           |of| of.emergency.to_string()),
    ("  urgent",              |of| of.urgent.to_string()),
    ("  review",              |of| of.review.to_string()),
    ("alerts per patient-day", |of| format!("{:.4}", of.per_patient_day)),
    ("ended by automation",   |of| of.automated.to_string()),
    ("  share",               |of| format!("{:.1} %", of.share_automated * 100.0)),
    ("clinician minutes",     |of| of.minutes.to_string()),
];

fn row(name: &str, active: &str, draft: &str) -> String {
    format!("{name:<24}{active:>12}{draft:>12}")
}

fn seen(seen: &Seen) -> String {
    format!("{} of {}", seen.seen, seen.events)
}

fn lead(seen: &Seen) -> String {
    seen.lead_minutes.map_or("-".into(), |minutes| minutes.to_string())
}

fn alert(alert: &AlertAt) -> String {
    let AlertAt { patient, problem, rule, severity, raised_at, offset, .. } = alert;
    format!("{} {patient} {problem} {severity} ({rule}, entry {offset})", rfc3339(*raised_at))
}

fn show(lines: &mut Vec<String>, mark: &str, all: impl ExactSizeIterator<Item = String>) {
    let left = all.len().saturating_sub(SHOWN_MAX);
    lines.extend(all.take(SHOWN_MAX).map(|alert| format!("{mark} {alert}")));
    if left > 0 {
        lines.push(format!("{mark} and {left} more, in the report"));
    }
}
