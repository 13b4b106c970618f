//! Samples to the bytes that a monitor sends, with its own idea of the time in them.

use gatt::{
    BloodPressure, CgmMeasurement, CgmRecord, CgmSessionStart, Characteristic, Contact, DateTime,
    E2eCrc, Float, Glucose, HeartRate, Pair, PressureUnit, Sfloat, SpotCheck, Temperature,
    TemperatureUnit, Weight,
};
use wire::{Body, Quantity};

use crate::civil::MINUTE;
use crate::home::Sent;
use crate::monitor::Monitor;
use crate::sample::{Cuff, Sample};

/// What the monitor sends for a sample that was taken at one time and leaves it at another.
pub(crate) fn encode(monitor: &mut Monitor, sample: &Sample, at_ms: i64, taken_at_ms: i64) -> Sent {
    let time = DateTime::from_local_ms(monitor.shows_ms(taken_at_ms)).unwrap_or(NOT_KNOWN);
    match sample {
        Sample::Cuff(cuff) => sent(Characteristic::BloodPressure, pressures(cuff, time).encode()),
        Sample::Oximetry { spo2, pulse, weak_signal } => {
            let pair = Pair { spo2: tenths(*spo2), pulse: tenths(pulse.unwrap_or(f64::NAN)) };
            let stored = at_ms - taken_at_ms > STORED_AFTER_MS;
            let value = spot_check(pair, *weak_signal, stored, time);
            sent(Characteristic::SpotCheck, value.encode())
        }
        Sample::HeartRate { bpm, rr_1024 } => heart_rate(*bpm, rr_1024),
        Sample::Celsius(degrees) => temperature(*degrees, TemperatureUnit::Celsius, time),
        Sample::Fahrenheit(degrees) => temperature(*degrees, TemperatureUnit::Fahrenheit, time),
        Sample::Kilograms(kilograms) => weight(*kilograms, time),
        Sample::MeterMgDl(mg_dl) => meter(monitor, drop_of_blood_mg_dl(*mg_dl), time),
        Sample::MeterMmolL(mmol_l) => meter(monitor, gatt::Sample::from_mmol_l(*mmol_l), time),
        Sample::MeterControlMgDl(mg_dl) => {
            let control = gatt::Sample {
                sample_type: gatt::SampleType::ControlSolution,
                location: gatt::SampleLocation::ControlSolution,
                ..drop_of_blood_mg_dl(*mg_dl)
            };
            meter(monitor, control, time)
        }
        Sample::CgmStart => {
            monitor.session_start_ms = taken_at_ms;
            let start = CgmSessionStart { time, zone_quarters: ZONE_NOT_KNOWN, dst: DST_NOT_KNOWN };
            sent(Characteristic::CgmSessionStart, start.encode(E2eCrc::Absent))
        }
        Sample::CgmMgDl(mg_dl) => {
            let minutes = (taken_at_ms - monitor.session_start_ms) / MINUTE;
            sent(Characteristic::Cgm, sensor(*mg_dl, minutes).encode(E2eCrc::Absent))
        }
        Sample::Battery(_, percent) => sent(Characteristic::Battery, vec![*percent]),
        Sample::Respiration(rate) => Sent::Typed(Body::Respiration { rate: quantity(*rate) }),
        Sample::Consciousness(letter) => Sent::Typed(Body::Consciousness { letter: *letter }),
        Sample::Oxygen(on) => Sent::Typed(Body::SupplementalOxygen { on: *on }),
    }
}

fn sent(characteristic: Characteristic, bytes: Vec<u8>) -> Sent {
    Sent::Characteristic { uuid16: characteristic.uuid16(), bytes }
}

/// One decimal where the twelve bits of a SFLOAT have room for it, so up to 204.7.
fn tenths(value: f64) -> Sfloat {
    Sfloat::from_decimal(value, 1)
}

fn pressures(cuff: &Cuff, time: DateTime) -> BloodPressure {
    let third = (cuff.systolic - cuff.diastolic) / 3.0;
    BloodPressure {
        systolic: tenths(cuff.systolic),
        diastolic: tenths(cuff.diastolic),
        mean: tenths((cuff.diastolic + third).round()),
        unit: PressureUnit::MmHg,
        time: Some(time),
        pulse: cuff.pulse.map(tenths),
        user: None,
        status: Some(u16::from(cuff.moved) | u16::from(cuff.irregular) << 2),
    }
}

fn spot_check(normal: Pair, weak_signal: bool, stored: bool, time: DateTime) -> SpotCheck {
    let status = if weak_signal { INVALID_MEASUREMENT } else { FULLY_QUALIFIED };
    SpotCheck {
        normal,
        clock_not_set: false,
        time: Some(time),
        measurement_status: Some(status | if stored { FROM_STORAGE } else { 0 }),
        device_status: weak_signal.then_some(INADEQUATE_SIGNAL),
        pulse_amplitude: None,
    }
}

/// Whole beats a minute are all that the characteristic holds. A belt without a signal sends 0 and
/// that it has no contact.
fn heart_rate(bpm: f64, rr_1024: &[u16]) -> Sent {
    let whole = bpm.round();
    if !bpm.is_nan() && !(0.0..=f64::from(u16::MAX)).contains(&whole) {
        return Sent::Typed(Body::HeartRate { rate: quantity(bpm), rr_1024: rr_1024.to_vec() });
    }
    let value = HeartRate {
        bpm: whole as u16, // `as` makes 0 of NaN
        contact: if bpm.is_nan() { Contact::NotDetected } else { Contact::NotSupported },
        energy_kj: None,
        rr_1024: rr_1024.to_vec(),
    };
    sent(Characteristic::HeartRate, value.encode())
}

fn temperature(degrees: f64, unit: TemperatureUnit, time: DateTime) -> Sent {
    let temperature = Float::from_decimal(degrees, 3);
    let value = Temperature { temperature, unit, time: Some(time), site: None };
    sent(Characteristic::Temperature, value.encode())
}

/// Steps of 5 g, up to 327.67 kg.
fn weight(kilograms: f64, time: DateTime) -> Sent {
    let grams = (kilograms * 1000.0).round();
    let mut value = Weight::from_grams(grams as u32); // `as` makes 0 of NaN
    value.time = Some(time);
    if kilograms.is_nan() {
        value.steps = gatt::weight::UNSUCCESSFUL;
    } else if !(0.0..=327_670.0).contains(&grams) {
        return Sent::Typed(Body::Weight { weight: quantity(kilograms) });
    }
    sent(Characteristic::Weight, value.encode())
}

/// With a tenth of a mg/dL, where a SFLOAT has room for it.
fn drop_of_blood_mg_dl(mg_dl: f64) -> gatt::Sample {
    let concentration = Sfloat::from_decimal(mg_dl / 1e5, 6);
    gatt::Sample { concentration, ..gatt::Sample::from_mg_dl(mg_dl) }
}

fn meter(monitor: &mut Monitor, sample: gatt::Sample, base_time: DateTime) -> Sent {
    monitor.records = monitor.records.wrapping_add(1);
    let value = Glucose {
        sequence: monitor.records,
        base_time,
        time_offset_min: None,
        sample: Some(sample),
        status: Some(0),
        context_follows: false,
    };
    sent(Characteristic::Glucose, value.encode())
}

/// A session lasts two weeks, so its minutes fit two bytes.
fn sensor(mg_dl: f64, minutes: i64) -> CgmMeasurement {
    let minutes = u16::try_from(minutes).unwrap_or(u16::MAX);
    let mut record = CgmRecord { glucose: tenths(mg_dl), ..CgmRecord::from_mg_dl(0.0, minutes) };
    if mg_dl.is_nan() {
        record.status = Some(SENSOR_MALFUNCTION);
    }
    CgmMeasurement { records: vec![record] }
}

fn quantity(units: f64) -> Quantity {
    match Quantity::from_units(units) {
        Some(quantity) => quantity,
        None if units.is_nan() => Quantity::Nan,
        None if units > 0.0 => Quantity::PositiveInfinity,
        None => Quantity::NegativeInfinity,
    }
}

/// All parts 0: a clock that doesn't know.
const NOT_KNOWN: DateTime = DateTime { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
const ZONE_NOT_KNOWN: i8 = -128;
const DST_NOT_KNOWN: u8 = 255;
/// What leaves later than this after its measurement comes out of the monitor's memory.
const STORED_AFTER_MS: i64 = 2 * MINUTE;
const FULLY_QUALIFIED: u16 = 1 << 8;
const FROM_STORAGE: u16 = 1 << 9;
const INVALID_MEASUREMENT: u16 = 1 << 15;
const INADEQUATE_SIGNAL: u32 = 1 << 3;
const SENSOR_MALFUNCTION: u8 = 1 << 3;

#[cfg(test)]
mod tests {
    use gatt::{LocalTime, Special};

    use super::*;
    use crate::monitor::MonitorKind;

    fn check(sample: &Sample) -> Sent {
        let device = "m-1".parse().unwrap();
        encode(&mut Monitor::new(device, sample.monitor(), 60_000), sample, 500_000, 400_000)
    }

    fn bytes(sample: &Sample) -> Vec<u8> {
        match check(sample) {
            Sent::Characteristic { bytes, .. } => bytes,
            Sent::Typed(body) => panic!("{body:?}"),
        }
    }

    #[test]
    fn artefacts_leave_the_monitor_as_they_are() {
        let zero =
            BloodPressure::decode(&bytes(&Sample::Cuff(Cuff::plain(0.0, 0.0, None)))).unwrap();
        assert_eq!((zero.systolic.milli(), zero.diastolic.milli()), (Some(0), Some(0)));
        let cold = Temperature::decode(&bytes(&Sample::Celsius(-17.8))).unwrap();
        assert_eq!(cold.milli_celsius(), Some(-17_800));
        let half = Sample::Oximetry { spo2: 97.5, pulse: None, weak_signal: false };
        let half = SpotCheck::decode(&bytes(&half)).unwrap();
        assert_eq!(half.normal.spo2.milli(), Some(97_500));
        assert_eq!(half.normal.pulse.get(), gatt::Medfloat::Special(Special::Nan));
    }

    #[test]
    fn a_failed_measurement_is_a_code_and_never_a_number() {
        let cuff = BloodPressure::decode(&bytes(&Sample::Cuff(Cuff::failed()))).unwrap();
        for part in [cuff.systolic, cuff.diastolic, cuff.mean, cuff.pulse.unwrap()] {
            assert_eq!(part, Sfloat::NAN);
        }
        assert_eq!(cuff.status, Some(0));
        let scale = Weight::decode(&bytes(&Sample::Kilograms(f64::NAN))).unwrap();
        assert_eq!(scale.grams(), None);
        let belt = Sample::HeartRate { bpm: f64::NAN, rr_1024: Box::default() };
        assert_eq!(HeartRate::decode(&bytes(&belt)).unwrap().contact, Contact::NotDetected);
    }

    #[test]
    fn glucose_keeps_its_unit_and_its_tenth() {
        let meter = |sample| Glucose::decode(&bytes(&sample)).unwrap().sample.unwrap();
        assert_eq!(meter(Sample::MeterMgDl(104.4)).micromol_l(), Some(5795));
        assert_eq!(meter(Sample::MeterMmolL(5.8)).micromol_l(), Some(5800));
        assert!(
            Glucose::decode(&bytes(&Sample::MeterControlMgDl(120.0)))
                .unwrap()
                .is_control_solution()
        );
    }

    #[test]
    fn times_are_the_monitors_own() {
        let cuff =
            BloodPressure::decode(&bytes(&Sample::Cuff(Cuff::plain(120.0, 80.0, None)))).unwrap();
        assert_eq!(cuff.time.unwrap().local(), LocalTime::At(460_000));
    }

    #[test]
    fn a_sensor_counts_minutes_from_its_start_and_a_meter_its_records() {
        let mut cgm = Monitor::new("cgm-1".parse().unwrap(), MonitorKind::Cgm, 0);
        encode(&mut cgm, &Sample::CgmStart, 0, 0);
        let Sent::Characteristic { uuid16, bytes } =
            encode(&mut cgm, &Sample::CgmMgDl(101.0), 900_000, 900_000)
        else {
            panic!("typed")
        };
        let value = CgmMeasurement::decode(&bytes, E2eCrc::Absent).unwrap();
        assert_eq!((uuid16, value.records[0].offset_min), (0x2AA7, 15));
        let mut meter = Monitor::new("meter-1".parse().unwrap(), MonitorKind::GlucoseMeter, 0);
        for expected in 1..4 {
            let Sent::Characteristic { bytes, .. } =
                encode(&mut meter, &Sample::MeterMgDl(90.0), 0, 0)
            else {
                panic!("typed")
            };
            assert_eq!(Glucose::decode(&bytes).unwrap().sequence, expected);
        }
    }

    #[test]
    fn what_no_characteristic_can_carry_is_typed() {
        for sample in [
            Sample::Kilograms(-1.0),
            Sample::Kilograms(900.0),
            Sample::HeartRate { bpm: -1.0, rr_1024: Box::default() },
        ] {
            assert!(matches!(check(&sample), Sent::Typed(_)), "{sample:?}");
        }
    }
}
