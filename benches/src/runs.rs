//! Several runs of the same thing: least, median and most.

use std::fmt;

/// The figures of several runs, sorted.
#[derive(Debug, Clone, Default)]
pub struct Runs(Vec<f64>);

impl Runs {
    /// Takes in one run's figure.
    pub fn add(&mut self, figure: f64) {
        let place = self.0.partition_point(|other| *other <= figure);
        self.0.insert(place, figure);
    }

    /// The figure that this share of them don't exceed; 0 if there are none.
    pub fn at(&self, share: f64) -> f64 {
        // A rank: small and not negative.
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0
            .get(rank.saturating_sub(1).min(self.0.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0.0)
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Runs {
    /// `least / median / most`; the precision counts for each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(0);
        let [least, median, most] = [0.0, 0.5, 1.0].map(|share| self.at(share));
        write!(f, "{least:.digits$} / {median:.digits$} / {most:.digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_a_percentile_is_one_of_the_figures() {
        let mut runs = Runs::default();
        [3.0, 1.0, 2.0].into_iter().for_each(|figure| runs.add(figure));
        assert_eq!(format!("{runs:.1}"), "1.0 / 2.0 / 3.0");
        assert_eq!(runs.at(0.99), 3.0);
        assert_eq!(Runs::default().median(), 0.0);
    }
}
