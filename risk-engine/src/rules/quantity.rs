//! Numbers with units: read exactly, and converted once, when a rule set is loaded.

use vitals::VitalSign;

use super::mistake::{Told, told};
use super::sign::words_of;

/// A decimal number as written, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Decimal {
    pub(crate) micro: i64,
}

/// The largest number that a rule set can hold; far from where sums of two overflow.
const WHOLE_MAX: i64 = 1_000_000_000;

impl Decimal {
    /// A whole number.
    #[cfg(test)]
    pub(crate) fn whole(number: i64) -> Self {
        Self { micro: number.saturating_mul(1_000_000) }
    }

    /// From digits with at most one point, at most six digits after it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 6 {
            return None;
        }
        if text.contains('.') && part.is_empty() {
            return None;
        }
        let whole: i64 = whole.parse().ok().filter(|whole| *whole <= WHOLE_MAX)?;
        let part: i64 = format!("{part:0<6}").parse().ok()?;
        Some(Self { micro: whole * 1_000_000 + part })
    }

    /// The number as thousandths, if it has no more than three digits after the point.
    pub(crate) fn milli(self) -> Option<i64> {
        (self.micro % 1000 == 0).then_some(self.micro / 1000)
    }

    /// The number, if it is whole.
    pub(crate) fn as_whole(self) -> Option<i64> {
        (self.micro % 1_000_000 == 0).then_some(self.micro / 1_000_000)
    }

    /// With the other sign.
    pub(crate) fn negated(self) -> Self {
        Self { micro: -self.micro }
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.micro < 0 { "-" } else { "" };
        let (whole, part) = (self.micro.abs() / 1_000_000, self.micro.abs() % 1_000_000);
        let part = format!("{part:06}");
        match part.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

/// Thousandths as a decimal number.
pub(crate) fn shown_milli(milli: i64) -> String {
    Decimal { micro: milli.saturating_mul(1000) }.to_string()
}

/// What a number stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// A bare value of a sign, which is compared at the chart's resolution.
    Bare,
    /// A figure computed from values of a sign.
    Figure,
    /// The difference of two values of a sign.
    Difference,
    /// A difference per minute.
    Rate,
}

/// A number that can't be compared with what it stands beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfit {
    pub(crate) what: Told,
    pub(crate) remedy: Told,
}

/// A number in thousandths of a sign's unit.
pub(crate) fn milli_of(
    sign: VitalSign,
    beside: Beside,
    number: Decimal,
    unit: Option<&str>,
) -> Result<i64, Unfit> {
    let words = words_of(sign);
    if words.is_named() {
        let names: Vec<_> = words.words.iter().map(|(name, _)| *name).collect();
        return Err(Unfit {
            what: told("{sign} is not a number").with("sign", words.name),
            remedy: told("compare it with one of: {known}").with("known", names.join(", ")),
        });
    }
    let Some(unit) = unit else {
        return Err(Unfit {
            what: told("{number} has no unit").with("number", number),
            remedy: told("write for example {example}")
                .with("example", format!("{number} {}", unit_of(sign, beside))),
        });
    };
    let Some((times, by, offset)) = conversion(sign, beside, unit) else {
        return Err(Unfit {
            what: told("{what} isn't measured in {unit}")
                .with("what", words.name)
                .with("unit", unit),
            remedy: told("use one of: {known}").with("known", units_of(sign, beside).join(", ")),
        });
    };
    let step = if beside == Beside::Bare { words.step_milli } else { 1 };
    let micro = i128::from(number.micro - offset) * times;
    let exact = times == 1 && by == 1;
    let milli = rounded_to(micro, by * 1000, i128::from(step));
    if exact && i128::from(milli) * 1000 != micro {
        return Err(Unfit {
            what: told("no {sign} is {value}: it is compared in steps of {step}")
                .with("sign", words.name)
                .with("value", format!("{number} {unit}"))
                .with("step", words.shown(step)),
            remedy: told("write {wanted}").with("wanted", words.shown(milli)),
        });
    }
    in_range(sign, beside, milli, number, unit)
}

/// Refuses a value that no reading can have.
fn in_range(
    sign: VitalSign,
    beside: Beside,
    milli: i64,
    number: Decimal,
    unit: &str,
) -> Result<i64, Unfit> {
    let words = words_of(sign);
    let (low, high) = words.range_milli;
    let absolute = matches!(beside, Beside::Bare | Beside::Figure);
    if absolute && !(low..=high).contains(&milli) {
        return Err(Unfit {
            what: told("no {sign} is ever {value}")
                .with("sign", words.name)
                .with("value", format!("{number} {unit}")),
            remedy: told("write a value from {low} to {high}")
                .with("low", words.shown(low))
                .with("high", words.shown(high)),
        });
    }
    Ok(milli)
}

/// `value / by`, rounded half up to a multiple of `step`.
fn rounded_to(value: i128, by: i128, step: i128) -> i64 {
    let by = by * step;
    let steps = (value * 2 + by).div_euclid(by * 2);
    i64::try_from(steps * step).unwrap_or(i64::MAX)
}

/// What makes a number of a unit one of the sign's unit: times, divided by, after taking off so many
/// millionths.
fn conversion(sign: VitalSign, beside: Beside, unit: &str) -> Option<(i128, i128, i64)> {
    let unit = match beside {
        Beside::Rate => unit.strip_suffix("/min")?,
        _ => unit,
    };
    Some(match (sign, unit) {
        (VitalSign::Respiration | VitalSign::Pulse, "/min") | (VitalSign::Spo2, "%") => (1, 1, 0),
        (VitalSign::Systolic | VitalSign::Diastolic, "mmHg" | "mm[Hg]") => (1, 1, 0),
        // 1 mmHg is 0.133322 kPa.
        (VitalSign::Systolic | VitalSign::Diastolic, "kPa") => (1_000_000, 133_322, 0),
        (VitalSign::Temperature, "°C" | "Cel") => (1, 1, 0),
        (VitalSign::Temperature, "°F" | "[degF]") => {
            let zero = if matches!(beside, Beside::Bare | Beside::Figure) { 32_000_000 } else { 0 };
            (5, 9, zero)
        }
        (VitalSign::Weight, "kg") => (1, 1, 0),
        (VitalSign::Weight, "lb" | "[lb_av]") => (45_359_237, 100_000_000, 0),
        (VitalSign::Glucose, "mmol/L") => (1, 1, 0),
        // Molar mass 180.156 g/mol: as `Glucose::MG_DL_PER_MMOL_L`.
        (VitalSign::Glucose, "mg/dL") => (10_000, 180_156, 0),
        _ => return None,
    })
}

/// The units in which a number beside a sign can be written.
fn units_of(sign: VitalSign, beside: Beside) -> Vec<String> {
    let units: &[&str] = match sign {
        VitalSign::Systolic | VitalSign::Diastolic => &["mmHg", "kPa"],
        VitalSign::Temperature => &["°C", "°F"],
        VitalSign::Weight => &["kg", "lb"],
        VitalSign::Glucose => &["mg/dL", "mmol/L"],
        _ => &[words_of(sign).unit],
    };
    let per = if beside == Beside::Rate { "/min" } else { "" };
    units.iter().map(|unit| format!("{unit}{per}")).collect()
}

/// The first unit in which a number beside a sign can be written.
fn unit_of(sign: VitalSign, beside: Beside) -> String {
    units_of(sign, beside).swap_remove(0)
}

/// How many milliseconds a unit of time has.
pub(crate) fn unit_ms(unit: &str) -> Option<i64> {
    Some(match unit {
        "s" => 1000,
        "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    })
}

/// A number with its unit, if it has one: `92 %`, `-3 mg/dL/min`, `7`.
pub(crate) fn quantity(text: &str) -> Option<(Decimal, Option<String>)> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number = Decimal::parse(number)?;
    let unit = unit.trim();
    let number = if negative { number.negated() } else { number };
    Some((number, (!unit.is_empty()).then(|| unit.to_string())))
}

/// A duration as people write it: `15 min`, `72 h`, `7 d`.
pub(crate) fn duration_ms(text: &str) -> Option<i64> {
    let (number, unit) = text.trim().split_once(char::is_whitespace)?;
    duration_of(Decimal::parse(number)?, unit.trim())
}

/// A duration of so many units of time; none if it isn't one, or longer than ten years.
pub(crate) fn duration_of(number: Decimal, unit: &str) -> Option<i64> {
    let micro = i128::from(number.micro) * i128::from(unit_ms(unit)?);
    let ms = i64::try_from(micro / 1_000_000).ok()?;
    (0..=3660 * 86_400_000).contains(&ms).then_some(ms)
}

/// A duration in the largest unit that keeps it whole.
pub(crate) fn shown_ms(ms: i64) -> String {
    for unit in ["d", "h", "min"] {
        let length = unit_ms(unit).unwrap_or(1);
        if ms != 0 && ms % length == 0 {
            return format!("{} {unit}", ms / length);
        }
    }
    format!("{} s", shown_milli(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_exactly_and_shown_as_it_was() {
        for text in ["0", "37.5", "1.645", "400", "0.000001"] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), text);
        }
        for text in ["", ".5", "5.", "1.2.3", "1.2345678", "-1", "1e3", "99999999999"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    fn check(sign: VitalSign, beside: Beside, number: &str, unit: &str, want: Option<i64>) {
        let got = milli_of(sign, beside, Decimal::parse(number).unwrap(), Some(unit));
        assert_eq!(got.ok(), want, "{number} {unit}");
    }

    #[test]
    fn units_are_converted_to_the_nearest_thousandth() {
        use VitalSign::{Glucose, Systolic, Temperature, Weight};
        check(Systolic, Beside::Bare, "180", "mmHg", Some(180_000));
        check(Systolic, Beside::Bare, "24", "kPa", Some(180_000));
        check(Temperature, Beside::Bare, "100.4", "°F", Some(38_000));
        check(Temperature, Beside::Difference, "1.8", "°F", Some(1_000));
        check(Weight, Beside::Difference, "3", "lb", Some(1_361));
        check(Glucose, Beside::Bare, "54", "mg/dL", Some(2_997));
        check(Glucose, Beside::Rate, "3", "mg/dL/min", Some(167));
    }

    #[test]
    fn glucose_is_converted_as_readings_are() {
        for mg_dl in 10..=1000 {
            let reading = vitals::Glucose::from_mg_dl(f64::from(mg_dl)).unwrap();
            let got = milli_of(
                VitalSign::Glucose,
                Beside::Bare,
                Decimal::whole(i64::from(mg_dl)),
                Some("mg/dL"),
            );
            assert_eq!(got, Ok(i64::from(reading.umol_l())), "{mg_dl}");
        }
    }

    #[test]
    fn what_no_reading_can_be_is_refused() {
        check(VitalSign::Spo2, Beside::Bare, "88.5", "%", None);
        check(VitalSign::Spo2, Beside::Figure, "88.5", "%", Some(88_500));
        check(VitalSign::Spo2, Beside::Bare, "101", "%", None);
        check(VitalSign::Spo2, Beside::Bare, "90", "mmHg", None);
        check(VitalSign::Pulse, Beside::Bare, "90", "bpm", None);
    }

    #[test]
    fn a_duration_is_read_and_shown() {
        for text in ["30 s", "15 min", "2 h", "7 d"] {
            assert_eq!(shown_ms(duration_ms(text).unwrap()), text);
        }
        assert_eq!(duration_ms("1.5 h"), Some(5_400_000));
        for text in ["15", "15min", "min", "-2 h", "4000 d", "2 weeks"] {
            assert_eq!(duration_ms(text), None, "{text}");
        }
    }
}
