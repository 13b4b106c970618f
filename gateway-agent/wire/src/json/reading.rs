//! One reading in JSON: what each kind is called there, and in which units.

use serde_json::value::RawValue;
use vitals::{Flags, Glucose, HeardAt, Origin, TakenAt, UserSlot};

use super::fields::{Fields, Refused};
use super::time::{self, Moment};
use crate::{Body, ClockRule, Dated, Quantity, WireReading};

/// The most beat intervals in one reading: a little more than a characteristic can hold.
const MAX_INTERVALS: usize = 255;

pub(crate) fn reading(bytes: &[u8], heard_at: HeardAt) -> Result<WireReading, Refused> {
    let mut fields = Fields::parse(bytes)?;
    let device = fields
        .take_as("device", |text| text.parse().map_err(|why| format!("{why}")))?
        .ok_or_else(|| Refused::at("device", "is missing"))?;
    let times = Times::take(&mut fields, heard_at)?;
    let typed = fields.take("typed")?.unwrap_or(false);
    let slot = fields.take::<u8>("slot")?.and_then(UserSlot::from_index);
    let device_sequence = fields.take("sequence")?;
    let flags = Flags {
        movement: fields.take("movement")?.unwrap_or(false),
        poor_fit: fields.take("poor_fit")?.unwrap_or(false),
        irregular_pulse: fields.take("irregular_pulse")?.unwrap_or(false),
        questionable: fields.take("questionable")?.unwrap_or(false),
    };
    let body = body(&mut fields)?;
    fields.end()?;
    Ok(WireReading {
        device,
        slot,
        device_sequence,
        device_time: times.device_time,
        dated: times.dated,
        heard_at: times.heard_at,
        zone_offset_min: times.zone_offset_min,
        origin: if typed { Origin::Typed } else { Origin::Device },
        raw_crc: body.checksum(),
        flags,
        body,
    })
}

struct Times {
    device_time: Option<i64>,
    dated: Dated,
    heard_at: HeardAt,
    zone_offset_min: i16,
}

impl Times {
    fn take(fields: &mut Fields<'_>, now: HeardAt) -> Result<Self, Refused> {
        let taken = fields.take_as("taken_at", time::moment)?;
        let heard = fields.take_as("heard_at", time::moment)?;
        let device_time = fields.take_as("device_time", time::local)?;
        let live = fields.take("received")?.unwrap_or(false);
        let heard_at = heard.map_or(now, |heard| HeardAt::from_unix_ms(heard.unix_ms));
        if live && taken.is_some() {
            return Err(Refused::at("received", "can't be true when taken_at is given"));
        }
        let at = |ms, rule| Dated::At { taken_at: TakenAt::from_unix_ms(ms), rule };
        let dated = match taken {
            Some(taken) => at(taken.unix_ms, ClockRule::Corrected),
            None if live => at(heard_at.unix_ms(), ClockRule::Received),
            None => Dated::Undatable,
        };
        Ok(Self {
            // A sender that keeps no raw time still sends the same `taken_at` again.
            device_time: device_time.or(taken.map(Moment::local_ms)),
            dated,
            heard_at,
            zone_offset_min: heard.or(taken).map_or(0, |moment| moment.offset_min),
        })
    }
}

fn body(fields: &mut Fields<'_>) -> Result<Body, Refused> {
    let kind: String = fields.require("kind")?;
    Ok(match kind.as_str() {
        "blood_pressure" => Body::BloodPressure {
            systolic: required(fields, "systolic_mmhg")?,
            diastolic: required(fields, "diastolic_mmhg")?,
            pulse: quantity(fields, "pulse_bpm")?,
        },
        "oximetry" => Body::Oximetry {
            spo2: required(fields, "spo2_percent")?,
            pulse: quantity(fields, "pulse_bpm")?,
        },
        "heart_rate" => {
            Body::HeartRate { rate: required(fields, "rate_bpm")?, rr_1024: intervals(fields)? }
        }
        "respiration" => Body::Respiration { rate: required(fields, "rate_per_minute")? },
        "temperature" => {
            Body::Temperature { temperature: required(fields, "temperature_celsius")? }
        }
        "weight" => Body::Weight { weight: required(fields, "weight_kg")? },
        "glucose_meter" => Body::GlucoseMeter { glucose: glucose(fields)? },
        "glucose_cgm" => Body::GlucoseCgm { glucose: glucose(fields)? },
        "consciousness" => Body::Consciousness { letter: letter(fields)? },
        "supplemental_oxygen" => Body::SupplementalOxygen { on: fields.require("on")? },
        _ => return Err(Refused::at("kind", format!("{kind:?} is not a kind of reading"))),
    })
}

fn required(fields: &mut Fields<'_>, name: &str) -> Result<Quantity, Refused> {
    match quantity(fields, name)? {
        Quantity::Absent => Err(Refused::at(name, "is missing")),
        quantity => Ok(quantity),
    }
}

fn quantity(fields: &mut Fields<'_>, name: &str) -> Result<Quantity, Refused> {
    fields.take_raw(name).map_or(Ok(Quantity::Absent), |raw| number(name, raw, |units| units))
}

/// A number, converted, or the name of a code that stands for none.
fn number(name: &str, raw: &RawValue, convert: fn(f64) -> f64) -> Result<Quantity, Refused> {
    if let Ok(code) = serde_json::from_str::<String>(raw.get()) {
        return special(&code).ok_or_else(|| {
            Refused::at(name, "is neither a number nor one of nan, nres, high, low, reserved")
        });
    }
    let units: f64 =
        serde_json::from_str(raw.get()).map_err(|error| Refused::by_serde(name, &error))?;
    Quantity::from_units(convert(units)).ok_or_else(|| Refused::at(name, "is too large"))
}

fn special(code: &str) -> Option<Quantity> {
    Some(match code {
        "nan" => Quantity::Nan,
        "nres" => Quantity::Nres,
        "high" => Quantity::PositiveInfinity,
        "low" => Quantity::NegativeInfinity,
        "reserved" => Quantity::Reserved,
        _ => return None,
    })
}

/// Glucose in exactly one of its two units, or `"glucose": "low"` and its like.
fn glucose(fields: &mut Fields<'_>) -> Result<Quantity, Refused> {
    let given = ["glucose_mg_dl", "glucose_mmol_l", "glucose"].map(|name| fields.take_raw(name));
    match given {
        [Some(raw), None, None] => {
            number("glucose_mg_dl", raw, |mg_dl| mg_dl / Glucose::MG_DL_PER_MMOL_L)
        }
        [None, Some(raw), None] => number("glucose_mmol_l", raw, |mmol_l| mmol_l),
        [None, None, Some(raw)] => match number("glucose", raw, |number| number)? {
            Quantity::Milli(_) => {
                Err(Refused::at("glucose", "has no unit: use glucose_mg_dl or glucose_mmol_l"))
            }
            code => Ok(code),
        },
        _ => Err(Refused::at(
            "glucose",
            "exactly one of glucose_mg_dl, glucose_mmol_l and glucose is needed",
        )),
    }
}

/// `rr_ms`: beat intervals in milliseconds, held as the nearest 1/1024 s.
fn intervals(fields: &mut Fields<'_>) -> Result<Vec<u16>, Refused> {
    let given: Vec<f64> = fields.take("rr_ms")?.unwrap_or_default();
    if given.len() > MAX_INTERVALS {
        return Err(Refused::at("rr_ms", format!("more than {MAX_INTERVALS} intervals")));
    }
    given
        .into_iter()
        .map(|ms| (ms * 1.024).round())
        .map(|rr| (0.0..=65_535.0).contains(&rr).then_some(rr as u16))
        .collect::<Option<_>>()
        .ok_or_else(|| Refused::at("rr_ms", "an interval is outside 0 to 63999 ms"))
}

fn letter(fields: &mut Fields<'_>) -> Result<u8, Refused> {
    let level: String = fields.require("level")?;
    match *level.as_bytes() {
        [letter @ (b'A' | b'C' | b'V' | b'P' | b'U')] => Ok(letter),
        _ => Err(Refused::at("level", "is not one of A, C, V, P, U")),
    }
}
