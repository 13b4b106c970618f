//! From stays to a model: which rows count how much, and the calibration.

use std::path::Path;

use homes::{Stay, StaySet, stays};
use risk_engine::priority::{Document, Inputs, Model};

use super::basis::Basis;
use super::cohort::{FOLDS, Moments, Pace, Row, fold, rows};
use super::document::document;
use super::fit::{Example, Fitted, fit};

/// All stays with an outcome.
pub struct Stays {
    /// Sepsis, hourly.
    pub sepsis: Vec<Stay>,
    /// Death in hospital out of two days: the cuff only, alert or not.
    pub plain: Vec<Stay>,
    /// The same people with the arterial line and consciousness in steps.
    pub full: Vec<Stay>,
    /// Death in the unit, hourly; only stays whose end is known.
    pub units: Vec<Stay>,
}

impl Stays {
    /// Reads them out of the folder that holds the sets.
    pub fn read(data: &Path) -> anyhow::Result<Self> {
        let mut units = stays(data, StaySet::EicuDemo)?;
        units.retain(|stay| stay.died.is_some());
        Ok(Self {
            sepsis: stays(data, StaySet::Cinc2019b)?,
            plain: stays(data, StaySet::Cinc2012)?,
            full: stays(data, StaySet::Cinc2012Full)?,
            units,
        })
    }
}

/// Rows to learn from, with the part that their person belongs to.
pub struct Lessons {
    rows: Vec<(Row, u64, usize, f64)>,
}

/// Sets with an intercept of their own.
const GROUPS: usize = 3;
/// How much an hour as recorded counts.
const RECORDED: f64 = 2.0;
/// When the two days of `cinc2012` are looked at.
const LOOKS: Moments = Moments::At(&[12, 24, 36, 48]);

impl Lessons {
    /// Takes rows out of stays. How much each set counts was chosen so that no set is learnt at
    /// another's cost.
    pub fn of(stays: &Stays) -> Self {
        let mut lessons = Self { rows: Vec::new() };
        let every = Moments::Every(8);
        lessons.add(&stays.sepsis, rows(&stays.sepsis, Pace::Recorded, every), 0, RECORDED);
        let paced = Moments::Every(8);
        lessons.add(&stays.sepsis, rows(&stays.sepsis, Pace::Home, paced), 0, 0.7);
        for stays in [&stays.plain, &stays.full] {
            lessons.add(stays, rows(stays, Pace::Recorded, LOOKS), 1, 0.75);
        }
        lessons.add(&stays.units, rows(&stays.units, Pace::Recorded, every), 2, 1.0);
        lessons
    }

    fn add(&mut self, stays: &[Stay], rows: Vec<Row>, group: usize, counts: f64) {
        self.rows.extend(rows.into_iter().map(|row| {
            let part = fold(&stays[row.stay]);
            (row, part, group, counts)
        }));
    }

    /// Learns from everybody but one part; from everybody if that is `None`.
    pub fn learn(&self, without: Option<u64>) -> anyhow::Result<Learnt> {
        let taken = || self.rows.iter().filter(|(_, part, _, _)| Some(*part) != without);
        let basis = Basis::of(&taken().map(|(row, ..)| row).collect::<Vec<_>>());
        let examples: Vec<Example> = taken()
            .map(|(row, _, group, counts)| Example {
                weights: basis.weights(&row.inputs),
                due: row.due,
                counts: *counts,
                group: *group,
            })
            .collect();
        let fitted = fit(&basis, &examples, GROUPS)?;
        Ok(Learnt { basis, fitted })
    }

    /// The rows of the set that probabilities are about, as recorded, with their parts.
    pub fn calibrating(&self) -> impl Iterator<Item = (&Inputs, bool, u64)> {
        // The recorded pace is what counts whole.
        let whole =
            self.rows.iter().filter(|(_, _, group, counts)| *group == 0 && *counts == RECORDED);
        whole.map(|(row, part, _, _)| (&row.inputs, row.due, *part))
    }
}

/// Tables that were learnt.
pub struct Learnt {
    basis: Basis,
    fitted: Fitted,
}

impl Learnt {
    /// The document, with log-odds to be read as the line `a + b x`.
    pub fn document(&self, line: (f64, f64)) -> Document {
        document(self.basis.tables(&self.fitted.points), self.fitted.intercepts[0], line)
    }

    /// The model, as the product would read it.
    pub fn model(&self, line: (f64, f64)) -> anyhow::Result<Model> {
        Ok(Model::read(&toml::to_string(&self.document(line))?)?)
    }
}

/// Models, each learnt without one part, and the calibration of what they say about that part.
pub struct Crossed {
    /// By the part that was left out.
    pub models: Vec<Model>,
    /// See [`Learnt::document`].
    pub line: (f64, f64),
}

/// Learns a model for each part.
pub fn crossed(lessons: &Lessons) -> anyhow::Result<Crossed> {
    let learnt: Vec<Learnt> =
        (0..FOLDS).map(|part| lessons.learn(Some(part))).collect::<anyhow::Result<_>>()?;
    let raw: Vec<Model> =
        learnt.iter().map(|learnt| learnt.model((0.0, 1.0))).collect::<anyhow::Result<_>>()?;
    let pairs: Vec<(f64, bool)> = lessons
        .calibrating()
        .map(|(inputs, due, part)| {
            (f64::from(raw[part as usize].milli_log_odds(inputs)) / 1000.0, due)
        })
        .collect();
    let line = line(&pairs);
    let models = learnt.iter().map(|learnt| learnt.model(line)).collect::<anyhow::Result<_>>()?;
    Ok(Crossed { models, line })
}

/// Logistic regression on one number (Platt's scaling), by Newton's method.
fn line(pairs: &[(f64, bool)]) -> (f64, f64) {
    let (mut a, mut b) = (0.0, 1.0);
    for _ in 0..20 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9);
        for (x, due) in pairs {
            let chance = 1.0 / (1.0 + (-(a + b * x)).exp());
            let (slope, bend) = (f64::from(u8::from(*due)) - chance, chance * (1.0 - chance));
            g0 += slope;
            g1 += slope * x;
            h00 += bend;
            h01 += bend * x;
            h11 += bend * x * x;
        }
        let determinant = h00 * h11 - h01 * h01;
        a += (g0 * h11 - g1 * h01) / determinant;
        b += (g1 * h00 - g0 * h01) / determinant;
    }
    (a, b)
}
