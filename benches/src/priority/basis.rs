//! Tables with straight lines between their points, as weights on those points.

use std::ops::Range;

use risk_engine::priority::{COUNT, Inputs, NAMES, Table};

use super::cohort::Row;

/// The points of each input's table, at even shares of the values that were seen.
#[derive(Debug, Clone)]
pub struct Basis {
    at: Vec<Vec<i32>>,
    first: Vec<usize>,
    /// Points of all inputs; those that count besides if assessed follow in the same order.
    half: usize,
    /// How many points there are in all.
    pub points: usize,
}

/// Points of a table.
const POINTS: usize = 9;

impl Basis {
    /// Chooses the points.
    pub fn of(rows: &[&Row]) -> Self {
        let at: Vec<Vec<i32>> = (0..COUNT).map(|place| points(rows, place)).collect();
        let mut first = Vec::with_capacity(COUNT);
        let mut points = 0;
        for at in &at {
            first.push(points);
            points += at.len();
        }
        Self { at, first, half: points, points: 2 * points }
    }

    /// The points of one input: always, and besides if assessed.
    pub fn ranges(&self, place: usize) -> [Range<usize>; 2] {
        let (first, count) = (self.first[place], self.at[place].len());
        [first..first + count, self.half + first..self.half + first + count]
    }

    /// Which points a row rests on, and how much on each.
    pub fn weights(&self, inputs: &Inputs) -> Vec<(u32, f32)> {
        let mut weights = Vec::with_capacity(2 * COUNT);
        for (place, value) in inputs.values.iter().enumerate() {
            let (Some(value), at) = (*value, &self.at[place]) else { continue };
            let Some((low, high)) = at.first().zip(at.last()) else { continue };
            let value = value.clamp(*low, *high);
            let below = at.partition_point(|at| *at <= value).clamp(1, at.len() - 1) - 1;
            let (x0, x1) = (f64::from(at[below]), f64::from(at[below + 1]));
            let along = ((f64::from(value) - x0) / (x1 - x0)) as f32;
            let point = (self.first[place] + below) as u32;
            weights.push((point, 1.0 - along));
            weights.push((point + 1, along));
        }
        if inputs.assessed {
            let besides = |(point, weight): &(u32, f32)| (point + self.half as u32, *weight);
            let besides: Vec<_> = weights.iter().map(besides).collect();
            weights.extend(besides);
        }
        weights
    }

    /// The tables for what was fitted, in whole thousandths.
    pub fn tables(&self, fitted: &[f64]) -> Vec<Table> {
        let used = (0..COUNT).filter(|place| !self.at[*place].is_empty());
        let milli = |range: Range<usize>| -> Vec<i32> {
            fitted[range].iter().map(|x| (x * 1000.0).round() as i32).collect()
        };
        let table = |place: usize| {
            let [adds, adds_if_assessed] = self.ranges(place).map(milli);
            Table {
                name: NAMES[place].to_owned(),
                at: self.at[place].clone(),
                adds,
                adds_if_assessed,
            }
        };
        used.map(table).collect()
    }
}

fn points(rows: &[&Row], place: usize) -> Vec<i32> {
    let mut values: Vec<i32> = rows.iter().filter_map(|row| row.inputs.values[place]).collect();
    values.sort_unstable();
    if values.len() < 100 {
        return Vec::new();
    }
    let share = |point: usize| 0.005 + 0.99 * point as f64 / (POINTS - 1) as f64;
    let value = |point| values[(share(point) * (values.len() - 1) as f64).round() as usize];
    let mut points: Vec<i32> = (0..POINTS).map(value).collect();
    points.dedup();
    // A table of one point has no slope, and says nothing.
    if points.len() < 2 {
        let (low, high) = (values[0], values[values.len() - 1]);
        return if low < high { vec![low, high] } else { Vec::new() };
    }
    points
}
