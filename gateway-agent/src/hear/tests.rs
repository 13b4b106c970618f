//! Units, codes and clocks, as tables.

use super::*;

use gatt::{
    CgmMeasurement, CgmRecord, Contact, DateTime, Float, Glucose, HeartRate, Pair, PressureUnit,
    Sample, SampleLocation, SampleType, Sfloat, SpotCheck, Temperature, TemperatureUnit, Weight,
};
use wire::Quantity::{self, Absent, Milli, Nan, NegativeInfinity, PositiveInfinity};

/// 2026-11-21T08:30:00Z.
const HEARD_MS: i64 = 1_795_249_800_000;
const HOUR_MS: i64 = 3_600_000;
const ARRIVAL: Arrival =
    Arrival { heard_at: HeardAt::from_unix_ms(HEARD_MS), zone_offset_min: 60, live: false };

fn monitor() -> Monitor {
    Monitor::new("m-1".parse().unwrap())
}

fn local(ms: i64) -> DateTime {
    DateTime::from_local_ms(ms).unwrap()
}

fn sfloat(value: f64) -> Sfloat {
    Sfloat::from_decimal(value, 1)
}

fn heard(characteristic: Characteristic, bytes: &[u8]) -> WireReading {
    hear(&monitor(), ARRIVAL, characteristic, bytes).unwrap().remove(0)
}

fn cuff(systolic: Sfloat, unit: PressureUnit, status: u16) -> gatt::BloodPressure {
    gatt::BloodPressure {
        systolic,
        diastolic: sfloat(10.0),
        mean: Sfloat::NAN,
        unit,
        time: None,
        pulse: None,
        user: Some(2),
        status: Some(status),
    }
}

fn oximeter(spo2: Sfloat, measurement_status: Option<u16>) -> SpotCheck {
    SpotCheck {
        normal: Pair { spo2, pulse: sfloat(71.0) },
        clock_not_set: false,
        time: None,
        measurement_status,
        device_status: None,
        pulse_amplitude: None,
    }
}

fn meter(sample: Option<Sample>, status: u16) -> Glucose {
    Glucose {
        sequence: 17,
        base_time: local(HEARD_MS),
        time_offset_min: Some(60),
        sample,
        status: Some(status),
        context_follows: false,
    }
}

/// The first quantity of the reading in a value.
fn check(characteristic: Characteristic, bytes: &[u8], expected: Quantity) {
    let got = match heard(characteristic, bytes).body {
        Body::BloodPressure { systolic: first, .. }
        | Body::Oximetry { spo2: first, .. }
        | Body::HeartRate { rate: first, .. }
        | Body::Temperature { temperature: first }
        | Body::Weight { weight: first }
        | Body::GlucoseMeter { glucose: first }
        | Body::GlucoseCgm { glucose: first } => first,
        other => panic!("{other:?} is nothing that a monitor sends"),
    };
    assert_eq!(got, expected, "{characteristic:?} {bytes:02x?}");
}

#[test]
fn every_unit_becomes_the_canonical_one_and_every_code_stays() {
    let pressure = |pressure, unit| cuff(pressure, unit, 0).encode();
    let bp = Characteristic::BloodPressure;
    check(bp, &pressure(sfloat(128.0), PressureUnit::MmHg), Milli(128_000));
    check(bp, &pressure(sfloat(16.0), PressureUnit::KPa), Milli(120_010));
    check(bp, &pressure(Sfloat::NAN, PressureUnit::MmHg), Nan);
    check(bp, &pressure(Sfloat::NRES, PressureUnit::KPa), Quantity::Nres);
    check(bp, &pressure(Sfloat::POSITIVE_INFINITY, PressureUnit::KPa), PositiveInfinity);
    check(bp, &pressure(Sfloat::RESERVED, PressureUnit::MmHg), Quantity::Reserved);
    let too_large = Sfloat::from_decimal(2e9, 0);
    check(bp, &pressure(too_large, PressureUnit::MmHg), Milli(i32::MAX));

    let temperature = |degrees, unit| {
        let temperature = Float::from_decimal(degrees, 2);
        Temperature { temperature, unit, time: None, site: None }.encode()
    };
    let celsius = temperature(36.6, TemperatureUnit::Celsius);
    check(Characteristic::Temperature, &celsius, Milli(36_600));
    let fahrenheit = temperature(100.4, TemperatureUnit::Fahrenheit);
    check(Characteristic::Temperature, &fahrenheit, Milli(38_000));

    let mut scale = Weight::from_grams(81_250);
    check(Characteristic::Weight, &scale.encode(), Milli(81_250));
    scale.unit = gatt::MassUnit::Imperial;
    check(Characteristic::Weight, &scale.encode(), Milli(73_709));
    scale.steps = gatt::weight::UNSUCCESSFUL;
    check(Characteristic::Weight, &scale.encode(), Nan);

    let belt =
        |bpm| HeartRate { bpm, contact: Contact::Detected, energy_kj: None, rr_1024: vec![] };
    check(Characteristic::HeartRate, &belt(64).encode(), Milli(64_000));
    check(Characteristic::HeartRate, &belt(0).encode(), Nan);
}

#[test]
fn low_and_high_glucose_are_codes_and_not_numbers() {
    let mg_dl = |value| Some(Sample::from_mg_dl(value));
    let meter = |sample, status| meter(sample, status).encode();
    let of = Characteristic::Glucose;
    check(of, &meter(mg_dl(54.0), 0), Milli(2997));
    check(of, &meter(Some(Sample::from_mmol_l(5.5)), 0), Milli(5500));
    check(of, &meter(mg_dl(600.0), 1 << 5), PositiveInfinity);
    check(of, &meter(None, 1 << 6), NegativeInfinity);
    check(of, &meter(None, 0), Absent);
    let sensor = |warning| {
        let record = CgmRecord { warning: Some(warning), ..CgmRecord::from_mg_dl(54.0, 5) };
        CgmMeasurement { records: vec![record] }.encode(E2eCrc::Absent)
    };
    check(Characteristic::Cgm, &sensor(0), Milli(2997));
    check(Characteristic::Cgm, &sensor(1 << 6), NegativeInfinity);
    check(Characteristic::Cgm, &sensor(1 << 7), PositiveInfinity);
}

#[test]
fn a_number_that_the_oximeter_calls_invalid_is_none() {
    let spot = |status| oximeter(sfloat(93.0), Some(status)).encode();
    check(Characteristic::SpotCheck, &spot(0), Milli(93_000));
    check(Characteristic::SpotCheck, &spot(1 << 15), Nan);
    check(Characteristic::SpotCheck, &spot(1 << 13), Nan);
    check(Characteristic::SpotCheck, &spot(1 << 14), Milli(93_000));
    let questionable = heard(Characteristic::SpotCheck, &spot(1 << 14));
    assert!(questionable.flags.questionable);
}

#[test]
fn what_is_not_the_patient_or_no_measurement_gives_no_reading() {
    let refused = |characteristic, bytes: Vec<u8>| {
        let refused = hear(&monitor(), ARRIVAL, characteristic, &bytes);
        assert!(matches!(refused, Err(NotHeard::NotAReading(_))), "{refused:?}");
    };
    let sample = Sample::from_mg_dl(100.0);
    let fluid = Sample { sample_type: SampleType::ControlSolution, ..sample };
    refused(Characteristic::Glucose, meter(Some(fluid), 0).encode());
    let place = Sample { location: SampleLocation::ControlSolution, ..sample };
    refused(Characteristic::Glucose, meter(Some(place), 0).encode());
    refused(Characteristic::SpotCheck, oximeter(sfloat(93.0), Some(1 << 10)).encode());
    refused(Characteristic::SpotCheck, oximeter(sfloat(93.0), Some(1 << 11)).encode());
    let pressure = cuff(sfloat(128.0), PressureUnit::MmHg, 0);
    refused(Characteristic::CuffPressure, pressure.encode());
    refused(Characteristic::Battery, vec![97]);
    let cut = hear(&monitor(), ARRIVAL, Characteristic::BloodPressure, &[0, 1]);
    assert!(matches!(cut, Err(NotHeard::Undecodable(_))), "{cut:?}");
}

#[test]
fn what_the_monitor_says_of_quality_user_and_number_is_kept() {
    let moved = heard(
        Characteristic::BloodPressure,
        &cuff(sfloat(128.0), PressureUnit::MmHg, 0b10_0101).encode(),
    );
    let flags =
        Flags { movement: true, poor_fit: true, irregular_pulse: true, questionable: false };
    assert_eq!(moved.flags, flags);
    assert_eq!(moved.slot, UserSlot::from_index(2));
    let bytes = meter(Some(Sample::from_mg_dl(90.0)), 0).encode();
    let record = heard(Characteristic::Glucose, &bytes);
    assert_eq!(record.device_sequence, Some(17));
    assert_eq!(record.device_time, Some(HEARD_MS + HOUR_MS));
    assert_eq!(record.raw_crc, crc32c::crc32c(&bytes));
}

/// The date of a weight that says this time, relative to when it was heard, by a clock like this.
fn date_of(clock: MonitorClock, live: bool, time: Option<DateTime>) -> Option<(i64, ClockRule)> {
    let scale = Weight { time, ..Weight::from_grams(80_000) };
    let monitor = Monitor { clock, ..monitor() };
    let arrival = Arrival { live, ..ARRIVAL };
    let reading = &hear(&monitor, arrival, Characteristic::Weight, &scale.encode()).unwrap()[0];
    match reading.dated {
        Dated::At { taken_at, rule } => Some((taken_at.unix_ms() - HEARD_MS, rule)),
        Dated::Undatable => None,
    }
}

#[test]
fn a_measurement_is_dated_by_the_rule_of_the_clocks() {
    use ClockRule::{Corrected, Received};
    const DAY_MS: i64 = 24 * HOUR_MS;
    let offset = |offset_ms| MonitorClock { offset_ms, set_at: None };
    // Local time is an hour ahead of UTC.
    let shows = |ms: i64| Some(local(HEARD_MS + HOUR_MS + ms));
    let check = |clock, live, time, expected| {
        assert_eq!(date_of(clock, live, time), expected, "{clock:?} {live} {time:?}");
    };
    let never = DateTime { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    let none = DateTime { month: 13, ..local(HEARD_MS) };

    // A right clock, a fast one, a slow one.
    check(offset(Some(0)), false, shows(-5000), Some((-5000, Corrected)));
    check(offset(Some(-600_000)), false, shows(600_000), Some((0, Corrected)));
    check(offset(Some(DAY_MS)), false, shows(-2 * DAY_MS), Some((-DAY_MS, Corrected)));
    // A measured clock is believed as far back as it goes, but not before 2020.
    check(offset(Some(0)), false, shows(-300 * DAY_MS), Some((-300 * DAY_MS, Corrected)));
    check(offset(Some(0)), false, shows(-3000 * DAY_MS), None);
    // The future.
    check(offset(Some(0)), false, shows(600_000), Some((600_000, Corrected)));
    check(offset(Some(0)), false, shows(601_000), None);
    check(offset(Some(0)), true, shows(601_000), Some((0, Received)));
    // A clock that can't be read.
    check(offset(None), false, shows(-6 * DAY_MS), Some((-6 * DAY_MS, Corrected)));
    check(offset(None), false, shows(-8 * DAY_MS), None);
    check(offset(None), true, shows(-8 * DAY_MS), Some((0, Received)));
    // Records from before the clock was set.
    let set = MonitorClock { offset_ms: Some(0), set_at: Some(HEARD_MS + HOUR_MS - 10_000) };
    check(set, false, shows(-5000), Some((-5000, Corrected)));
    check(set, false, shows(-15_000), None);
    // No time, a time that was never set, a time that doesn't exist.
    check(offset(Some(0)), false, None, Some((0, Received)));
    check(offset(Some(0)), false, Some(never), None);
    check(offset(Some(0)), true, Some(never), Some((0, Received)));
    check(offset(Some(0)), false, Some(none), None);
}

#[test]
fn an_oximeter_says_whether_its_reading_is_live() {
    let date_of = |clock_not_set, status| {
        let time = Some(local(0));
        let spot = SpotCheck { clock_not_set, time, ..oximeter(sfloat(93.0), status) };
        heard(Characteristic::SpotCheck, &spot.encode()).dated
    };
    let taken_at = TakenAt::from_unix_ms(HEARD_MS);
    let received = Dated::At { taken_at, rule: ClockRule::Received };
    assert_eq!(date_of(true, Some(0)), received);
    assert_eq!(date_of(true, Some(1 << 9)), Dated::Undatable);
    assert_eq!(date_of(true, None), Dated::Undatable);
}

#[test]
fn a_sensors_records_are_dated_from_the_start_of_its_session() {
    let records = [3, 8].map(|minutes| CgmRecord::from_mg_dl(100.0, minutes)).to_vec();
    let bytes = CgmMeasurement { records }.encode(E2eCrc::Absent);
    let ages = |session_start| {
        let monitor = Monitor { session_start, ..monitor() };
        let readings = hear(&monitor, ARRIVAL, Characteristic::Cgm, &bytes).unwrap();
        let age = |reading: &WireReading| match reading.dated {
            Dated::At { taken_at, .. } => (HEARD_MS - taken_at.unix_ms()) / 60_000,
            Dated::Undatable => panic!("undatable"),
        };
        readings.iter().map(age).collect::<Vec<_>>()
    };
    assert_eq!(ages(Some(HEARD_MS + HOUR_MS - 10 * 60_000)), [7, 2]);
    assert_eq!(ages(None), [5, 0]);
}

#[test]
fn a_record_sent_again_after_the_clock_was_set_is_the_same() {
    let bytes = meter(Some(Sample::from_mg_dl(90.0)), 0).encode();
    let before = heard(Characteristic::Glucose, &bytes);
    let clock = MonitorClock { offset_ms: Some(HOUR_MS), set_at: None };
    let monitor = Monitor { clock, ..monitor() };
    let after = hear(&monitor, ARRIVAL, Characteristic::Glucose, &bytes).unwrap().remove(0);
    assert_ne!(before.dated, after.dated);
    assert_eq!(before.content_identity(), after.content_identity());
    assert!(before.content_identity().is_some());
}
