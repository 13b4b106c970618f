//! What holds for every characteristic and every value: no panic, and the way there and back.

use gatt::blood_pressure::{BloodPressure, PressureUnit};
use gatt::weight::{Build, MassUnit};
use gatt::*;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

fn sfloat() -> impl Strategy<Value = Sfloat> {
    any::<u16>().prop_map(|raw| Sfloat::from_bytes(raw.to_le_bytes()))
}

fn date_time() -> impl Strategy<Value = DateTime> {
    any::<[u8; DateTime::BYTES]>().prop_map(DateTime::from_bytes)
}

fn u24() -> impl Strategy<Value = u32> {
    0u32..1 << 24
}

fn blood_pressure() -> impl Strategy<Value = BloodPressure> {
    let unit = select(vec![PressureUnit::MmHg, PressureUnit::KPa]);
    let optional = (of(date_time()), of(sfloat()), of(any::<u8>()), of(any::<u16>()));
    (sfloat(), sfloat(), sfloat(), unit, optional).prop_map(
        |(systolic, diastolic, mean, unit, (time, pulse, user, status))| BloodPressure {
            systolic,
            diastolic,
            mean,
            unit,
            time,
            pulse,
            user,
            status,
        },
    )
}

fn pair() -> impl Strategy<Value = Pair> {
    (sfloat(), sfloat()).prop_map(|(spo2, pulse)| Pair { spo2, pulse })
}

fn spot_check() -> impl Strategy<Value = SpotCheck> {
    (pair(), any::<bool>(), of(date_time()), of(any::<u16>()), of(u24()), of(sfloat())).prop_map(
        |(normal, clock_not_set, time, measurement_status, device_status, pulse_amplitude)| {
            SpotCheck {
                normal,
                clock_not_set,
                time,
                measurement_status,
                device_status,
                pulse_amplitude,
            }
        },
    )
}

fn continuous() -> impl Strategy<Value = Continuous> {
    (pair(), of(pair()), of(pair()), of(any::<u16>()), of(u24()), of(sfloat())).prop_map(
        |(normal, fast, slow, measurement_status, device_status, pulse_amplitude)| Continuous {
            normal,
            fast,
            slow,
            measurement_status,
            device_status,
            pulse_amplitude,
        },
    )
}

fn heart_rate() -> impl Strategy<Value = HeartRate> {
    let contact = select(vec![Contact::NotSupported, Contact::NotDetected, Contact::Detected]);
    (any::<u16>(), contact, of(any::<u16>()), any::<Vec<u16>>()).prop_map(
        |(bpm, contact, energy_kj, rr_1024)| HeartRate { bpm, contact, energy_kj, rr_1024 },
    )
}

fn temperature() -> impl Strategy<Value = Temperature> {
    let float = any::<[u8; 4]>().prop_map(Float::from_bytes);
    let unit = select(vec![TemperatureUnit::Celsius, TemperatureUnit::Fahrenheit]);
    (float, unit, of(date_time()), of(select(TemperatureSite::ALL)))
        .prop_map(|(temperature, unit, time, site)| Temperature { temperature, unit, time, site })
}

fn weight() -> impl Strategy<Value = Weight> {
    let unit = select(vec![MassUnit::Metric, MassUnit::Imperial]);
    let build = (any::<u16>(), any::<u16>())
        .prop_map(|(bmi_tenths, height_steps)| Build { bmi_tenths, height_steps });
    (any::<u16>(), unit, of(date_time()), of(any::<u8>()), of(build))
        .prop_map(|(steps, unit, time, user, build)| Weight { steps, unit, time, user, build })
}

fn glucose() -> impl Strategy<Value = Glucose> {
    let unit = select(vec![GlucoseUnit::KilogramPerLitre, GlucoseUnit::MolePerLitre]);
    let sample = (sfloat(), unit, select(SampleType::ALL), select(SampleLocation::ALL)).prop_map(
        |(concentration, unit, sample_type, location)| Sample {
            concentration,
            unit,
            sample_type,
            location,
        },
    );
    (any::<u16>(), date_time(), of(any::<i16>()), of(sample), of(any::<u16>()), any::<bool>())
        .prop_map(|(sequence, base_time, time_offset_min, sample, status, context_follows)| {
            Glucose { sequence, base_time, time_offset_min, sample, status, context_follows }
        })
}

fn cgm() -> impl Strategy<Value = CgmMeasurement> {
    let octets = (of(any::<u8>()), of(any::<u8>()), of(any::<u8>()));
    let record = (sfloat(), any::<u16>(), octets, of(sfloat()), of(sfloat())).prop_map(
        |(glucose, offset_min, (status, cal_temp, warning), trend, quality)| CgmRecord {
            glucose,
            offset_min,
            status,
            cal_temp,
            warning,
            trend,
            quality,
        },
    );
    proptest::collection::vec(record, 1..5).prop_map(|records| CgmMeasurement { records })
}

fn records() -> impl Strategy<Value = Records> {
    prop_oneof![
        Just(Records::All),
        any::<u16>().prop_map(Records::UpTo),
        any::<u16>().prop_map(Records::From),
        any::<(u16, u16)>().prop_map(|(first, last)| Records::Within(first, last)),
        Just(Records::First),
        Just(Records::Last),
    ]
}

fn record_request() -> impl Strategy<Value = RecordRequest> {
    prop_oneof![
        records().prop_map(RecordRequest::Report),
        records().prop_map(RecordRequest::Count),
        records().prop_map(RecordRequest::Delete),
        Just(RecordRequest::Abort),
    ]
}

fn system_id() -> impl Strategy<Value = SystemId> {
    (0u64..1 << 40, u24())
        .prop_map(|(manufacturer, organization)| SystemId { manufacturer, organization })
}

fn crc() -> impl Strategy<Value = E2eCrc> {
    select(vec![E2eCrc::Absent, E2eCrc::Present])
}

/// What was encoded is decoded as the same value, and less than all of it is refused.
fn check<T: PartialEq + std::fmt::Debug>(
    value: &T,
    encoded: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, DecodeError>,
) {
    assert_eq!(decode(encoded).as_ref(), Ok(value), "{encoded:02X?}");
    for length in 0..encoded.len() {
        if let Ok(shorter) = decode(&encoded[..length]) {
            assert_ne!(&shorter, value, "{length} octets of {encoded:02X?}");
        }
    }
}

proptest! {
    #[test]
    fn a_value_comes_back_from_its_octets(
        blood_pressure in blood_pressure(),
        spot_check in spot_check(),
        continuous in continuous(),
        heart_rate in heart_rate(),
        temperature in temperature(),
        weight in weight(),
        glucose in glucose(),
        cgm in cgm(),
        crc in crc(),
    ) {
        check(&blood_pressure, &blood_pressure.encode(), BloodPressure::decode);
        check(&spot_check, &spot_check.encode(), SpotCheck::decode);
        check(&continuous, &continuous.encode(), Continuous::decode);
        check(&heart_rate, &heart_rate.encode(), HeartRate::decode);
        check(&temperature, &temperature.encode(), Temperature::decode);
        check(&weight, &weight.encode(), Weight::decode);
        check(&glucose, &glucose.encode(), Glucose::decode);
        check(&cgm, &cgm.encode(crc), |bytes| CgmMeasurement::decode(bytes, crc));
    }

    #[test]
    fn a_request_comes_back_from_its_octets(
        request in record_request(),
        index in any::<u8>(),
        code in any::<u16>(),
        system_id in system_id(),
        noise in proptest::collection::vec(any::<u8>(), 0..12),
    ) {
        check(&request, &request.encode(), RecordRequest::decode);
        let consent = Consent { index, code };
        check(&consent, &consent.encode(), Consent::decode);
        check(&system_id, &system_id.encode(), SystemId::decode);
        if let Ok(request) = RecordRequest::decode(&noise) {
            prop_assert_eq!(RecordRequest::decode(&request.encode()), Ok(request));
        }
    }

    #[test]
    fn any_octets_are_a_value_or_a_named_error(
        characteristic in select(Characteristic::ALL),
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        crc in crc(),
    ) {
        match decode_with_crc(characteristic, &bytes, crc) {
            Ok(value) => {
                let again = decode_with_crc(characteristic, &value.encode(crc), crc);
                prop_assert_eq!(again, Ok(value));
            }
            Err(DecodeError::TooShort { at, needed, left, .. }) => {
                prop_assert_eq!(at + left, bytes.len());
                prop_assert!(needed > left);
            }
            Err(DecodeError::Malformed { at, got, .. }) => prop_assert_eq!(bytes[at], got),
            Err(DecodeError::Crc { at, sent, .. }) => {
                prop_assert_eq!(sent, u16::from_le_bytes([bytes[at], bytes[at + 1]]));
            }
        }
    }

    #[test]
    fn small_first_octets_reach_deep_into_every_decoder(
        characteristic in select(Characteristic::ALL),
        first in 0u8..32,
        rest in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut bytes = vec![first];
        bytes.extend(rest);
        if let Ok(value) = decode(characteristic, &bytes) {
            prop_assert_eq!(decode(characteristic, &value.encode(E2eCrc::Absent)), Ok(value));
        }
    }

    #[test]
    fn a_flipped_bit_never_passes_the_check(
        cgm in cgm(),
        index in any::<proptest::sample::Index>(),
        bit in 0..8,
    ) {
        let mut bytes = cgm.records[0].encode(E2eCrc::Present);
        // Not in the size: it moves the check, and then one in 65,536 passes.
        let flipped = 1 + index.index(bytes.len() - 1);
        bytes[flipped] ^= 1u8 << bit;
        prop_assert!(CgmMeasurement::decode(&bytes, E2eCrc::Present).is_err());
    }

    #[test]
    fn a_number_that_a_float_holds_is_found_exactly(bytes in any::<[u8; 4]>()) {
        let float = Float::from_bytes(bytes);
        if let Some(number) = float.get().number() {
            prop_assert_eq!(Float::exactly(number), Some(float));
        }
        let [low, high, ..] = bytes;
        let sfloat = Sfloat::from_bytes([low, high]);
        if let Some(number) = sfloat.get().number() {
            prop_assert_eq!(Sfloat::exactly(number), Some(sfloat));
        }
    }

    #[test]
    fn the_nearest_sfloat_is_no_further_than_half_a_step(tenths in -20_000i32..20_000) {
        let value = f64::from(tenths) / 10.0;
        let number = Sfloat::from_decimal(value, 1).get().number().unwrap();
        let step = 10f64.powi(number.exponent).max(0.1);
        prop_assert!((number.to_f64() - value).abs() <= step / 2.0 + 1e-9, "{value}: {number:?}");
    }

    #[test]
    fn a_local_time_comes_back_from_its_milliseconds(seconds in -12_244_089_600i64..253_402_300_800) {
        let time = DateTime::from_local_ms(seconds * 1000).unwrap();
        prop_assert_eq!(time.local(), LocalTime::At(seconds * 1000));
        prop_assert_eq!(DateTime::from_bytes(time.to_bytes()), time);
    }
}
