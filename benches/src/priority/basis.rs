//! Tables with straight lines between their points, as weights on those points.

use risk_engine::priority::{COUNT, Inputs, NAMES, Table};

use super::cohort::Row;

/// The points of each input's table, at even shares of the values that were seen.
#[derive(Debug, Clone)]
pub struct Basis {
    at: Vec<Vec<i32>>,
    first: Vec<usize>,
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
        Self { at, first, points }
    }

    /// The points of one input.
    pub fn range(&self, place: usize) -> std::ops::Range<usize> {
        self.first[place]..self.first[place] + self.at[place].len()
    }

    /// Which points a row rests on, and how much on each.
    pub fn weights(&self, inputs: &Inputs) -> Vec<(u32, f32)> {
        let mut weights = Vec::with_capacity(2 * COUNT);
        for (place, value) in inputs.iter().enumerate() {
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
        weights
    }

    /// The tables for what was fitted, in whole thousandths.
    pub fn tables(&self, fitted: &[f64]) -> Vec<Table> {
        let used = (0..COUNT).filter(|place| !self.at[*place].is_empty());
        let table = |place: usize| Table {
            name: NAMES[place].to_owned(),
            at: self.at[place].clone(),
            adds: fitted[self.range(place)].iter().map(|x| (x * 1000.0).round() as i32).collect(),
        };
        used.map(table).collect()
    }
}

fn points(rows: &[&Row], place: usize) -> Vec<i32> {
    let mut values: Vec<i32> = rows.iter().filter_map(|row| row.inputs[place]).collect();
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
