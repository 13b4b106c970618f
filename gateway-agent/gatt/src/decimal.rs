//! A number as monitors send it: a whole number times a power of ten.

/// `mantissa` × 10^`exponent`, exact. Equality is of the two parts: 128 and 1280 × 10^-1 differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The digits, with the sign.
    pub mantissa: i64,
    /// The power of ten.
    pub exponent: i32,
}

impl Decimal {
    /// From its two parts.
    pub const fn new(mantissa: i64, exponent: i32) -> Self {
        Self { mantissa, exponent }
    }

    /// The same digits, `power` places further to the left: kilograms to grams is 3. Exact.
    #[must_use]
    pub fn shifted(self, power: i32) -> Self {
        Self { mantissa: self.mantissa, exponent: self.exponent.saturating_add(power) }
    }

    /// Thousandths, to the nearest one; a tie goes away from zero. `None` when `i32` can't hold it.
    pub fn milli(self) -> Option<i32> {
        self.ratio(1000, 1)?.try_into().ok()
    }

    /// This × `numerator` / `denominator` to the nearest integer, rounded once; a tie goes away
    /// from zero. `None` when `i64` can't hold it. `denominator` is positive.
    ///
    /// Exact for any `mantissa` of a SFLOAT or FLOAT and `numerator` up to 10^15.
    pub fn ratio(self, numerator: i64, denominator: i64) -> Option<i64> {
        let product = i128::from(self.mantissa) * i128::from(numerator);
        if product == 0 {
            return Some(0);
        }
        let power = 10i128.checked_pow(self.exponent.unsigned_abs());
        if self.exponent >= 0 {
            return divide_half_away(product.checked_mul(power?)?, denominator.into());
        }
        match power.and_then(|power| power.checked_mul(denominator.into())) {
            Some(divisor) => divide_half_away(product, divisor),
            // The divisor is beyond 1.7e38: less than half of it, so nearest to zero.
            None => (product.unsigned_abs() < i128::MAX.unsigned_abs() / 2).then_some(0),
        }
    }

    /// The nearest binary number, for a screen. Rules compare integers: see [`Decimal::milli`].
    pub fn to_f64(self) -> f64 {
        // The parser rounds once and correctly; multiplying by a power of ten would round twice.
        // Digits, `e` and an integer always parse.
        format!("{}e{}", self.mantissa, self.exponent).parse().unwrap_or(f64::NAN)
    }

    /// The integer that this is, if it is one.
    pub fn integer(self) -> Option<i64> {
        let nearest = self.ratio(1, 1)?;
        let power = 10i128.checked_pow(self.exponent.unsigned_abs());
        let exact = self.exponent >= 0
            || self.mantissa == 0
            || power.is_some_and(|power| i128::from(self.mantissa) % power == 0);
        exact.then_some(nearest)
    }
}

fn divide_half_away(numerator: i128, denominator: i128) -> Option<i64> {
    let whole = numerator / denominator;
    let rest = (numerator % denominator).unsigned_abs();
    let away = rest >= denominator.unsigned_abs() - rest;
    i64::try_from(if away { whole + numerator.signum() } else { whole }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_round_half_away_from_zero() {
        for (mantissa, exponent, milli) in [
            (935, -1, Some(93_500)),
            (365, -1, Some(36_500)),
            (-365, -1, Some(-36_500)),
            (12_345, -4, Some(1_235)),
            (12_344, -4, Some(1_234)),
            (-12_345, -4, Some(-1_235)),
            (5, -4, Some(1)),
            (4, -4, Some(0)),
            (0, 127, Some(0)),
            (8_388_605, -128, Some(0)),
            (2_147_483, 0, Some(2_147_483_000)),
            (2_147_484, 0, None),
            (-2_147_484, 0, None),
            (1, 127, None),
        ] {
            assert_eq!(Decimal::new(mantissa, exponent).milli(), milli, "{mantissa}e{exponent}");
        }
    }

    #[test]
    fn a_binary_number_is_the_nearest_one() {
        for (mantissa, exponent, nearest) in [
            (935, -1, 93.5),
            (128, 0, 128.0),
            (3, -1, 0.3),
            (-2045, -8, -2.045e-5),
            (1, 127, 1e127),
        ] {
            assert_eq!(Decimal::new(mantissa, exponent).to_f64(), nearest);
        }
    }

    #[test]
    fn an_integer_is_told_from_what_is_only_near_one() {
        for (mantissa, exponent, integer) in [
            (1280, -1, Some(128)),
            (1285, -1, None),
            (12, 2, Some(1200)),
            (0, -128, Some(0)),
            (1, -128, None),
            (1, 127, None),
        ] {
            assert_eq!(Decimal::new(mantissa, exponent).integer(), integer);
        }
    }
}
