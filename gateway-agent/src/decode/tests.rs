//! Hand-worked octets of every characteristic, to JSON and back.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{decode, encode};

/// The octets give this JSON, and the JSON gives these octets again.
fn check(uuid: &str, hex: &str, want: &Value) {
    check_one_way(uuid, hex, want);
    let back = encode(uuid, &want.to_string()).unwrap();
    assert_eq!(back, hex.replace(' ', "").to_ascii_lowercase(), "{uuid} {want}");
}

fn check_one_way(uuid: &str, hex: &str, want: &Value) {
    assert_eq!(&decode(uuid, hex, false).unwrap(), want, "{uuid} {hex}");
}

fn check_refused(uuid: &str, hex: &str, reason: &str) {
    let refused = decode(uuid, hex, false).unwrap_err();
    assert_eq!(refused.to_string(), reason, "{uuid} {hex}");
}

#[test]
fn bare_floats() {
    check("sfloat", "A7F3", &json!({"value": {"value": 93.5, "unit": "1"}}));
    check("sfloat", "8000", &json!({"value": {"value": 128, "unit": "1"}}));
    check("sfloat", "FF17", &json!({"value": {"value": 20470, "unit": "1"}}));
    check("sfloat", "FD8F", &json!({"value": {"value": -3e-8, "unit": "1"}}));
    check("float32", "6D0100FF", &json!({"value": {"value": 36.5, "unit": "1"}}));
    for (hex, word) in [
        ("FF07", "nan"),
        ("0008", "nres"),
        ("FE07", "+inf"),
        ("0208", "-inf"),
        ("0108", "reserved"),
    ] {
        check("sfloat", hex, &json!({"value": {"special": word, "unit": "1"}}));
    }
    for (hex, word) in [
        ("FFFF7F00", "nan"),
        ("00008000", "nres"),
        ("FEFF7F00", "+inf"),
        ("02008000", "-inf"),
        ("01008000", "reserved"),
    ] {
        check("float32", hex, &json!({"value": {"special": word, "unit": "1"}}));
    }
}

#[test]
fn blood_pressure() {
    check(
        "2a35",
        "1E 8000 5200 6100 EA070B15081E00 4800 02 1400",
        &json!({
            "systolic": {"value": 128, "unit": "mmHg"},
            "diastolic": {"value": 82, "unit": "mmHg"},
            "map": {"value": 97, "unit": "mmHg"},
            "time": {"iso": "2026-11-21T08:30:00"},
            "pulse": {"value": 72, "unit": "bpm"},
            "user_id": 2,
            "status": {"raw": 20, "bits": ["irregular_pulse"], "pulse_range": "below"},
        }),
    );
    check(
        "2a35",
        "09 ABF0 6DF0 81F0 FF",
        &json!({
            "systolic": {"value": 17.1, "unit": "kPa"},
            "diastolic": {"value": 10.9, "unit": "kPa"},
            "map": {"value": 12.9, "unit": "kPa"},
            "user_unknown": true,
        }),
    );
    let nan = json!({"special": "nan", "unit": "mmHg"});
    check(
        "2a35",
        "14 FF07 FF07 FF07 FF07 0000",
        &json!({
            "systolic": nan, "diastolic": nan, "map": nan,
            "pulse": {"special": "nan", "unit": "bpm"},
            "status": {"raw": 0, "bits": [], "pulse_range": "within"},
        }),
    );
    check(
        "2a36",
        "10 8000 FF07 FF07 FFFF",
        &json!({
            "cuff_pressure": {"value": 128, "unit": "mmHg"},
            "status": {
                "raw": 65535,
                "bits": ["body_movement", "cuff_too_loose", "irregular_pulse", "improper_position"],
                "pulse_range": "reserved",
            },
        }),
    );
}

#[test]
fn a_time_may_be_unknown_or_invalid() {
    check("2a08", "EA070B15081E00", &json!({"time": {"iso": "2026-11-21T08:30:00"}}));
    check("2a08", "00000000000000", &json!({"time": {"unknown": true}}));
    check("2a08", "FFFFFFFFFFFFFF", &json!({"time": {"invalid": true}}));
    check_one_way("2a08", "EA070015081E00", &json!({"time": {"unknown": true}}));
    check_one_way("2a08", "EA070D15081E00", &json!({"time": {"invalid": true}}));
}

#[test]
fn heart_rate() {
    let bpm = json!({"value": 72, "unit": "bpm"});
    check("2a37", "00 48", &json!({"heart_rate": bpm, "contact": "not_supported"}));
    check("2a37", "04 48", &json!({"heart_rate": bpm, "contact": "not_detected"}));
    check(
        "2a37",
        "1E 48 E803 5503 0004",
        &json!({
            "heart_rate": bpm,
            "contact": "detected",
            "energy": {"value": 1000, "unit": "kJ"},
            "rr_1024": [853, 1024],
        }),
    );
}

#[test]
fn temperature() {
    let temperature = json!({"value": 36.5, "unit": "degC"});
    check("2a1c", "00 6D0100FF", &json!({"temperature": temperature}));
    check(
        "2a1c",
        "07 D10300FF EA070B15081E00 09",
        &json!({
            "temperature": {"value": 97.7, "unit": "degF"},
            "time": {"iso": "2026-11-21T08:30:00"},
            "site": "tympanum",
        }),
    );
    check_one_way(
        "2a1c",
        "04 6D0100FF 0A",
        &json!({"temperature": temperature, "site": "reserved"}),
    );
}

#[test]
fn pulse_oximetry() {
    check(
        "2a5e",
        "1F 6100 4800 EA070B15081E00 0082 018000 0FF0",
        &json!({
            "spo2": {"value": 97, "unit": "%"},
            "pulse": {"value": 72, "unit": "bpm"},
            "clock_not_set": true,
            "time": {"iso": "2026-11-21T08:30:00"},
            "measurement_status": {"raw": 33280, "bits": ["data_from_storage", "invalid_measurement"]},
            "device_status": {"raw": 32769, "bits": ["extended_display_update", "sensor_disconnected"]},
            "pai": {"value": 1.5, "unit": "%"},
        }),
    );
    check(
        "2a5e",
        "00 FF07 4800",
        &json!({
            "spo2": {"special": "nan", "unit": "%"},
            "pulse": {"value": 72, "unit": "bpm"},
            "clock_not_set": false,
        }),
    );
    check(
        "2a5f",
        "07 A7F3 4800 5C00 4B00 5E00 4700 2000",
        &json!({
            "spo2": {"value": 93.5, "unit": "%"},
            "pulse": {"value": 72, "unit": "bpm"},
            "spo2_fast": {"value": 92, "unit": "%"},
            "pulse_fast": {"value": 75, "unit": "bpm"},
            "spo2_slow": {"value": 94, "unit": "%"},
            "pulse_slow": {"value": 71, "unit": "bpm"},
            "measurement_status": {"raw": 32, "bits": ["measurement_ongoing"]},
        }),
    );
}

#[test]
fn weight() {
    check(
        "2a9d",
        "0E A438 EA070B15081E00 FF ED00 D606",
        &json!({
            "weight": {"value": 72.5, "unit": "kg"},
            "time": {"iso": "2026-11-21T08:30:00"},
            "user_unknown": true,
            "bmi": {"value": 23.7, "unit": "kg/m2"},
            "height": {"value": 1.75, "unit": "m"},
        }),
    );
    check(
        "2a9d",
        "09 813E ED00 B102",
        &json!({
            "weight": {"value": 160.01, "unit": "lb"},
            "bmi": {"value": 23.7, "unit": "kg/m2"},
            "height": {"value": 68.9, "unit": "in"},
        }),
    );
    check("2a9d", "00 FFFF", &json!({"weight": {"special": "nan", "unit": "kg"}}));
    check("2a9d", "00 FEFF", &json!({"weight": {"value": 327.67, "unit": "kg"}}));
}

#[test]
fn body_composition() {
    check(
        "2a9c",
        "FE1F D700 EA070B15081E00 01 0F1A AD01 C819 102C 2C2B 2823 8813 A438 D606",
        &json!({
            "body_fat": {"value": 21.5, "unit": "%"},
            "multi_packet": true,
            "time": {"iso": "2026-11-21T08:30:00"},
            "user_id": 1,
            "basal_metabolism": {"value": 6671, "unit": "kJ"},
            "muscle": {"value": 42.9, "unit": "%"},
            "muscle_mass": {"value": 33, "unit": "kg"},
            "fat_free_mass": {"value": 56.4, "unit": "kg"},
            "soft_lean_mass": {"value": 55.26, "unit": "kg"},
            "body_water_mass": {"value": 45, "unit": "kg"},
            "impedance": {"value": 500, "unit": "ohm"},
            "weight": {"value": 72.5, "unit": "kg"},
            "height": {"value": 1.75, "unit": "m"},
        }),
    );
    check(
        "2a9c",
        "0108 FFFF B102",
        &json!({
            "body_fat": {"special": "nan", "unit": "%"},
            "multi_packet": false,
            "height": {"value": 68.9, "unit": "in"},
        }),
    );
}

#[test]
fn glucose() {
    check(
        "2a18",
        "1B 1100 EA070B15081E00 C4FF 5DB0 11 0108",
        &json!({
            "sequence": 17,
            "base_time": {"iso": "2026-11-21T08:30:00"},
            "context_follows": true,
            "measured_at": {"iso": "2026-11-21T07:30:00"},
            "time_offset_min": -60,
            "glucose": {"value": 93, "unit": "mg/dL"},
            "sample_type": "capillary_whole_blood",
            "sample_location": "finger",
            "status": {"raw": 2049, "bits": ["battery_low", "time_fault"]},
        }),
    );
    check(
        "2a18",
        "06 1100 EA070B15081E00 37C0 FA",
        &json!({
            "sequence": 17,
            "base_time": {"iso": "2026-11-21T08:30:00"},
            "context_follows": false,
            "measured_at": {"iso": "2026-11-21T08:30:00"},
            "glucose": {"value": 5.5, "unit": "mmol/L"},
            "sample_type": "control_solution",
            "sample_location": "not_available",
        }),
    );
    let unknown = json!({"sequence": 17, "base_time": {"unknown": true}, "context_follows": false, "time_offset_min": 60});
    check("2a18", "01 1100 00000000000000 3C00", &unknown);
    let beyond = decode("2a18", "01 1100 0F270C1F173B3B 3C00", false).unwrap();
    assert_eq!(beyond["measured_at"], json!({"invalid": true}));
}

/// Nordic's library calls the kilograms grams: a snack of 45 g became 0.045.
#[test]
fn glucose_context() {
    check(
        "2a34",
        "FF 1100 AA 02 2DD0 05 51 0807 3C 04 02D0 48F0",
        &json!({
            "sequence": 17,
            "carbohydrate": {"kind": "lunch", "amount": {"value": 45, "unit": "g"}},
            "meal": "bedtime",
            "tester": "self",
            "health": "no_issues",
            "exercise": {"duration_s": 1800, "intensity_pct": 60},
            "medication": {"kind": "long_insulin", "amount": {"value": 2, "unit": "mL"}},
            "hba1c": {"value": 7.2, "unit": "%"},
            "extended_flags": 170,
        }),
    );
    check(
        "2a34",
        "18 1100 FFFF 64 01 0CA0",
        &json!({
            "sequence": 17,
            "exercise": {"overrun": true, "intensity_pct": 100},
            "medication": {"kind": "rapid_insulin", "amount": {"value": 12, "unit": "mg"}},
        }),
    );
}

#[test]
fn continuous_glucose() {
    check(
        "2aa7",
        "0D E3 7800 1E00 01 02 04 F1FF 6200 06 00 FF07 2300",
        &json!({"records": [
            {
                "glucose": {"value": 120, "unit": "mg/dL"},
                "offset_min": 30,
                "status": {"raw": 1, "bits": ["session_stopped"]},
                "cal_temp": {"raw": 2, "bits": ["calibration_not_allowed"]},
                "warning": {"raw": 4, "bits": ["below_hypo"]},
                "trend": {"value": -1.5, "unit": "mg/dL/min"},
                "quality": {"value": 98, "unit": "%"},
            },
            {"glucose": {"special": "nan", "unit": "mg/dL"}, "offset_min": 35},
        ]}),
    );
    check(
        "2aa8",
        "008001 59 FFFF",
        &json!({
            "features": {"raw": 98304, "bits": ["trend", "quality"]},
            "sample_type": "interstitial_fluid",
            "sample_location": "subcutaneous",
        }),
    );
    check(
        "2aa9",
        "1E00 02 08 80",
        &json!({
            "offset_min": 30,
            "status": {"raw": 2, "bits": ["battery_low"]},
            "cal_temp": {"raw": 8, "bits": ["calibration_required"]},
            "warning": {"raw": 128, "bits": ["above_device_range"]},
        }),
    );
    let time = json!({"iso": "2026-11-21T08:30:00"});
    check("2aaa", "EA070B15081E00 EC 04", &json!({"time": time, "tz_min": -300, "dst_min": 60}));
    check("2aaa", "EA070B15081E00 80 FF", &json!({"time": time, "tz_min": null, "dst_min": null}));
    let response = json!({"kind": "response", "request_op": 1, "code": "parameter_out_of_range"});
    check("2aac", "1C 01 05", &response);
}

#[test]
fn a_check_is_verified_when_there_is_one() {
    let record = gatt::CgmRecord::from_mg_dl(120.0, 30).encode(gatt::E2eCrc::Present);
    let hex: String = record.iter().map(|octet| format!("{octet:02X}")).collect();
    let want = json!({"records": [{"glucose": {"value": 120, "unit": "mg/dL"}, "offset_min": 30}]});
    assert_eq!(decode("2aa7", &hex, true).unwrap(), want);
    assert_eq!(decode("2aa7", &hex, false).unwrap(), want, "without, the check is further octets");
    let wrong = format!("{}0000", &hex[..12]);
    let refused = decode("2aa7", &wrong, true).unwrap_err().to_string();
    assert!(refused.starts_with("the check at byte 6 says 0000"), "{refused}");
}

#[test]
fn the_monitor_itself() {
    check("2a52", "05 00 F401", &json!({"kind": "count", "count": 500}));
    let none = json!({"kind": "response", "request": "report", "code": "no_records_found"});
    check("2a52", "06 00 01 06", &none);
    check("2a19", "57", &json!({"battery": {"value": 87, "unit": "%"}}));
    check(
        "2a2b",
        "EA070B15081E00 06 80 03",
        &json!({
            "time": {"iso": "2026-11-21T08:30:00"},
            "day_of_week": 6,
            "fraction_256": 128,
            "adjust": ["manual", "external_reference"],
        }),
    );
    let ids =
        json!({"vendor_source": "bluetooth_sig", "vendor": 526, "product": 1, "version": 256});
    check("2a50", "01 0E02 0100 0001", &ids);
    for text in ["2a24", "2a25", "2a26", "2a27", "2a28", "2a29"] {
        check(text, "412644", &json!({"text": "A&D"}));
    }
    check("2a23", "0100000000 0E0200", &json!({"manufacturer": 1, "organization": 526}));
}

#[test]
fn users() {
    check("2a9a", "02", &json!({"user_index": 2}));
    check("2a9f", "20 02 05", &json!({"request": "consent", "code": "not_authorized"}));
    let registered = json!({"request": "register", "code": "success", "user_index": 7});
    check("2a9f", "20 01 01 07", &registered);
    check_refused("2a9f", "02 01 0102", "op code at byte 0 can't be 2: an answer is 32");
}

#[test]
fn a_characteristic_has_many_spellings() {
    for uuid in [
        "2a19",
        "2A19",
        "0x2A19",
        "0X2a19",
        " 2a19 ",
        "00002a19-0000-1000-8000-00805f9b34fb",
        "00002A19-0000-1000-8000-00805F9B34FB",
        "00002a1900001000800000805f9b34fb",
    ] {
        check_one_way(uuid, "57", &json!({"battery": {"value": 87, "unit": "%"}}));
    }
    for uuid in ["", "2a", "180d", "12345678-0000-1000-8000-00805f9b34fb", "+a19", "é2a1"] {
        assert!(decode(uuid, "57", false).is_err(), "{uuid}");
    }
}

#[test]
fn octets_have_many_spellings() {
    for hex in ["0x0048", "00 48", "00:48", "00-48", "0048\n"] {
        assert!(decode("2a37", hex, false).is_ok(), "{hex}");
    }
    check_refused("2a37", "00 4", "byte 1 has one hexadecimal digit, not two");
    check_refused("2a37", "00g8", "character 2 of the octets, 'g', is no hexadecimal digit");
}

#[test]
fn a_refusal_names_the_byte() {
    check_refused("2a35", "", "flags is cut off: it takes 1 octets from byte 0, where 0 are left");
    check_refused(
        "sfloat",
        "80",
        "value is cut off: it takes 2 octets from byte 0, where 1 are left",
    );
    check_refused(
        "2a9d",
        "00A4",
        "weight is cut off: it takes 2 octets from byte 1, where 1 are left",
    );
    check_refused(
        "2aa7",
        "000000000000",
        "record size at byte 0 can't be 0: a record holds more than its size",
    );
}

#[test]
fn json_that_is_no_value_names_the_field() {
    for (uuid, json, reason) in [
        ("sfloat", "[]", "value: it must be an object"),
        ("sfloat", "{}", "value: it is missing"),
        (
            "sfloat",
            r#"{"value": {"value": 2046}}"#,
            "value: an SFLOAT can't hold this number exactly",
        ),
        ("sfloat", r#"{"value": {"value": 1, "unit": "%"}}"#, "value: its unit must be 1, not %"),
        ("sfloat", r#"{"value": {"value": 1}, "x": 1}"#, "x: there is no such field"),
        (
            "sfloat",
            r#"{"value": {"special": "NaN"}}"#,
            "value.special: \"NaN\" is none of nan, nres, +inf, -inf, reserved",
        ),
        (
            "2a08",
            r#"{"time": {"iso": "2026-02-30T00:00:00"}}"#,
            "time.iso: it must look like 2026-11-21T08:30:00",
        ),
        (
            "2a9d",
            r#"{"weight": {"value": 72.501, "unit": "kg"}}"#,
            "weight: it must be 0 to 65535 steps of 5e-3",
        ),
        (
            "2a9d",
            r#"{"weight": {"value": 327.675, "unit": "kg"}}"#,
            "weight: this many steps are sent for a failed measurement",
        ),
        ("2a52", r#"{"kind": "count", "count": 65536}"#, "count: 65536 is no integer that fits"),
        (
            "2aa7",
            r#"{"records": [{"glucose": {"value": 1, "unit": "mg/dL"}}]}"#,
            "records[0].offset_min: it is missing",
        ),
    ] {
        assert_eq!(encode(uuid, json).unwrap_err().to_string(), reason, "{uuid} {json}");
    }
}

proptest! {
    #[test]
    fn what_was_shown_is_shown_again_after_the_way_back(
        characteristic in select(gatt::Characteristic::ALL),
        first in 0u8..32,
        rest in proptest::collection::vec(any::<u8>(), 0..50),
    ) {
        let uuid = format!("{:04x}", characteristic.uuid16());
        let hex: String = std::iter::once(first).chain(rest).map(|octet| format!("{octet:02x}")).collect();
        if let Ok(shown) = decode(&uuid, &hex, false) {
            let back = encode(&uuid, &shown.to_string());
            prop_assert!(back.is_ok(), "{uuid} {hex} {shown}: {back:?}");
            let again = decode(&uuid, &back.unwrap(), false).unwrap();
            prop_assert_eq!(again, shown);
        }
    }

    #[test]
    fn any_float_is_shown_again_after_the_way_back(bytes in any::<[u8; 4]>()) {
        for (uuid, octets) in [("float32", &bytes[..]), ("sfloat", &bytes[..2])] {
            let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            let shown = decode(uuid, &hex, false).unwrap();
            let back = encode(uuid, &shown.to_string()).unwrap();
            prop_assert_eq!(decode(uuid, &back, false).unwrap(), shown);
        }
    }

    #[test]
    fn no_text_panics(uuid in select(vec!["2a35", "2aa7", "sfloat", "2a18"]), text in any::<String>()) {
        let _ = decode(uuid, &text, true);
        let _ = encode(uuid, &text);
    }
}
