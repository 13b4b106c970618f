//! Penalized logistic regression on tables, by Newton's method: one optimum, and the same one in
//! every run.

use std::thread;

use risk_engine::priority::{ANCHORED, COUNT};

use super::basis::Basis;
use super::solve::solve;

/// One row to learn from.
pub struct Example {
    /// See [`Basis::weights`].
    pub weights: Vec<(u32, f32)>,
    /// What became of it.
    pub due: bool,
    /// How much it counts.
    pub counts: f64,
    /// Which set it is from: each has an intercept of its own, so that sets teach how people of the
    /// same set differ, and not how ill a set is.
    pub group: usize,
}

/// What was fitted: log-odds.
pub struct Fitted {
    /// Of each point.
    pub points: Vec<f64>,
    /// Of each group.
    pub intercepts: Vec<f64>,
}

/// How smooth, flat and small the tables are kept.
const SMOOTH: f64 = 200.0;
const FLAT: f64 = 20.0;
const SMALL: f64 = 20.0;
/// How firmly a table's contributions average nothing.
const CENTRED: f64 = 1e5;
const STEPS_MAX: usize = 8;
/// Threads, whose parts are summed in a fixed order.
const PARTS: usize = 2;

/// Fits tables to examples.
pub fn fit(basis: &Basis, examples: &[Example], groups: usize) -> anyhow::Result<Fitted> {
    let size = basis.points + groups;
    let penalty = penalty(basis, examples, size);
    let mut x = vec![0.0; size];
    for group in 0..groups {
        x[basis.points + group] = start(examples, group);
    }
    for _ in 0..STEPS_MAX {
        let (mut matrix, mut right) = slopes(examples, &x, basis.points);
        for row in 0..size {
            for column in 0..=row {
                matrix[row][column] += penalty[row][column];
            }
            right[row] -= (0..size).map(|column| penalty[row][column] * x[column]).sum::<f64>();
        }
        let step = solve(&mut matrix, &right)
            .ok_or_else(|| anyhow::anyhow!("the equations have no single solution"))?;
        let largest = step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
        for (x, step) in x.iter_mut().zip(&step) {
            *x += step;
        }
        if largest < 2e-3 {
            break;
        }
    }
    let intercepts = x.split_off(basis.points);
    Ok(Fitted { points: x, intercepts })
}

/// The log-odds of a group as a whole.
fn start(examples: &[Example], group: usize) -> f64 {
    let of_group = || examples.iter().filter(|example| example.group == group);
    let all: f64 = of_group().map(|example| example.counts).sum();
    let due: f64 = of_group().filter(|example| example.due).map(|example| example.counts).sum();
    ((due + 0.5) / (all - due + 0.5)).ln()
}

/// Log-odds of an example.
fn log_odds(example: &Example, x: &[f64], points: usize) -> f64 {
    let tables =
        example.weights.iter().map(|(point, weight)| x[*point as usize] * f64::from(*weight));
    tables.sum::<f64>() + x[points + example.group]
}

type Slopes = (Vec<Vec<f64>>, Vec<f64>);

/// Curvature (lower half) and slope of the likelihood.
fn slopes(examples: &[Example], x: &[f64], points: usize) -> Slopes {
    let part = examples.len().div_ceil(PARTS).max(1);
    let parts: Vec<Slopes> = thread::scope(|scope| {
        let threads: Vec<_> = examples
            .chunks(part)
            .map(|part| scope.spawn(move || slopes_of(part, x, points)))
            .collect();
        // A panic there is a panic here.
        threads.into_iter().map(|thread| thread.join().expect("a part")).collect()
    });
    let mut sum: Slopes = (vec![vec![0.0; x.len()]; x.len()], vec![0.0; x.len()]);
    for (matrix, right) in parts {
        for (sum, row) in sum.0.iter_mut().zip(&matrix) {
            sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        sum.1.iter_mut().zip(&right).for_each(|(sum, value)| *sum += value);
    }
    sum
}

fn slopes_of(examples: &[Example], x: &[f64], points: usize) -> Slopes {
    let mut matrix = vec![vec![0.0; x.len()]; x.len()];
    let mut right = vec![0.0; x.len()];
    let mut active = Vec::new();
    for example in examples {
        let chance = 1.0 / (1.0 + (-log_odds(example, x, points)).exp());
        let curvature = example.counts * chance * (1.0 - chance);
        let slope = example.counts * (f64::from(u8::from(example.due)) - chance);
        active.clear();
        active.extend(example.weights.iter().map(|(p, weight)| (*p as usize, f64::from(*weight))));
        active.push((points + example.group, 1.0));
        for (place, (row, weight)) in active.iter().enumerate() {
            right[*row] += slope * weight;
            let scaled = curvature * weight;
            let line = &mut matrix[*row];
            for (column, weight) in &active[..=place] {
                line[*column] += scaled * weight;
            }
        }
    }
    (matrix, right)
}

/// The penalty as a matrix.
fn penalty(basis: &Basis, examples: &[Example], size: usize) -> Vec<Vec<f64>> {
    let mut penalty = vec![vec![0.0; size]; size];
    let mut add = |parts: &[(usize, f64)], strength: f64| {
        for (row, a) in parts {
            for (column, b) in parts {
                penalty[*row][*column] += strength * a * b;
            }
        }
    };
    let means = means(basis, examples);
    for (place, range) in
        (0..COUNT).flat_map(|place| basis.ranges(place).map(|range| (place, range)))
    {
        for point in range.clone() {
            add(&[(point, 1.0)], SMALL);
            if point + 1 < range.end {
                add(&[(point, -1.0), (point + 1, 1.0)], FLAT);
            }
            if point + 2 < range.end {
                add(&[(point, 1.0), (point + 1, -2.0), (point + 2, 1.0)], SMOOTH);
            }
        }
        if !ANCHORED.contains(&place) {
            let parts: Vec<_> = range.map(|point| (point, means[point])).collect();
            add(&parts, CENTRED);
        }
    }
    penalty
}

/// How much of an input's examples rests on each of its points.
fn means(basis: &Basis, examples: &[Example]) -> Vec<f64> {
    let mut means = vec![0.0; basis.points];
    for example in examples {
        for (point, weight) in &example.weights {
            means[*point as usize] += example.counts * f64::from(*weight);
        }
    }
    for range in (0..COUNT).flat_map(|place| basis.ranges(place)) {
        let sum: f64 = means[range.clone()].iter().sum();
        means[range].iter_mut().for_each(|mean| *mean /= sum.max(1e-9));
    }
    means
}
