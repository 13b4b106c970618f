//! The coefficients as the document that ships.

use risk_engine::priority::{Calibration, Document, Table};

/// Grows when what ships changes.
const VERSION: u32 = 1;

/// Makes the document of tables, the intercept in log-odds, and the calibration `a + b x`.
pub fn document(input: Vec<Table>, intercept: f64, line: (f64, f64)) -> Document {
    Document {
        version: VERSION,
        trained_on: "cinc2019b: onset of sepsis within 24 h, hourly and at one set every 8 h; \
                     cinc2012: death in hospital, from 12, 24, 36 and 48 h; eicu_demo: death within \
                     24 h. Intensive care only: at home it orders people, and is no rate"
            .to_owned(),
        split: "by patient, in 5 parts by a hash of the number; figures come from models that \
                hadn't seen the patient, these coefficients from everybody"
            .to_owned(),
        command: "cargo run -p benches --bin priority -- train --data ../shared/data --out \
                  risk-engine/src/priority/coefficients.toml"
            .to_owned(),
        intercept: (intercept * 1000.0).round() as i32,
        calibration: calibration(line),
        input,
    }
}

/// The logistic curve over a line, every quarter of a log-odd.
fn calibration((a, b): (f64, f64)) -> Calibration {
    let at: Vec<i32> = (-40..=40).map(|quarter| quarter * 250).collect();
    let share = |at: &i32| 1.0 / (1.0 + (-(a + b * f64::from(*at) / 1000.0)).exp());
    let is = at.iter().map(|at| (share(at) * 10_000.0).round() as i32).collect();
    Calibration { at, is }
}

/// Writes it as text: a comment first, then TOML with a table's numbers on one line each.
pub fn text(document: &Document) -> anyhow::Result<String> {
    let head = "# The priority score's coefficients. Written by the command below: don't edit.\n\
                # Thousandths everywhere: of log-odds, of the inputs' units, ten-thousandths in `is`.\n\n";
    Ok(format!("{head}{}", toml::to_string(document)?))
}
