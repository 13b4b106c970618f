//! Pressure, pulse and oxygen: 2A35, 2A36, 2A37, 2A5E and 2A5F.

use gatt::blood_pressure::{PulseRange, STATUS_BITS, USER_UNKNOWN};
use gatt::pulse_oximetry::{DEVICE_STATUS_BITS, MEASUREMENT_STATUS_BITS};
use gatt::{BloodPressure, Contact, Continuous, HeartRate, Pair, PressureUnit, Sfloat, SpotCheck};

use super::fields::Fields;
use super::shapes::{Object, bit_list, quantity, raw_bits, steps, time};
use super::{Refused, Value};

pub(super) fn show_blood_pressure(value: &BloodPressure) -> Value {
    let pressure = |pressure: Sfloat| quantity(pressure.get(), 0, value.unit.symbol());
    let object = Object::default()
        .with("systolic", pressure(value.systolic))
        .with("diastolic", pressure(value.diastolic))
        .with("map", pressure(value.mean));
    show_rest(object, value)
}

pub(super) fn show_cuff_pressure(value: &BloodPressure) -> Value {
    let pressure = quantity(value.systolic.get(), 0, value.unit.symbol());
    show_rest(Object::default().with("cuff_pressure", pressure), value)
}

fn show_rest(object: Object, value: &BloodPressure) -> Value {
    let status = value.status.map(|status| {
        Object::default()
            .with("raw", status)
            .with("bits", bit_list(status.into(), STATUS_BITS))
            .with("pulse_range", PulseRange::from_status(status).word())
            .value()
    });
    let object = object
        .maybe("time", value.time.map(time))
        .maybe("pulse", value.pulse.map(|pulse| quantity(pulse.get(), 0, "bpm")));
    show_user(object, value.user).maybe("status", status).value()
}

/// A user slot, or that the device does not know whose it is.
pub(super) fn show_user(object: Object, user: Option<u8>) -> Object {
    match user {
        Some(USER_UNKNOWN) => object.with("user_unknown", true),
        user => object.maybe("user_id", user),
    }
}

pub(super) fn read_blood_pressure(fields: &mut Fields) -> Result<BloodPressure, Refused> {
    let (systolic, unit) = read_pressure(fields, "systolic")?;
    let mut same_unit =
        |key: &str| fields.need(key, |fields, key| fields.sfloat(key, unit.symbol(), 0));
    let (diastolic, mean) = (same_unit("diastolic")?, same_unit("map")?);
    read_rest(fields, [systolic, diastolic, mean], unit)
}

pub(super) fn read_cuff_pressure(fields: &mut Fields) -> Result<BloodPressure, Refused> {
    let (pressure, unit) = read_pressure(fields, "cuff_pressure")?;
    read_rest(fields, [pressure, Sfloat::NAN, Sfloat::NAN], unit)
}

fn read_pressure(fields: &mut Fields, key: &str) -> Result<(Sfloat, PressureUnit), Refused> {
    let (amount, kpa) =
        fields.need(key, |fields, key| fields.quantity_in_either(key, ["mmHg", "kPa"]))?;
    let unit = if kpa { PressureUnit::KPa } else { PressureUnit::MmHg };
    Ok((fields.as_sfloat(key, &amount, 0)?, unit))
}

fn read_rest(
    fields: &mut Fields,
    [systolic, diastolic, mean]: [Sfloat; 3],
    unit: PressureUnit,
) -> Result<BloodPressure, Refused> {
    let status = fields.object("status")?.map(read_status).transpose()?;
    Ok(BloodPressure {
        systolic,
        diastolic,
        mean,
        unit,
        time: fields.time("time")?,
        pulse: fields.sfloat("pulse", "bpm", 0)?,
        user: read_user(fields)?,
        status,
    })
}

fn read_status(mut status: Fields) -> Result<u16, Refused> {
    let all = [PulseRange::Within, PulseRange::Above, PulseRange::Below, PulseRange::Reserved];
    let range = status.word("pulse_range", &all, PulseRange::word)?;
    let has_raw = status.has("raw");
    let raw = match range {
        // The range alone is a status, too.
        Some(_) if !has_raw && !status.has("bits") => 0,
        _ => status.raw_and_bits(STATUS_BITS)?,
    };
    status.finish()?;
    let raw = u16::try_from(raw).map_err(|_| status.refuse("raw", "it has more than 16 bits"))?;
    match range {
        Some(range) if !has_raw => Ok(raw | range.status()),
        Some(range) if range != PulseRange::from_status(raw) => {
            Err(status.refuse("pulse_range", format!("it is not that of raw {raw}")))
        }
        _ => Ok(raw),
    }
}

pub(super) fn read_user(fields: &mut Fields) -> Result<Option<u8>, Refused> {
    let user = fields.integer::<u8>("user_id")?;
    let unknown = fields.flag("user_unknown")?;
    match user {
        Some(_) if unknown => Err(fields.refuse("user_id", "the user can't be unknown as well")),
        Some(USER_UNKNOWN) => Err(fields.refuse("user_id", "255 is sent for user_unknown")),
        user => Ok(if unknown { Some(USER_UNKNOWN) } else { user }),
    }
}

pub(super) fn show_heart_rate(value: &HeartRate) -> Value {
    let rr = (!value.rr_1024.is_empty()).then(|| value.rr_1024.clone());
    Object::default()
        .with("heart_rate", steps(value.bpm, 0, "bpm"))
        .with("contact", value.contact.word())
        .maybe("energy", value.energy_kj.map(|energy| steps(energy, 0, "kJ")))
        .maybe("rr_1024", rr)
        .value()
}

pub(super) fn read_heart_rate(fields: &mut Fields) -> Result<HeartRate, Refused> {
    let all = [Contact::NotSupported, Contact::NotDetected, Contact::Detected];
    let list = fields.list("rr_1024")?.unwrap_or_default();
    let rr = |value: &Value| value.as_u64().and_then(|rr| u16::try_from(rr).ok());
    let rr_1024: Option<Vec<u16>> = list.iter().map(rr).collect();
    Ok(HeartRate {
        bpm: fields.need("heart_rate", |fields, key| fields.steps(key, "bpm", 0))?,
        contact: fields.word("contact", &all, Contact::word)?.unwrap_or(Contact::NotSupported),
        energy_kj: fields.steps("energy", "kJ", 0)?,
        rr_1024: rr_1024.ok_or_else(|| fields.refuse("rr_1024", "each must be 0 to 65535"))?,
    })
}

fn show_pair(object: Object, [spo2, pulse]: [&str; 2], pair: Option<Pair>) -> Object {
    object
        .maybe(spo2, pair.map(|pair| quantity(pair.spo2.get(), 0, "%")))
        .maybe(pulse, pair.map(|pair| quantity(pair.pulse.get(), 0, "bpm")))
}

fn show_oximeter(
    object: Object,
    measurement: Option<u16>,
    device: Option<u32>,
    pai: Option<Sfloat>,
) -> Value {
    let measurement = measurement.map(|raw| raw_bits(raw.into(), MEASUREMENT_STATUS_BITS));
    object
        .maybe("measurement_status", measurement)
        .maybe("device_status", device.map(|raw| raw_bits(raw, DEVICE_STATUS_BITS)))
        .maybe("pai", pai.map(|pai| quantity(pai.get(), 0, "%")))
        .value()
}

pub(super) fn show_spot_check(value: &SpotCheck) -> Value {
    let object = show_pair(Object::default(), NORMAL, Some(value.normal))
        .with("clock_not_set", value.clock_not_set)
        .maybe("time", value.time.map(time));
    show_oximeter(object, value.measurement_status, value.device_status, value.pulse_amplitude)
}

pub(super) fn show_continuous(value: &Continuous) -> Value {
    let object = show_pair(Object::default(), NORMAL, Some(value.normal));
    let object = show_pair(show_pair(object, FAST, value.fast), SLOW, value.slow);
    show_oximeter(object, value.measurement_status, value.device_status, value.pulse_amplitude)
}

pub(super) fn read_spot_check(fields: &mut Fields) -> Result<SpotCheck, Refused> {
    Ok(SpotCheck {
        normal: read_pair(fields, NORMAL)?.ok_or_else(|| fields.refuse("spo2", "it is missing"))?,
        clock_not_set: fields.flag("clock_not_set")?,
        time: fields.time("time")?,
        measurement_status: read_measurement_status(fields)?,
        device_status: read_device_status(fields)?,
        pulse_amplitude: fields.sfloat("pai", "%", 0)?,
    })
}

pub(super) fn read_continuous(fields: &mut Fields) -> Result<Continuous, Refused> {
    Ok(Continuous {
        normal: read_pair(fields, NORMAL)?.ok_or_else(|| fields.refuse("spo2", "it is missing"))?,
        fast: read_pair(fields, FAST)?,
        slow: read_pair(fields, SLOW)?,
        measurement_status: read_measurement_status(fields)?,
        device_status: read_device_status(fields)?,
        pulse_amplitude: fields.sfloat("pai", "%", 0)?,
    })
}

/// Both or neither.
fn read_pair(fields: &mut Fields, [spo2, pulse]: [&str; 2]) -> Result<Option<Pair>, Refused> {
    match (fields.sfloat(spo2, "%", 0)?, fields.sfloat(pulse, "bpm", 0)?) {
        (Some(spo2), Some(pulse)) => Ok(Some(Pair { spo2, pulse })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(fields.refuse(pulse, format!("{spo2} can't be sent without it"))),
        (None, Some(_)) => Err(fields.refuse(spo2, format!("{pulse} can't be sent without it"))),
    }
}

fn read_measurement_status(fields: &mut Fields) -> Result<Option<u16>, Refused> {
    let raw = fields.raw_bits("measurement_status", MEASUREMENT_STATUS_BITS)?;
    let narrow = raw.map(u16::try_from).transpose();
    narrow.map_err(|_| fields.refuse("measurement_status.raw", "it has more than 16 bits"))
}

fn read_device_status(fields: &mut Fields) -> Result<Option<u32>, Refused> {
    match fields.raw_bits("device_status", DEVICE_STATUS_BITS)? {
        Some(raw) if raw >= 1 << 24 => {
            Err(fields.refuse("device_status.raw", "it has more than 24 bits"))
        }
        raw => Ok(raw),
    }
}

const NORMAL: [&str; 2] = ["spo2", "pulse"];
const FAST: [&str; 2] = ["spo2_fast", "pulse_fast"];
const SLOW: [&str; 2] = ["spo2_slow", "pulse_slow"];
