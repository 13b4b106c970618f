//! From what a gateway sent to a reading that is right because it exists, or the reason why not.

use vitals::{
    BloodPressure, Consciousness, Glucose, Known, Measurement, OutOfRange, Pressure, PulseRate,
    Reading, RespirationRate, Spo2, Temperature, Weight,
};
use wire::{Body, Dated, Quantity, WireReading};

use crate::entry::Why;

type Refusal = (Why, String);

/// Whether there is a reading for the engine in what was sent.
pub(super) fn check(sent: &WireReading) -> Result<(), Refusal> {
    measurement_of(&sent.body).map(drop)
}

/// The reading that the engine sees. The same for the same bytes, now and in a replay.
pub fn reading_of(sent: &WireReading) -> Result<Reading, Refusal> {
    let Dated::At { taken_at, .. } = sent.dated else {
        return Err((Why::Undatable, "the reading has no time".into()));
    };
    Ok(Reading {
        device: sent.device.clone(),
        slot: sent.slot,
        taken_at,
        heard_at: sent.heard_at,
        origin: sent.origin,
        measurement: measurement_of(&sent.body)?,
        flags: sent.flags,
    })
}

fn measurement_of(body: &Body) -> Result<Measurement, Refusal> {
    Ok(match body {
        // A cuff that fails sends NaN for what it lacks; a chart has one pressure without the other.
        Body::BloodPressure { systolic, diastolic: Quantity::Absent, pulse: Quantity::Absent } => {
            Measurement::Systolic(
                BloodPressure::systolic_alone(systolic_of(*systolic)?).map_err(implausible)?,
            )
        }
        Body::BloodPressure { systolic: Quantity::Absent, diastolic, pulse: Quantity::Absent } => {
            Measurement::Diastolic(
                BloodPressure::diastolic_alone(diastolic_of(*diastolic)?).map_err(implausible)?,
            )
        }
        Body::BloodPressure { systolic, diastolic, pulse } => {
            let (systolic, diastolic) = (systolic_of(*systolic)?, diastolic_of(*diastolic)?);
            let pulse = optional(*pulse, PulseRate::from_milli_bpm)?;
            Measurement::BloodPressure(
                BloodPressure::new(systolic, diastolic, pulse).map_err(implausible)?,
            )
        }
        Body::Oximetry { spo2, pulse } => Measurement::Oximetry(
            required("oxygen saturation", *spo2, Spo2::from_milli_percent)?,
            optional(*pulse, PulseRate::from_milli_bpm)?,
        ),
        Body::HeartRate { rate, rr_1024 } => Measurement::HeartRate(
            required("heart rate", *rate, PulseRate::from_milli_bpm)?,
            rr_1024.clone(),
        ),
        Body::Respiration { rate } => Measurement::Respiration(required(
            "respiration",
            *rate,
            RespirationRate::from_milli_per_minute,
        )?),
        Body::Temperature { temperature } => Measurement::Temperature(required(
            "temperature",
            *temperature,
            Temperature::from_milli_celsius,
        )?),
        Body::Weight { weight } => {
            Measurement::Weight(required("weight", *weight, Weight::from_grams)?)
        }
        Body::GlucoseMeter { glucose } => Measurement::GlucoseMeter(glucose_of(*glucose)?),
        Body::GlucoseCgm { glucose } => Measurement::GlucoseCgm(glucose_of(*glucose)?),
        Body::Consciousness { letter } => {
            let level = Consciousness::from_letter(char::from(*letter));
            Measurement::Consciousness(level.ok_or_else(|| {
                (
                    Why::Implausible,
                    format!("consciousness {:?} is not one of A C V P U", char::from(*letter)),
                )
            })?)
        }
        Body::SupplementalOxygen { on } => Measurement::SupplementalOxygen(*on),
    })
}

fn systolic_of(quantity: Quantity) -> Result<Pressure, Refusal> {
    required("systolic pressure", quantity, Pressure::from_milli_mmhg)
}

fn diastolic_of(quantity: Quantity) -> Result<Pressure, Refusal> {
    required("diastolic pressure", quantity, Pressure::from_milli_mmhg)
}

/// A value without which there is no measurement.
fn required<T>(
    sign: &str,
    quantity: Quantity,
    make: impl Fn(i32) -> Result<T, OutOfRange>,
) -> Result<T, Refusal> {
    match quantity {
        Quantity::Milli(milli) => make(milli).map_err(implausible),
        special => {
            Err((Why::NotMeasured, format!("the monitor gave no {sign}: {}", name_of(special))))
        }
    }
}

/// A value that may be missing. An implausible one makes the whole measurement doubtful.
fn optional<T>(
    quantity: Quantity,
    make: impl Fn(i32) -> Result<T, OutOfRange>,
) -> Result<Option<T>, Refusal> {
    match quantity {
        Quantity::Milli(milli) => make(milli).map(Some).map_err(implausible),
        _ => Ok(None),
    }
}

/// "LO" and "HI" are measurements: the sensor says that the value is beyond what it can tell.
fn glucose_of(quantity: Quantity) -> Result<Known<Glucose>, Refusal> {
    Ok(match quantity {
        Quantity::PositiveInfinity => Known::Above,
        Quantity::NegativeInfinity => Known::Below,
        other => Known::Value(required("glucose", other, Glucose::from_umol_l)?),
    })
}

fn implausible(refused: OutOfRange) -> Refusal {
    (Why::Implausible, refused.to_string())
}

fn name_of(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Milli(_) => "a number",
        Quantity::Nan => "not a number",
        Quantity::Nres => "not at this resolution",
        Quantity::PositiveInfinity => "above its range",
        Quantity::NegativeInfinity => "below its range",
        Quantity::Reserved => "a reserved code",
        Quantity::Absent => "it did not send one",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &Body, want: Result<(), Why>) {
        let got = measurement_of(body).map(|_| ()).map_err(|(why, _)| why);
        assert_eq!(got, want, "{body:?}");
    }

    fn pressures(systolic: Quantity, diastolic: Quantity) -> Body {
        Body::BloodPressure { systolic, diastolic, pulse: Quantity::Absent }
    }

    #[test]
    fn what_monitors_really_send_is_measured_or_refused_with_its_reason() {
        use Quantity::{Absent, Milli, Nan, NegativeInfinity, PositiveInfinity};
        check(&pressures(Milli(128_000), Milli(76_000)), Ok(()));
        check(&pressures(Milli(0), Milli(0)), Err(Why::Implausible));
        check(&pressures(Milli(80_000), Milli(120_000)), Err(Why::Implausible));
        check(&pressures(Nan, Nan), Err(Why::NotMeasured));
        check(&pressures(Milli(128_000), Nan), Err(Why::NotMeasured));
        check(&pressures(Milli(128_000), Absent), Ok(()));
        check(&pressures(Absent, Milli(76_000)), Ok(()));
        check(&pressures(Milli(30_000), Absent), Err(Why::Implausible));
        check(&pressures(Absent, Absent), Err(Why::NotMeasured));
        check(&Body::Temperature { temperature: Milli(-17_800) }, Err(Why::Implausible));
        check(&Body::GlucoseMeter { glucose: NegativeInfinity }, Ok(()));
        check(&Body::GlucoseCgm { glucose: PositiveInfinity }, Ok(()));
        check(&Body::GlucoseCgm { glucose: Nan }, Err(Why::NotMeasured));
        check(&Body::Consciousness { letter: b'A' }, Ok(()));
        check(&Body::Consciousness { letter: b'X' }, Err(Why::Implausible));
    }
}
