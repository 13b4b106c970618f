//! Any bytes as the JSON form of a frame or a reading.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vitals::HeardAt;
use wire::{Frame, WireReading};

fuzz_target!(|input: &[u8]| {
    let now = HeardAt::from_unix_ms(1_795_249_800_000);
    let _ = Frame::from_json(input, now);
    if let Ok(reading) = WireReading::from_json(input, 0, now) {
        let encoded = reading.encode();
        assert_eq!(WireReading::decode(&encoded), Ok(reading));
    }
});
