//! The shapes that all fields have in JSON.

use gatt::bits::{BitNames, names};
use gatt::{DateTime, LocalTime, Special};
use serde_json::{Map, Number, json};

use super::{Decimal, Medfloat, Value};

/// An object whose absent fields have no key.
#[derive(Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    pub(super) fn maybe(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    pub(super) fn value(self) -> Value {
        Value::Object(self.0)
    }
}

/// A bare float, whose only field is `value`.
pub(super) fn bare(float: Medfloat) -> Value {
    Object::default().with("value", quantity(float, 0, "1")).value()
}

/// A float × 10^`power`, in `unit`. A special value is never a number.
pub(super) fn quantity(float: Medfloat, power: i32, unit: &str) -> Value {
    match float {
        Medfloat::Number(decimal) => exact(decimal.shifted(power), unit),
        Medfloat::Special(special) => json!({ "special": special_word(special), "unit": unit }),
    }
}

/// A decimal, in `unit`.
pub(super) fn exact(decimal: Decimal, unit: &str) -> Value {
    json!({ "value": number(decimal), "unit": unit })
}

/// A count of steps of 10^`power`, in `unit`.
pub(super) fn steps(steps: u16, power: i32, unit: &str) -> Value {
    exact(Decimal::new(steps.into(), power), unit)
}

/// What is missing from a measurement that failed, in `unit`.
pub(super) fn failed(unit: &str) -> Value {
    quantity(Medfloat::Special(Special::Nan), 0, unit)
}

/// A whole number as such, any other as the binary number nearest to it: printed, that is the
/// decimal again, as it has far fewer than 15 digits.
fn number(decimal: Decimal) -> Value {
    match decimal.integer() {
        Some(whole) => Value::from(whole),
        // The largest is 8,388,607 × 10^127, so it is finite.
        None => Number::from_f64(decimal.to_f64()).map_or(Value::Null, Value::Number),
    }
}

pub(super) fn time(time: DateTime) -> Value {
    match time.local() {
        LocalTime::At(_) => json!({ "iso": time.to_string() }),
        LocalTime::Unknown => json!({ "unknown": true }),
        LocalTime::Invalid => json!({ "invalid": true }),
    }
}

pub(super) fn raw_bits(raw: u32, table: &BitNames) -> Value {
    json!({ "raw": raw, "bits": bit_list(raw, table) })
}

pub(super) fn bit_list(raw: u32, table: &BitNames) -> Value {
    names(raw, table).collect()
}

pub(super) const SPECIALS: &[Special] = &[
    Special::Nan,
    Special::Nres,
    Special::PositiveInfinity,
    Special::NegativeInfinity,
    Special::Reserved,
];

pub(super) fn special_word(special: Special) -> &'static str {
    match special {
        Special::Nan => "nan",
        Special::Nres => "nres",
        Special::PositiveInfinity => "+inf",
        Special::NegativeInfinity => "-inf",
        Special::Reserved => "reserved",
    }
}
