//! What continuous glucose sensors say of each person: mean, spread, time in and out of range.
//!
//! Source of the ranges and of their names: Battelino et al., International Consensus on Time in
//! Range, Diabetes Care 42 (2019), 1593–1603: 70 to 180 mg/dL in range, both limits inside; level 2
//! below 54 and above 250. GMI: Bergenstal et al., Diabetes Care 41 (2018), 2275–2280.

use std::collections::HashMap;

use polars::prelude::{
    Column, DataFrame, Expr, IntoLazy, NamedFrom, PolarsError, Series, SortMultipleOptions, col,
    len, lit,
};
use vitals::named::Value;

/// Values of many people, gathered one by one.
#[derive(Debug, Default)]
pub struct Values {
    /// Looked up by id only; nothing depends on its order.
    places: HashMap<Box<str>, u32>,
    ids: Vec<Box<str>>,
    person: Vec<u32>,
    micro_mg_dl: Vec<i64>,
}

/// One person's figures. Shares are in percent of the values.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Whose.
    pub patient: String,
    /// How many values.
    pub n: u64,
    /// Mean, mg/dL.
    pub mean: f64,
    /// Sample standard deviation (n − 1), mg/dL; none for a single value.
    pub sd: Option<f64>,
    /// Coefficient of variation: standard deviation in percent of the mean.
    pub cv_pct: Option<f64>,
    /// Glucose management indicator: 3.31 + 0.02392 × mean.
    pub gmi_pct: f64,
    /// 70 to 180 mg/dL, both inside.
    pub tir_70_180_pct: f64,
    /// Below 54 mg/dL.
    pub tbr_lt54_pct: f64,
    /// Below 70 mg/dL, those below 54 among them.
    pub tbr_lt70_pct: f64,
    /// Above 180 mg/dL, those above 250 among them.
    pub tar_gt180_pct: f64,
    /// Above 250 mg/dL.
    pub tar_gt250_pct: f64,
}

/// The figures could not be computed.
#[derive(Debug, thiserror::Error)]
#[error("could not compute the figures of the cohort")]
pub struct CohortError(#[from] PolarsError);

impl Values {
    /// Adds a value of glucose; false for one that is no number, which no figure can use.
    pub fn push(&mut self, patient: &str, value: Value) -> bool {
        let Value::Micro(micro) = value else { return false };
        let place = match self.places.get(patient) {
            Some(place) => *place,
            None => {
                let place = self.ids.len() as u32; // fewer people than 32 bits count
                self.places.insert(patient.into(), place);
                self.ids.push(patient.into());
                place
            }
        };
        self.person.push(place);
        self.micro_mg_dl.push(micro);
        true
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// The figures of everybody, in the order of the ids.
    pub fn summarise(self) -> Result<Vec<Summary>, CohortError> {
        let Self { ids, person, micro_mg_dl, .. } = self;
        let rows = person.len();
        let person: Column = Series::new("person".into(), person).into();
        let micro: Column = Series::new("micro".into(), micro_mg_dl).into();
        let figures = DataFrame::new(rows, vec![person, micro])?
            .lazy()
            .group_by([col("person")])
            .agg(figures())
            .sort(["person"], SortMultipleOptions::default())
            .collect()?;
        let mut summaries = summaries(&ids, &figures)?;
        summaries.sort_by(|a, b| a.patient.cmp(&b.patient));
        Ok(summaries)
    }
}

/// Sums and counts; limits are compared as whole millionths, so that 70 and 180 are inside.
fn figures() -> [Expr; 8] {
    let micro = || col("micro");
    let mg_dl = |limit: i64| lit(limit * 1_000_000);
    let count = |is: Expr, name: &str| is.sum().alias(name);
    [
        len().alias("n"),
        (micro().sum().cast(polars::prelude::DataType::Float64) / lit(1e6)).alias("sum"),
        (micro().std(1) / lit(1e6)).alias("sd"),
        count(micro().lt(mg_dl(54)), "lt54"),
        count(micro().lt(mg_dl(70)), "lt70"),
        count(micro().gt_eq(mg_dl(70)).and(micro().lt_eq(mg_dl(180))), "in"),
        count(micro().gt(mg_dl(180)), "gt180"),
        count(micro().gt(mg_dl(250)), "gt250"),
    ]
}

fn summaries(ids: &[Box<str>], figures: &DataFrame) -> Result<Vec<Summary>, PolarsError> {
    let (person, n) = (figures.column("person")?.u32()?, figures.column("n")?.u32()?);
    let (sum, sd) = (figures.column("sum")?.f64()?, figures.column("sd")?.f64()?);
    let counts = |name: &str| figures.column(name).and_then(Column::u32);
    let (lt54, lt70, inside) = (counts("lt54")?, counts("lt70")?, counts("in")?);
    let (gt180, gt250) = (counts("gt180")?, counts("gt250")?);
    let summary = |row: usize| {
        let n = n.get(row)?;
        let share = |count: Option<u32>| f64::from(count.unwrap_or(0)) * 100.0 / f64::from(n);
        let mean = sum.get(row)? / f64::from(n);
        // One value has no spread; polars says so with a hole.
        let sd = sd.get(row).filter(|_| n > 1);
        Some(Summary {
            patient: ids.get(person.get(row)? as usize)?.to_string(),
            n: u64::from(n),
            mean,
            sd,
            cv_pct: sd.map(|sd| sd * 100.0 / mean),
            gmi_pct: 3.31 + 0.02392 * mean,
            tir_70_180_pct: share(inside.get(row)),
            tbr_lt54_pct: share(lt54.get(row)),
            tbr_lt70_pct: share(lt70.get(row)),
            tar_gt180_pct: share(gt180.get(row)),
            tar_gt250_pct: share(gt250.get(row)),
        })
    };
    // No figure has a hole but the deviation: each group has a row.
    Ok((0..figures.height()).filter_map(summary).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[(&str, f64)], expected: &[(&str, [f64; 10])]) {
        let mut gathered = Values::default();
        for (patient, mg_dl) in values {
            assert!(gathered.push(patient, Value::Micro((mg_dl * 1e6).round() as i64)));
        }
        let summaries = gathered.summarise().unwrap();
        assert_eq!(summaries.len(), expected.len(), "{summaries:?}");
        for (got, (patient, want)) in summaries.iter().zip(expected) {
            assert_eq!(got.patient, *patient);
            let figures = [
                got.n as f64,
                got.mean,
                got.sd.unwrap_or(f64::NAN),
                got.cv_pct.unwrap_or(f64::NAN),
                got.gmi_pct,
                got.tir_70_180_pct,
                got.tbr_lt54_pct,
                got.tbr_lt70_pct,
                got.tar_gt180_pct,
                got.tar_gt250_pct,
            ];
            for (place, (got, want)) in figures.iter().zip(want).enumerate() {
                let same = (got - want).abs() < 1e-9 || (got.is_nan() && want.is_nan());
                assert!(same, "{patient}, figure {place}: {got}, not {want}");
            }
        }
    }

    #[test]
    fn the_figures_of_a_person_are_those_of_a_pocket_calculator() {
        check(
            &[("b", 100.0), ("a", 50.0), ("a", 60.0), ("a", 150.0), ("a", 300.0)],
            &[
                (
                    "a",
                    [
                        4.0,
                        140.0,
                        115.758_369_027_902_27,
                        82.684_549_305_644_48,
                        6.6588,
                        25.0,
                        25.0,
                        50.0,
                        25.0,
                        25.0,
                    ],
                ),
                ("b", [1.0, 100.0, f64::NAN, f64::NAN, 5.702, 100.0, 0.0, 0.0, 0.0, 0.0]),
            ],
        );
    }

    #[test]
    fn the_limits_are_inside_their_ranges_as_the_consensus_has_them() {
        let edges = [53.9, 54.0, 69.9, 70.0, 180.0, 180.1, 250.0, 250.1].map(|mg_dl| ("a", mg_dl));
        let mean = edges.iter().map(|(_, mg_dl)| mg_dl).sum::<f64>() / 8.0;
        let square = |mg_dl: f64| (mg_dl - mean) * (mg_dl - mean);
        let sd = (edges.iter().map(|(_, mg_dl)| square(*mg_dl)).sum::<f64>() / 7.0).sqrt();
        let gmi = 3.31 + 0.02392 * mean;
        check(
            &edges,
            &[("a", [8.0, mean, sd, sd * 100.0 / mean, gmi, 25.0, 12.5, 37.5, 37.5, 12.5])],
        );
    }

    #[test]
    fn nobody_has_no_figures_and_a_word_is_no_value() {
        let mut values = Values::default();
        assert!(!values.push("a", Value::Low) && !values.push("a", Value::Failed));
        assert!(values.is_empty());
        assert_eq!(values.summarise().unwrap(), Vec::new());
    }
}
