//! Decimal numbers as whole millionths, and the values that a row can hold.

use super::{Kind, Refused, Unit};
use crate::Consciousness;

/// A value as a file has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Given<'a> {
    /// A text.
    Text(&'a str),
    /// A number, in millionths of its unit.
    Micro(i64),
    /// Yes or no.
    Bool(bool),
    /// Nothing.
    Empty,
}

/// The value of a row, in the unit of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Millionths of [`Kind::unit`]; a letter's code for consciousness; 0 or 1 for oxygen.
    Micro(i64),
    /// A measurement that failed: the file says `NaN`.
    Failed,
    /// Lower than the sensor can tell ("LO").
    Low,
    /// Higher than the sensor can tell ("HI").
    High,
}

impl Value {
    /// Reads the value of a row.
    pub fn of(kind: Kind, unit: Unit, given: Given<'_>) -> Result<Self, Refused> {
        if !kind.units().contains(&unit) {
            return Err(wrong_unit(kind));
        }
        match kind {
            Kind::Consciousness => letter(given),
            Kind::Oxygen => oxygen(unit, given),
            _ => number(kind, unit, given),
        }
    }

    /// Thousandths of the unit, cut off and not rounded: what is left decides the same when a score
    /// rounds it half up. Micromoles per litre, rounded, for glucose. `None` for no number, and for
    /// one that no sign comes near.
    pub fn milli(self, kind: Kind) -> Option<i32> {
        let Self::Micro(micro) = self else { return None };
        i32::try_from(match kind {
            Kind::Consciousness | Kind::Oxygen => micro,
            Kind::GlucoseCgm | Kind::GlucoseMeter => {
                (20 * i128::from(micro) + 180_156).div_euclid(2 * 180_156).try_into().ok()?
            }
            _ => micro.div_euclid(1000),
        })
        .ok()
    }
}

/// Millionths of a decimal number such as `36.6`, `-17.8` or `9.66e1`, to the nearest. `None` for
/// anything else, and beyond a million millions.
pub fn micro_of(text: &str) -> Option<i64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (is_negative, digits) = match mantissa.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    // Eighteen digits fit; the point moves by the exponent and to the millionths.
    let (mut number, mut scale, mut seen_digit, mut seen_point) = (0_i64, 6_i32, false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                seen_digit = true;
                let is_surplus = number >= 100_000_000_000_000_000;
                if !is_surplus {
                    number = number * 10 + i64::from(byte - b'0');
                }
                scale += i32::from(is_surplus) - i32::from(seen_point);
            }
            b'.' if !seen_point => seen_point = true,
            _ => return None,
        }
    }
    let micro = seen_digit.then(|| scaled(number, scale.saturating_add(exponent)))??;
    Some(if is_negative { -micro } else { micro })
}

/// A number times a power of ten, to the nearest, if it is a sensible one.
fn scaled(number: i64, power: i32) -> Option<i64> {
    let power_of_ten = |power: u32| 10_i128.checked_pow(power.min(38));
    let number = i128::from(number);
    let micro = if number == 0 {
        0
    } else if power >= 0 {
        number.checked_mul(power_of_ten(power.unsigned_abs())?)?
    } else {
        let by = power_of_ten(power.unsigned_abs())?;
        (number + by / 2) / by
    };
    (micro <= MICRO_MAX).then(|| i64::try_from(micro).ok())?
}

/// A million millions: the most that any cell can be taken for.
const MICRO_MAX: i128 = 1_000_000_000_000_000_000;

fn number(kind: Kind, unit: Unit, given: Given<'_>) -> Result<Value, Refused> {
    let micro = match given {
        Given::Micro(micro) => Some(micro),
        Given::Text(text) => match (special(text), kind) {
            (Some(Value::Failed), _) => return Ok(Value::Failed),
            (Some(beyond), Kind::GlucoseCgm | Kind::GlucoseMeter) => return Ok(beyond),
            _ => micro_of(text),
        },
        Given::Bool(_) => None,
        Given::Empty => return Err(no_value()),
    };
    match micro {
        Some(micro) => unit
            .convert(micro)
            .map(Value::Micro)
            .ok_or_else(|| refused("a number that a body can have")),
        None => Err(refused("a number, with a decimal point and no unit in it")),
    }
}

/// What words instead of a number say.
fn special(text: &str) -> Option<Value> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["nan"]) {
        Some(Value::Failed)
    } else if is(&["lo", "low", "-inf", "-infinity"]) {
        Some(Value::Low)
    } else if is(&["hi", "high", "inf", "+inf", "infinity", "+infinity"]) {
        Some(Value::High)
    } else {
        None
    }
}

fn letter(given: Given<'_>) -> Result<Value, Refused> {
    let level = match given {
        Given::Empty => return Err(no_value()),
        Given::Text(text) => level_of(text),
        Given::Micro(_) | Given::Bool(_) => None,
    };
    level.map(|level| Value::Micro(level.letter() as i64)).ok_or_else(|| {
        refused("a letter: A alert, C newly confused, V voice, P pain, U unresponsive")
    })
}

fn level_of(text: &str) -> Option<Consciousness> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Consciousness::from_letter(letter.to_ascii_uppercase()),
        _ => [
            ("alert", 'A'),
            ("confused", 'C'),
            ("confusion", 'C'),
            ("voice", 'V'),
            ("verbal", 'V'),
            ("pain", 'P'),
            ("unresponsive", 'U'),
        ]
        .into_iter()
        .find(|(word, _)| text.eq_ignore_ascii_case(word))
        .and_then(|(_, letter)| Consciousness::from_letter(letter)),
    }
}

/// Yes or no, a flow above none, or a share of oxygen above that of air.
fn oxygen(unit: Unit, given: Given<'_>) -> Result<Value, Refused> {
    let said = |on: bool| Ok(Value::Micro(i64::from(on)));
    let text = match given {
        Given::Empty => return Err(no_value()),
        Given::Bool(on) => return said(on),
        Given::Micro(micro) => {
            return oxygen_share(unit, micro).map_or_else(|| Err(refused(OXYGEN)), said);
        }
        Given::Text(text) => text,
    };
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["yes", "true", "on", "y", "oxygen"]) {
        said(true)
    } else if is(&["no", "false", "off", "n", "air", "room air", "ra"]) {
        said(false)
    } else {
        let on = micro_of(text).and_then(|micro| oxygen_share(unit, micro));
        on.map_or_else(|| Err(refused(OXYGEN)), said)
    }
}

/// Whether so much is more than air. A number without a unit is 0 or 1, a fraction up to 1, or a
/// percentage from 21 on; what lies between could be a flow, too, and is nothing.
fn oxygen_share(unit: Unit, micro: i64) -> Option<bool> {
    const AIR: i64 = 210_000;
    const ONE: i64 = 1_000_000;
    match (unit, micro) {
        (_, ..=-1) => None,
        (Unit::LitrePerMinute, flow) => Some(flow > 0),
        (Unit::Percent, percent) => (percent <= 100 * ONE).then_some(percent > 100 * AIR),
        (_, fraction @ ..=ONE) => Some(fraction > AIR),
        (_, percent) => (100 * AIR..=100 * ONE).contains(&percent).then_some(percent > 100 * AIR),
    }
}

const OXYGEN: &str = "yes or no, 1 or 0, a flow with L/min, or a share with %";

fn wrong_unit(kind: Kind) -> Refused {
    let units = kind.units().iter().filter(|unit| **unit != Unit::None);
    let codes: Vec<&str> = units.map(|unit| unit.ucum()).collect();
    Refused(format!("a unit of {}: {}", kind.name(), codes.join(" or ")))
}

fn refused(want: &str) -> Refused {
    Refused(want.to_owned())
}

fn no_value() -> Refused {
    refused("a value; leave the row out if there is none")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Glucose;

    fn check(kind: Kind, unit: Unit, text: &str, expected: Option<i32>) {
        let value = Value::of(kind, unit, Given::Text(text));
        let got = value.ok().and_then(|value| value.milli(kind));
        assert_eq!(got, expected, "{} {text:?} {unit:?}", kind.name());
    }

    #[test]
    fn numbers_are_read_to_the_millionth() {
        for (text, micro) in [
            ("36.6", Some(36_600_000)),
            ("-17.8", Some(-17_800_000)),
            ("+5", Some(5_000_000)),
            (".5", Some(500_000)),
            ("9.66e1", Some(96_600_000)),
            ("1E-3", Some(1_000)),
            ("0.0000004", Some(0)),
            ("0.0000005", Some(1)),
            ("36.599998474121094", Some(36_599_998)),
            ("0e999999999", Some(0)),
            ("1000000000000", Some(1_000_000_000_000_000_000)),
            ("1000000000001", None),
            ("1e30", None),
            ("1e-300", Some(0)),
            ("123456789012345678901234567890", None),
            ("0.123456789012345678901234567890", Some(123_457)),
            ("", None),
            (".", None),
            ("-", None),
            ("1.2.3", None),
            ("36,6", None),
            ("12 ", None),
            ("1e", None),
            ("0x10", None),
            ("é", None),
        ] {
            assert_eq!(micro_of(text), micro, "{text:?}");
        }
    }

    #[test]
    fn a_value_comes_in_the_unit_of_its_kind() {
        check(Kind::Temperature, Unit::Fahrenheit, "98.6", Some(37_000));
        check(Kind::Temperature, Unit::Celsius, "38.05", Some(38_050));
        check(Kind::Temperature, Unit::Celsius, "38.0499", Some(38_049));
        check(Kind::Systolic, Unit::KiloPascal, "16", Some(120_010));
        check(Kind::Spo2, Unit::One, "0.97", Some(97_000));
        check(Kind::Spo2, Unit::None, "97", Some(97_000));
        check(Kind::Weight, Unit::Pound, "154", Some(69_853));
        check(Kind::GlucoseCgm, Unit::MgPerDl, "54", Some(2_997));
        check(Kind::GlucoseCgm, Unit::MmolPerL, "5.6", Some(5_600));
        check(Kind::Temperature, Unit::None, "37", None);
        check(Kind::GlucoseMeter, Unit::None, "100", None);
        check(Kind::Pulse, Unit::Percent, "80", None);
    }

    #[test]
    fn glucose_is_what_the_vocabulary_makes_of_it() {
        for mg_dl in 10..=1000 {
            let value = Value::Micro(mg_dl * 1_000_000);
            let expected = Glucose::from_mg_dl(mg_dl as f64).unwrap().umol_l();
            assert_eq!(value.milli(Kind::GlucoseCgm), Some(expected), "{mg_dl} mg/dL");
        }
    }

    #[test]
    fn words_say_what_a_number_cannot() {
        let of = |kind: Kind, text| Value::of(kind, kind.unit(), Given::Text(text));
        assert_eq!(of(Kind::GlucoseCgm, "LO"), Ok(Value::Low));
        assert_eq!(of(Kind::GlucoseMeter, "High"), Ok(Value::High));
        assert_eq!(of(Kind::Pulse, "NaN"), Ok(Value::Failed));
        assert!(of(Kind::Pulse, "LO").is_err());
        check(Kind::Consciousness, Unit::None, "v", Some('V' as i32));
        check(Kind::Consciousness, Unit::None, "Alert", Some('A' as i32));
        check(Kind::Consciousness, Unit::None, "15", None);
    }

    #[test]
    fn oxygen_is_yes_or_no_a_flow_or_a_share() {
        for (unit, text, on) in [
            (Unit::None, "yes", Some(1)),
            (Unit::None, "0", Some(0)),
            (Unit::One, "1", Some(1)),
            (Unit::One, "0.21", Some(0)),
            (Unit::One, "0.28", Some(1)),
            (Unit::None, "21", Some(0)),
            (Unit::None, "40", Some(1)),
            (Unit::None, "2", None),
            (Unit::LitrePerMinute, "2", Some(1)),
            (Unit::LitrePerMinute, "0", Some(0)),
            (Unit::Percent, "21", Some(0)),
            (Unit::Percent, "28", Some(1)),
            (Unit::Percent, "280", None),
            (Unit::None, "room air", Some(0)),
            (Unit::None, "-1", None),
        ] {
            check(Kind::Oxygen, unit, text, on);
        }
    }
}
