//! Chance as a pure function: the same seed, subject and moment always fall the same way.
//!
//! Nothing is drawn in sequence, so that a measurement that somebody asks for leaves everything that
//! was going to happen as it was. Integers and the four operations of IEEE 754 only: the same on
//! every machine, whatever its mathematics library.

/// A source of chance for one home.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64, whose: u64) -> Self {
        Self(mix(mix(seed) ^ whose))
    }

    /// 64 even bits for a subject at a moment.
    fn bits(self, subject: &str, at: i64) -> u64 {
        let subject = subject.bytes().fold(self.0, |hash, byte| mix(hash ^ u64::from(byte)));
        mix(subject ^ mix(at.cast_unsigned()))
    }

    /// Even in 0 to 1, without the 1.
    pub(crate) fn unit(self, subject: &str, at: i64) -> f64 {
        (self.bits(subject, at) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Even between two bounds.
    pub(crate) fn within(self, subject: &str, at: i64, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit(subject, at)
    }

    /// Even between two bounds, whole.
    pub(crate) fn whole(self, subject: &str, at: i64, low: i64, high: i64) -> i64 {
        low + (self.unit(subject, at) * (high - low + 1) as f64) as i64
    }

    /// True with this probability.
    pub(crate) fn chance(self, subject: &str, at: i64, probability: f64) -> bool {
        self.unit(subject, at) < probability
    }

    /// Bell-shaped around 0, from -1 to 1, standard deviation a third.
    pub(crate) fn bell(self, subject: &str, at: i64) -> f64 {
        let bits = self.bits(subject, at);
        let parts = [bits & 0x1F_FFFF, (bits >> 21) & 0x1F_FFFF, bits >> 43];
        parts.iter().map(|part| *part as f64 / f64::from(0x1F_FFFF)).sum::<f64>() / 1.5 - 1.0
    }

    /// A value from -1 to 1 that drifts: a new one every `period_ms`, and a smooth way between.
    pub(crate) fn drift(self, subject: &str, at: i64, period_ms: i64) -> f64 {
        let step = at.div_euclid(period_ms);
        let part = at.rem_euclid(period_ms) as f64 / period_ms as f64;
        let (from, to) = (self.bell(subject, step), self.bell(subject, step + 1));
        from + (to - from) * part * part * (3.0 - 2.0 * part)
    }
}

/// A number that stands for a text.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)))
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// The straight line through given points, level before the first and after the last.
pub(crate) fn line_through(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.partition_point(|(px, _)| *px <= x);
    match (after.checked_sub(1).map(|before| points[before]), points.get(after)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some((_, y)), None) => y,
        (None, Some((_, y))) => *y,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_even_and_the_bell_is_centred() {
        let dice = Dice::new(7, 1);
        let mean = |value: fn(Dice, i64) -> f64| {
            (0..20_000).map(|n| value(dice, n)).sum::<f64>() / 20_000.0
        };
        assert!((mean(|dice, n| dice.unit("a", n)) - 0.5).abs() < 0.01);
        assert!(mean(|dice, n| dice.bell("b", n)).abs() < 0.01);
        assert!((mean(|dice, n| dice.bell("b", n).powi(2)) - 1.0 / 9.0).abs() < 0.005);
        assert!(
            (mean(|dice, n| f64::from(u8::from(dice.chance("c", n, 0.75)))) - 0.75).abs() < 0.01
        );
    }

    #[test]
    fn a_drift_has_no_steps() {
        let dice = Dice::new(7, 2);
        for at in -5_000..5_000 {
            let step = dice.drift("d", at, 1_000) - dice.drift("d", at - 1, 1_000);
            assert!(step.abs() < 0.004, "{step} at {at}");
        }
    }

    #[test]
    fn a_line_goes_through_its_points_and_is_level_outside() {
        let points = [(0.0, 95.0), (10.0, 95.0), (20.0, 91.0)];
        for (x, y) in [(-1.0, 95.0), (10.0, 95.0), (15.0, 93.0), (20.0, 91.0), (99.0, 91.0)] {
            assert_eq!(line_through(&points, x), y, "at {x}");
        }
    }
}
