//! The two decimal floats of medical devices (IEEE 11073-20601): SFLOAT and FLOAT.

use crate::Decimal;

/// What a monitor says in place of a number. Never a zero, and never a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Special {
    /// Not a number: no measurement, or an invalid one.
    Nan,
    /// Not at this resolution: the value can't be given in this form.
    Nres,
    /// Above what the sensor or the form can give.
    PositiveInfinity,
    /// Below what the sensor or the form can give.
    NegativeInfinity,
    /// The pattern that is kept for the future.
    Reserved,
}

/// What a SFLOAT or FLOAT says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Medfloat {
    /// A number, exact, as its digits and power of ten.
    Number(Decimal),
    /// A special value.
    Special(Special),
}

impl Medfloat {
    /// Thousandths to the nearest one, a tie away from zero; `None` for a special value, or for
    /// one that `i32` can't hold.
    pub fn milli(self) -> Option<i32> {
        self.number()?.milli()
    }

    /// The number, if it is one.
    pub fn number(self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(number),
            Self::Special(_) => None,
        }
    }
}

/// Declares one float by its widths. Specials are whole patterns, with exponent 0.
macro_rules! medical_float {
    ($(#[$doc:meta])* $name:ident($raw:ident), $bytes:literal bytes, mantissa $mantissa_bits:literal,
     exponents $low:literal..=$high:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name($raw);

        impl $name {
            /// Not a number.
            pub const NAN: Self = Self((1 << ($mantissa_bits - 1)) - 1);
            /// Not at this resolution.
            pub const NRES: Self = Self(1 << ($mantissa_bits - 1));
            /// Above range.
            pub const POSITIVE_INFINITY: Self = Self((1 << ($mantissa_bits - 1)) - 2);
            /// Below range.
            pub const NEGATIVE_INFINITY: Self = Self((1 << ($mantissa_bits - 1)) + 2);
            /// Kept for the future.
            pub const RESERVED: Self = Self((1 << ($mantissa_bits - 1)) + 1);

            /// The largest mantissa; the smallest is one below its negative.
            const MANTISSA_MAX: i64 = (1 << ($mantissa_bits - 1)) - 1;

            /// Reads little-endian octets. Total: every pattern is a number or a special value.
            pub fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self($raw::from_le_bytes(bytes))
            }

            /// The octets, little-endian.
            pub fn to_bytes(self) -> [u8; $bytes] {
                self.0.to_le_bytes()
            }

            /// What it says.
            pub fn get(self) -> Medfloat {
                match self {
                    Self::NAN => Medfloat::Special(Special::Nan),
                    Self::NRES => Medfloat::Special(Special::Nres),
                    Self::POSITIVE_INFINITY => Medfloat::Special(Special::PositiveInfinity),
                    Self::NEGATIVE_INFINITY => Medfloat::Special(Special::NegativeInfinity),
                    Self::RESERVED => Medfloat::Special(Special::Reserved),
                    Self(raw) => {
                        // Up to the top, then down as signed: this carries the sign bit.
                        let signed = i64::from(raw) << (64 - 8 * $bytes);
                        let mantissa = signed << (8 * $bytes - $mantissa_bits) >> (64 - $mantissa_bits);
                        let exponent = signed >> (64 - 8 * $bytes + $mantissa_bits);
                        // At most 8 bits are left of the exponent.
                        Medfloat::Number(Decimal::new(mantissa, exponent as i32))
                    }
                }
            }

            /// Thousandths to the nearest one, a tie away from zero; `None` for a special value,
            /// or for one that `i32` can't hold.
            pub fn milli(self) -> Option<i32> {
                self.get().milli()
            }

            /// A special value.
            pub fn from_special(special: Special) -> Self {
                match special {
                    Special::Nan => Self::NAN,
                    Special::Nres => Self::NRES,
                    Special::PositiveInfinity => Self::POSITIVE_INFINITY,
                    Special::NegativeInfinity => Self::NEGATIVE_INFINITY,
                    Special::Reserved => Self::RESERVED,
                }
            }

            /// Exactly this number, with the exponent nearest to its own; `None` if no pattern is it.
            pub fn exactly(number: Decimal) -> Option<Self> {
                let mut exponents: Vec<i32> = ($low..=$high).collect();
                exponents.sort_by_key(|exponent| exponent.abs_diff(number.exponent));
                exponents.into_iter().find_map(|exponent| {
                    let mantissa = number.shifted(-exponent).integer()?;
                    Self::pack(mantissa, exponent)
                })
            }

            /// The pattern nearest to `value` with at most `decimals` decimals: fewer, or none, if
            /// the digits do not fit. NaN gives [`Self::NAN`]; what is too large, an infinity.
            pub fn from_decimal(value: f64, decimals: u8) -> Self {
                if value.is_nan() {
                    return Self::NAN;
                }
                let decimals = i32::from(decimals).min(-$low);
                let shortest = (-decimals..=$high).find_map(|exponent| {
                    let mantissa = (value / 10f64.powi(exponent)).round();
                    // `as` saturates, and what saturates does not fit.
                    Self::in_range(mantissa as i64).then_some((mantissa as i64, exponent))
                });
                match shortest {
                    Some((mantissa, exponent)) => Self::pack(mantissa, exponent)
                        .unwrap_or_else(|| Self::beside_the_specials(mantissa)),
                    None if value > 0.0 => Self::POSITIVE_INFINITY,
                    None => Self::NEGATIVE_INFINITY,
                }
            }

            fn in_range(mantissa: i64) -> bool {
                (-Self::MANTISSA_MAX - 1..=Self::MANTISSA_MAX).contains(&mantissa)
            }

            /// The number nearest to one whose own pattern is a special value. MAX ends in 7: MAX
            /// and MAX - 1 lie nearer to MAX - 2 than to the next ten, MAX + 1 lies nearer to that.
            fn beside_the_specials(mantissa: i64) -> Self {
                let (mantissa, exponent) = if mantissa < -Self::MANTISSA_MAX {
                    (mantissa / 10 - 1, 1)
                } else {
                    (mantissa.signum() * (Self::MANTISSA_MAX - 2), 0)
                };
                // Both are in range, and neither is a special pattern.
                Self::pack(mantissa, exponent).unwrap_or(Self::NRES)
            }

            fn pack(mantissa: i64, exponent: i32) -> Option<Self> {
                if !Self::in_range(mantissa) || !($low..=$high).contains(&exponent) {
                    return None;
                }
                let mantissa_mask = (1i64 << $mantissa_bits) - 1;
                let raw = (i64::from(exponent) << $mantissa_bits) | (mantissa & mantissa_mask);
                // Both parts are in range; what is cut off here is copies of the sign.
                let packed = Self(raw as $raw);
                packed.get().number().is_some().then_some(packed)
            }
        }
    };
}

medical_float!(
    /// The 16-bit float: four bits of exponent, twelve of mantissa, both two's complement.
    ///
    /// Equality is of the bits: 128 and 1280 × 10^-1 differ.
    Sfloat(u16), 2 bytes, mantissa 12, exponents -8..=7
);
medical_float!(
    /// The 32-bit float: eight bits of exponent, 24 of mantissa, both two's complement.
    ///
    /// Equality is of the bits: 37 and 370 × 10^-1 differ.
    Float(u32), 4 bytes, mantissa 24, exponents -128..=127
);

#[cfg(test)]
mod tests {
    use super::*;

    const fn number(mantissa: i64, exponent: i32) -> Medfloat {
        Medfloat::Number(Decimal::new(mantissa, exponent))
    }

    #[test]
    fn a_sfloat_is_two_signed_parts_or_one_of_five_whole_patterns() {
        for (raw, want) in [
            (0x0080, number(128, 0)),
            (0x0000, number(0, 0)),
            (0xF16D, number(365, -1)),
            (0xFE93, number(-365, -1)),
            (0x8001, number(1, -8)),
            (0x7001, number(1, 7)),
            (0x07FD, number(2045, 0)),
            (0x07FE, Medfloat::Special(Special::PositiveInfinity)),
            (0x07FF, Medfloat::Special(Special::Nan)),
            (0x0800, Medfloat::Special(Special::Nres)),
            (0x0801, Medfloat::Special(Special::Reserved)),
            (0x0802, Medfloat::Special(Special::NegativeInfinity)),
            (0x0803, number(-2045, 0)),
            (0x0FFF, number(-1, 0)),
            (0x17FF, number(2047, 1)),
            (0xF800, number(-2048, -1)),
        ] {
            assert_eq!(Sfloat(raw).get(), want, "{raw:04X}");
            assert_eq!(Sfloat::from_bytes(Sfloat(raw).to_bytes()), Sfloat(raw), "{raw:04X}");
        }
    }

    #[test]
    fn a_float_is_two_signed_parts_or_one_of_five_whole_patterns() {
        for (raw, want) in [
            (0xFF00_016D, number(365, -1)),
            (0xFEFF_F1C0, number(-3648, -2)),
            (0x0000_0025, number(37, 0)),
            (0x007F_FFFD, number(8_388_605, 0)),
            (0x007F_FFFE, Medfloat::Special(Special::PositiveInfinity)),
            (0x007F_FFFF, Medfloat::Special(Special::Nan)),
            (0x0080_0000, Medfloat::Special(Special::Nres)),
            (0x0080_0001, Medfloat::Special(Special::Reserved)),
            (0x0080_0002, Medfloat::Special(Special::NegativeInfinity)),
            (0x0080_0003, number(-8_388_605, 0)),
            (0x017F_FFFF, number(8_388_607, 1)),
            (0x8000_0001, number(1, -128)),
            (0x7F00_0001, number(1, 127)),
        ] {
            assert_eq!(Float(raw).get(), want, "{raw:08X}");
        }
    }

    /// bluetooth-sig 0.6.0 took the exponent for a biased one: 128 mmHg became 1.28e-6.
    #[test]
    fn the_exponent_is_signed_and_not_biased() {
        assert_eq!(Sfloat(0x0080).milli(), Some(128_000));
        assert_eq!(Float(0xFF00_016D).milli(), Some(36_500));
    }

    #[test]
    fn the_nearest_pattern_is_chosen() {
        for (value, decimals, want) in [
            (36.5, 1, number(365, -1)),
            (128.0, 0, number(128, 0)),
            (128.0, 1, number(1280, -1)),
            (250.0, 1, number(250, 0)),
            (246.8, 1, number(247, 0)),
            (-0.06, 1, number(-1, -1)),
            (2045.0, 0, number(2045, 0)),
            (2046.0, 0, number(2045, 0)),
            (2047.0, 0, number(2045, 0)),
            (2048.0, 0, number(205, 1)),
            (-2048.0, 0, number(-205, 1)),
            (-2047.0, 0, number(-2045, 0)),
            (20_470.0, 0, number(2047, 1)),
            (1e-9, 200, number(0, -8)),
            (2047e7, 0, number(2047, 7)),
            (3e10, 0, Medfloat::Special(Special::PositiveInfinity)),
            (f64::NEG_INFINITY, 0, Medfloat::Special(Special::NegativeInfinity)),
            (f64::NAN, 0, Medfloat::Special(Special::Nan)),
        ] {
            assert_eq!(Sfloat::from_decimal(value, decimals).get(), want, "{value} {decimals}");
        }
        assert_eq!(Float::from_decimal(36.57, 2).get(), number(3657, -2));
        assert_eq!(Float::from_decimal(8_388_607.0, 0).get(), number(8_388_605, 0));
        assert_eq!(Float::from_decimal(-8_388_608.0, 0).get(), number(-838_861, 1));
    }

    #[test]
    fn only_an_exact_pattern_is_exact() {
        for (mantissa, exponent, want) in [
            (935, -1, Some(number(935, -1))),
            (20_460, 0, Some(number(2046, 1))),
            (2046, 0, None),
            (2468, -1, None),
            (1, 9, Some(number(100, 7))),
            (500, -10, Some(number(5, -8))),
            (0, 99, Some(number(0, 7))),
            (1, -9, None),
            (i64::MIN, i32::MIN, None),
            (i64::MAX, i32::MAX, None),
        ] {
            let got = Sfloat::exactly(Decimal::new(mantissa, exponent)).map(Sfloat::get);
            assert_eq!(got, want, "{mantissa}e{exponent}");
        }
    }
}
