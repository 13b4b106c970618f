//! Any bytes as a value of any characteristic, and what is heard in them.
//!
//! The input: number of the characteristic (two bytes), whether a check is expected, the value.
#![no_main]

use gateway_agent::hear::{Arrival, Monitor, MonitorClock, hear};
use gatt::{Characteristic, E2eCrc};
use libfuzzer_sys::fuzz_target;
use vitals::HeardAt;
use wire::WireReading;

fuzz_target!(|input: &[u8]| {
    let [low, high, check, bytes @ ..] = input else { return };
    let Some(characteristic) = Characteristic::from_uuid16(u16::from_le_bytes([*low, *high]))
    else {
        return;
    };
    let crc = if check & 1 == 1 { E2eCrc::Present } else { E2eCrc::Absent };
    if let Ok(value) = gatt::decode_with_crc(characteristic, bytes, crc) {
        let again = value.encode(crc);
        assert!(again.len() <= bytes.len(), "a value doesn't grow");
        assert_eq!(gatt::decode_with_crc(characteristic, &again, crc), Ok(value));
    }
    let monitor = Monitor {
        clock: MonitorClock { offset_ms: (check & 2 == 2).then_some(-5000), set_at: None },
        session_start: (check & 4 == 4).then_some(1_795_249_800_000),
        e2e_crc: crc,
        ..Monitor::new("monitor-1".parse().unwrap())
    };
    let arrival = Arrival {
        heard_at: HeardAt::from_unix_ms(1_795_249_800_000),
        zone_offset_min: 60,
        live: check & 8 == 8,
    };
    for reading in hear(&monitor, arrival, characteristic, bytes).unwrap_or_default() {
        let encoded = reading.encode();
        assert_eq!(WireReading::decode(&encoded), Ok(reading));
    }
});
