//! Reads quantities: a number or a special value, in the unit that the octets take.

use gatt::{Float, Special};
use serde_json::Number;

use super::fields::{Fields, Read};
use super::shapes::{SPECIALS, special_word};
use super::{Decimal, Refused, Sfloat};

/// A quantity as JSON gives it.
pub(super) struct Quantity {
    pub(super) unit: Option<String>,
    pub(super) amount: Amount,
}

/// A number or a special value.
pub(super) enum Amount {
    Number(Decimal),
    Special(Special),
}

impl Fields {
    pub(super) fn quantity(&mut self, key: &str) -> Read<Quantity> {
        let Some(mut fields) = self.object(key)? else { return Ok(None) };
        let unit = fields.text("unit")?;
        let amount = match fields.word("special", SPECIALS, special_word)? {
            Some(special) => Amount::Special(special),
            None => {
                let value = fields.need("value", Fields::any)?;
                let number = value.as_number().and_then(decimal);
                Amount::Number(number.ok_or_else(|| fields.refuse("value", "it must be a number"))?)
            }
        };
        fields.finish()?;
        Ok(Some(Quantity { unit, amount }))
    }

    /// A quantity in `unit`, which may be left out.
    pub(super) fn quantity_in(&mut self, key: &str, unit: &str) -> Read<Amount> {
        let Some(Quantity { unit: given, amount }) = self.quantity(key)? else { return Ok(None) };
        match given {
            Some(given) if given != unit => {
                Err(self.refuse(key, format!("its unit must be {unit}, not {given}")))
            }
            _ => Ok(Some(amount)),
        }
    }

    /// A quantity in one of two units; `true` for the second.
    pub(super) fn quantity_in_either(
        &mut self,
        key: &str,
        units: [&str; 2],
    ) -> Read<(Amount, bool)> {
        let Some(Quantity { unit, amount }) = self.quantity(key)? else { return Ok(None) };
        match units.iter().position(|known| unit.as_deref() == Some(*known)) {
            Some(which) => Ok(Some((amount, which == 1))),
            None => Err(self.refuse(key, format!("its unit must be {} or {}", units[0], units[1]))),
        }
    }

    /// A quantity in `unit` whose SFLOAT is × 10^`-power`.
    pub(super) fn sfloat(&mut self, key: &str, unit: &str, power: i32) -> Read<Sfloat> {
        let amount = self.quantity_in(key, unit)?;
        amount.map(|amount| self.as_sfloat(key, &amount, power)).transpose()
    }

    pub(super) fn as_sfloat(
        &self,
        key: &str,
        amount: &Amount,
        power: i32,
    ) -> Result<Sfloat, Refused> {
        match amount {
            Amount::Special(special) => Ok(Sfloat::from_special(*special)),
            Amount::Number(number) => Sfloat::exactly(number.shifted(-power))
                .ok_or_else(|| self.refuse(key, "an SFLOAT can't hold this number exactly")),
        }
    }

    pub(super) fn float(&mut self, key: &str, unit: &str) -> Read<Float> {
        let amount = self.quantity_in(key, unit)?;
        amount.map(|amount| self.as_float(key, &amount)).transpose()
    }

    pub(super) fn as_float(&self, key: &str, amount: &Amount) -> Result<Float, Refused> {
        match amount {
            Amount::Special(special) => Ok(Float::from_special(*special)),
            Amount::Number(number) => Float::exactly(*number)
                .ok_or_else(|| self.refuse(key, "a FLOAT can't hold this number exactly")),
        }
    }

    /// A quantity in `unit` as a count of steps of 10^`power`.
    pub(super) fn steps(&mut self, key: &str, unit: &str, power: i32) -> Read<u16> {
        let amount = self.quantity_in(key, unit)?;
        amount.map(|amount| self.as_steps(key, &amount, 1, power)).transpose()
    }

    /// A count of steps of `step` × 10^`power`.
    pub(super) fn as_steps(
        &self,
        key: &str,
        amount: &Amount,
        step: i64,
        power: i32,
    ) -> Result<u16, Refused> {
        let whole = match amount {
            Amount::Number(number) => number.shifted(-power).integer(),
            Amount::Special(_) => None,
        };
        let exact = whole.filter(|whole| whole % step == 0).map(|whole| whole / step);
        exact.and_then(|steps| u16::try_from(steps).ok()).ok_or_else(|| {
            self.refuse(key, format!("it must be 0 to 65535 steps of {step}e{power}"))
        })
    }
}

/// The digits of a JSON number: all of an integer's, the first 15 of any other. Those are the ones
/// that survive the parser, which may be off by the last bit, and twice what a FLOAT holds.
pub(super) fn decimal(number: &Number) -> Option<Decimal> {
    if let Some(whole) = number.as_i64() {
        return Some(Decimal::new(whole, 0));
    }
    let text = format!("{:.14e}", number.as_f64()?);
    let (digits, exponent) = text.split_once('e')?;
    let mantissa: i64 = digits.replace('.', "").parse().ok()?;
    let mut decimal = Decimal::new(mantissa, exponent.parse::<i32>().ok()? - 14);
    while decimal.mantissa != 0 && decimal.mantissa % 10 == 0 {
        decimal = Decimal::new(decimal.mantissa / 10, decimal.exponent + 1);
    }
    Some(decimal)
}
