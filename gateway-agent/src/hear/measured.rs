//! Each characteristic's value as a body in canonical units, with what the monitor says of its
//! quality.

use gatt::{Medfloat, Special};
use vitals::Flags;
use wire::{Body, Quantity};

use super::clock::Told;
use super::{Measured, NotHeard};

pub(super) fn blood_pressure(value: &gatt::BloodPressure) -> Measured {
    let pressure =
        |pressure: gatt::Sfloat| quantity(pressure.get(), value.unit.milli_mmhg(pressure));
    let status = value.status.unwrap_or(0);
    Measured {
        body: Body::BloodPressure {
            systolic: pressure(value.systolic),
            diastolic: pressure(value.diastolic),
            pulse: value.pulse.map_or(Quantity::Absent, number),
        },
        told: Told::at(value.time),
        sequence: None,
        user: value.user,
        flags: Flags {
            movement: any(status, &[0]),
            poor_fit: any(status, &[1, 5]),
            irregular_pulse: any(status, &[2]),
            questionable: false,
        },
    }
}

pub(super) fn spot_check(value: &gatt::SpotCheck) -> Result<Measured, NotHeard> {
    let from_storage = value.measurement_status.map(|status| any(status, &[9]));
    let told = Told { clock_fault: value.clock_not_set, from_storage, ..Told::at(value.time) };
    oximetry(value.normal, value.measurement_status, value.device_status, told)
}

pub(super) fn continuous(value: &gatt::Continuous) -> Result<Measured, NotHeard> {
    let from_storage = value.measurement_status.map(|status| any(status, &[9]));
    let told = Told { from_storage, ..Told::at(None) };
    oximetry(value.normal, value.measurement_status, value.device_status, told)
}

fn oximetry(
    pair: gatt::Pair,
    status: Option<u16>,
    device: Option<u32>,
    told: Told,
) -> Result<Measured, NotHeard> {
    let (status, device) = (status.unwrap_or(0), device.unwrap_or(0));
    if any(status, &[10, 11]) {
        return Err(NotHeard::NotAReading("demonstration or test data, not the patient"));
    }
    // The number that comes with "unavailable" or "invalid" is none.
    let failed = any(status, &[13, 15]);
    let value = |float| if failed { Quantity::Nan } else { number(float) };
    Ok(Measured {
        body: Body::Oximetry { spo2: value(pair.spo2), pulse: value(pair.pulse) },
        told,
        sequence: None,
        user: None,
        flags: Flags {
            poor_fit: any(device, &[11, 13, 15]),
            questionable: any(status, &[6, 12, 13, 14, 15])
                || any(device, &[1, 2, 3, 4, 5, 6, 7, 8, 10, 14]),
            ..Flags::default()
        },
    })
}

/// No beats a minute is what a belt without a signal sends: a failed measurement.
pub(super) fn heart_rate(value: gatt::HeartRate) -> Measured {
    let rate = match value.bpm {
        0 => Quantity::Nan,
        bpm => Quantity::Milli(i32::from(bpm) * 1000),
    };
    Measured {
        body: Body::HeartRate { rate, rr_1024: value.rr_1024 },
        told: Told::at(None),
        sequence: None,
        user: None,
        flags: Flags { poor_fit: value.contact == gatt::Contact::NotDetected, ..Flags::default() },
    }
}

pub(super) fn temperature(value: &gatt::Temperature) -> Measured {
    let temperature = quantity(value.temperature.get(), value.milli_celsius());
    plain(Body::Temperature { temperature }, Told::at(value.time), None)
}

pub(super) fn weight(value: &gatt::Weight) -> Measured {
    let weight = match (value.weight(), value.grams()) {
        (None, _) => Quantity::Nan,
        (Some(_), grams) => Quantity::Milli(grams.unwrap_or(i32::MAX)),
    };
    plain(Body::Weight { weight }, Told::at(value.time), value.user)
}

pub(super) fn glucose(value: &gatt::Glucose) -> Result<Measured, NotHeard> {
    let sample = value.sample;
    if sample.is_some() && value.is_control_solution() {
        return Err(NotHeard::NotAReading("control solution, not the patient"));
    }
    let status = value.status.unwrap_or(0);
    // A result that the meter couldn't show is urgent, whatever number came along.
    let glucose = match sample {
        _ if any(status, &[5]) => Quantity::PositiveInfinity,
        _ if any(status, &[6]) => Quantity::NegativeInfinity,
        Some(sample) => quantity(sample.concentration.get(), sample.micromol_l()),
        None => Quantity::Absent,
    };
    let told = Told {
        time: Some(value.measured_at()),
        clock_fault: any(status, &[11]),
        from_storage: None,
    };
    Ok(Measured {
        sequence: Some(value.sequence.into()),
        flags: Flags { questionable: any(status, &[1, 2, 3, 4, 7, 8, 9, 10]), ..Flags::default() },
        ..plain(Body::GlucoseMeter { glucose }, told, None)
    })
}

pub(super) fn cgm(record: &gatt::CgmRecord, time: Option<gatt::LocalTime>) -> Measured {
    let (warning, status) = (record.warning.unwrap_or(0), record.status.unwrap_or(0));
    let glucose = match record.glucose.get() {
        _ if any(warning, &[6]) => Quantity::NegativeInfinity,
        _ if any(warning, &[7]) => Quantity::PositiveInfinity,
        float => quantity(float, record.micromol_l()),
    };
    let told = Told { time, clock_fault: false, from_storage: None };
    Measured {
        sequence: Some(record.offset_min.into()),
        flags: Flags { questionable: any(status, &[0, 2, 3, 5]), ..Flags::default() },
        ..plain(Body::GlucoseCgm { glucose }, told, None)
    }
}

fn plain(body: Body, told: Told, user: Option<u8>) -> Measured {
    Measured { body, told, sequence: None, user, flags: Flags::default() }
}

fn number(float: gatt::Sfloat) -> Quantity {
    quantity(float.get(), float.milli())
}

/// The converted number, or the code. A number that 32 bits can't hold becomes the largest they
/// can, which the server refuses as implausible; never "HI", which would be urgent.
fn quantity(float: Medfloat, milli: Option<i32>) -> Quantity {
    match float {
        Medfloat::Number(number) => {
            let limit = if number.mantissa < 0 { i32::MIN } else { i32::MAX };
            Quantity::Milli(milli.unwrap_or(limit))
        }
        Medfloat::Special(Special::Nan) => Quantity::Nan,
        Medfloat::Special(Special::Nres) => Quantity::Nres,
        Medfloat::Special(Special::PositiveInfinity) => Quantity::PositiveInfinity,
        Medfloat::Special(Special::NegativeInfinity) => Quantity::NegativeInfinity,
        Medfloat::Special(Special::Reserved) => Quantity::Reserved,
    }
}

fn any(status: impl Into<u32>, bits: &[u8]) -> bool {
    let status = status.into();
    bits.iter().any(|bit| status >> bit & 1 == 1)
}
