//! The coefficients: a table of contributions for each input, read from a versioned document.
//!
//! All of it is whole numbers, so the same readings give the same score on every machine.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::inputs::{COUNT, Inputs, NAMES};

/// The document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Grows with each set of coefficients that ships.
    pub version: u32,
    /// Whose readings it was learnt from, and towards what.
    pub trained_on: String,
    /// How people were divided for the figures that the README gives.
    pub split: String,
    /// What makes this file again.
    pub command: String,
    /// Thousandths of log-odds before any input counts.
    pub intercept: i32,
    /// From log-odds to the share of people who deteriorate.
    pub calibration: Calibration,
    /// The inputs that count, each once.
    pub input: Vec<Table>,
}

/// Points of a curve that never falls; straight between them, level outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Thousandths of log-odds.
    pub at: Vec<i32>,
    /// Ten-thousandths.
    pub is: Vec<i32>,
}

/// What one input adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// One of [`NAMES`].
    pub name: String,
    /// Values of the input, rising; thousandths of its unit.
    pub at: Vec<i32>,
    /// Thousandths of log-odds that each adds; straight between them, level outside.
    pub adds: Vec<i32>,
    /// What each adds besides where somebody has said how awake the person is; nothing if empty.
    #[serde(default)]
    pub adds_if_assessed: Vec<i32>,
}

/// Coefficients that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It isn't TOML of the expected shape.
    #[error("could not read the coefficients")]
    Shape(#[source] toml::de::Error),
    /// What they say can't be.
    #[error("the coefficients contradict themselves: {}", .0.join("; "))]
    Contradictions(Vec<String>),
}

/// Coefficients that were checked, with the hash of the text that they were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    hash: [u8; 32],
    version: u32,
    intercept: i32,
    calibration: Curve,
    /// By the input's place in [`NAMES`].
    curves: Vec<Option<Curve>>,
    /// The same with what counts besides where somebody has said how awake the person is.
    curves_if_assessed: Vec<Option<Curve>>,
}

impl Model {
    /// Reads and checks a document.
    pub fn read(text: &str) -> Result<Self, ModelError> {
        let document: Document = toml::from_str(text).map_err(ModelError::Shape)?;
        let wrong = contradictions(&document);
        if !wrong.is_empty() {
            return Err(ModelError::Contradictions(wrong));
        }
        let table_of = |name: &&str| document.input.iter().find(|table| table.name == **name);
        let curve = |name| table_of(name).map(|table| Curve::new(&table.at, &table.adds));
        let if_assessed = |name| Some(Curve::new(&table_of(name)?.at, &table_of(name)?.both()));
        Ok(Self {
            hash: Sha256::digest(text.as_bytes()).into(),
            version: document.version,
            intercept: document.intercept,
            calibration: Curve::new(&document.calibration.at, &document.calibration.is),
            curves: NAMES.iter().map(curve).collect(),
            curves_if_assessed: NAMES.iter().map(if_assessed).collect(),
        })
    }

    /// SHA-256 of the document.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The document's version.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Thousandths of log-odds before any input counts.
    pub fn intercept(&self) -> i32 {
        self.intercept
    }

    /// What the input at a place of [`NAMES`] adds; nothing if it is missing or doesn't count.
    pub fn adds(&self, place: usize, inputs: &Inputs) -> i32 {
        let curves = if inputs.assessed { &self.curves_if_assessed } else { &self.curves };
        match (&curves[place], inputs.values[place]) {
            (Some(curve), Some(value)) => curve.at(value),
            _ => 0,
        }
    }

    /// Thousandths of log-odds: the intercept and what each input adds.
    pub fn milli_log_odds(&self, inputs: &Inputs) -> i32 {
        self.intercept + (0..COUNT).map(|place| self.adds(place, inputs)).sum::<i32>()
    }

    /// The share, in ten-thousandths, of people with these log-odds who deteriorate.
    pub fn per_ten_thousand(&self, milli_log_odds: i32) -> u16 {
        u16::try_from(self.calibration.at(milli_log_odds)).unwrap_or(0)
    }
}

impl Table {
    /// What each value adds where somebody has said how awake the person is.
    fn both(&self) -> Vec<i32> {
        let besides = self.adds_if_assessed.iter().chain(std::iter::repeat(&0));
        self.adds.iter().zip(besides).map(|(adds, besides)| adds + besides).collect()
    }
}

/// A line through points.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Curve {
    points: Vec<(i32, i32)>,
}

impl Curve {
    fn new(at: &[i32], is: &[i32]) -> Self {
        Self { points: at.iter().copied().zip(is.iter().copied()).collect() }
    }

    /// The value at `x`, rounded half up.
    fn at(&self, x: i32) -> i32 {
        let above = self.points.partition_point(|(at, _)| *at <= x);
        let ends = (above.checked_sub(1).map(|below| self.points[below]), self.points.get(above));
        match ends {
            (Some((x0, y0)), Some((x1, y1))) => {
                let (along, width) = (i64::from(x) - i64::from(x0), i64::from(*x1) - i64::from(x0));
                let rise = (i64::from(*y1) - i64::from(y0)) * along;
                // Between two 32-bit values.
                y0 + (2 * rise + width).div_euclid(2 * width) as i32
            }
            (Some((_, y)), None) => y,
            (None, Some((_, y))) => *y,
            (None, None) => 0,
        }
    }
}

/// The most that one input may add or take, so that no sum leaves its range.
const ADDS_MAX: i32 = 10_000;

fn contradictions(document: &Document) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, table) in document.input.iter().enumerate() {
        let name = &table.name;
        if !NAMES.contains(&name.as_str()) {
            wrong.push(format!("there is no input {name:?}"));
        }
        if document.input[..place].iter().any(|other| other.name == *name) {
            wrong.push(format!("{name:?} is there twice"));
        }
        if !is_curve(&table.at, &table.adds) {
            wrong.push(format!("{name:?} needs rising values, and as many contributions"));
        }
        let besides = &table.adds_if_assessed;
        if !besides.is_empty() && besides.len() != table.at.len() {
            wrong.push(format!("{name:?} needs as many contributions if assessed"));
        }
        if table.adds.iter().chain(besides).any(|adds| adds.abs() > ADDS_MAX) {
            wrong.push(format!("{name:?} adds more than {ADDS_MAX}"));
        }
    }
    let Calibration { at, is } = &document.calibration;
    if !is_curve(at, is) || !is.is_sorted() || is.iter().any(|is| !(0..=10_000).contains(is)) {
        wrong.push("the calibration has to rise from 0 to at most 10000".to_owned());
    }
    if document.intercept.abs() > ADDS_MAX || document.input.len() > COUNT {
        wrong.push("the intercept or the number of inputs is out of range".to_owned());
    }
    wrong
}

fn is_curve(at: &[i32], is: &[i32]) -> bool {
    !at.is_empty() && at.len() == is.len() && at.is_sorted_by(|a, b| a < b)
}
