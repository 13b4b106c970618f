//! `hearthwatch cohort cgm`: figures of continuous glucose sensors, for each person of a file.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use cohort::cgm::{Summary, Values};
use serde::Serialize;
use store::tabular::{self, Names, Progress, Rejected, Row, Visitor};
use vitals::Glucose;
use vitals::named::{Kind, Value};

use super::meter::Meter;
use super::output::Output;
use super::refusals::{Refusals, quoted};

/// What to do.
pub struct GlucoseOptions {
    /// The file of readings.
    pub from: PathBuf,
    /// Where the figures go; `-` is standard output.
    pub out: PathBuf,
    /// Where the list of what could not be used goes.
    pub rejected: Option<PathBuf>,
    /// The file's own names.
    pub names: Names,
}

/// What was done.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Summarised {
    /// Values of sensors.
    pub values: u64,
    /// People who have such.
    pub patients: u64,
    /// Rows of other kinds, which this command leaves out.
    pub other_rows: u64,
    /// Rows that could not be used; "LO" and "HI" are no numbers.
    pub rejected: u64,
}

/// The first line of the result.
pub const HEADING: &str = "patient,n,mean,sd,cv_pct,gmi_pct,tir_70_180_pct,tbr_lt54_pct,\
                           tbr_lt70_pct,tar_gt180_pct,tar_gt250_pct";

/// Computes the figures of a file. The result is there whole or not at all.
pub fn run(options: &GlucoseOptions, stop: &AtomicBool) -> Result<Summarised> {
    let mut gathering = Gathering {
        values: Values::default(),
        other_rows: 0,
        refusals: Refusals::new(options.rejected.as_deref())?,
        stop,
        meter: Meter::new("reading"),
    };
    tabular::read(&options.from, &options.names, &mut gathering)?;
    gathering.meter.end();
    let values = gathering.values.len() as u64;
    let summaries = gathering.values.summarise()?;
    let mut out = Output::create(&options.out)?;
    writeln!(out.file, "{HEADING}").with_context(|| out.failed())?;
    for summary in &summaries {
        writeln!(out.file, "{}", line(summary)).with_context(|| out.failed())?;
    }
    out.keep()?;
    Ok(Summarised {
        values,
        patients: summaries.len() as u64,
        other_rows: gathering.other_rows,
        rejected: gathering.refusals.finish()?,
    })
}

struct Gathering<'a> {
    values: Values,
    other_rows: u64,
    refusals: Refusals,
    stop: &'a AtomicBool,
    meter: Meter,
}

impl Visitor for Gathering<'_> {
    fn row(&mut self, row: Row<'_>) {
        if row.kind != Kind::GlucoseCgm {
            self.other_rows += 1;
        } else if let Err(want) = usable(row.value) {
            let number = row.number;
            self.refusals.take(&Rejected {
                number,
                column: "value",
                given: format!("{:?}", row.value),
                want,
            });
        } else {
            self.values.push(row.patient, row.value);
        }
    }

    fn rejected(&mut self, rejected: Rejected) {
        self.refusals.take(&rejected);
    }

    fn goes_on(&mut self, progress: Progress) -> bool {
        self.meter.show(progress.done, progress.total, self.values.len() as u64, "values");
        !self.stop.load(Ordering::Relaxed)
    }
}

/// The same limits as admission has; words are measurements, but not numbers.
fn usable(value: Value) -> Result<(), String> {
    let milli = value.milli(Kind::GlucoseCgm);
    let umol_l = milli.ok_or("a number: a mean of words doesn't exist")?;
    Glucose::from_umol_l(umol_l).map(|_| ()).map_err(|refused| refused.to_string())
}

fn line(summary: &Summary) -> String {
    let or_empty = |figure: Option<f64>| figure.map_or_else(String::new, |it| format!("{it:.4}"));
    let shares = [
        summary.gmi_pct,
        summary.tir_70_180_pct,
        summary.tbr_lt54_pct,
        summary.tbr_lt70_pct,
        summary.tar_gt180_pct,
        summary.tar_gt250_pct,
    ];
    let mut line = format!("{},{},{:.4}", quoted(&summary.patient), summary.n, summary.mean);
    for figure in [or_empty(summary.sd), or_empty(summary.cv_pct)] {
        line = format!("{line},{figure}");
    }
    shares.iter().fold(line, |line, share| format!("{line},{share:.4}"))
}
