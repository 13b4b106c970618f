//! Any bytes as a frame, a ledger or a reading: as they come, and as the body of one that has the
//! right key, which gets past the authentication.
#![no_main]

use hmac::{Hmac, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;
use wire::{Frame, GatewayKey, Ledger, WireReading};

const KEY: [u8; 32] = [7; 32];

fuzz_target!(|input: &[u8]| {
    let key = GatewayKey::from_bytes(KEY);
    let _ = Frame::peek_gateway(input);
    let _ = Frame::decode(input, &key);
    let _ = Ledger::decode(input, &key);
    if let Ok(reading) = WireReading::decode(input) {
        assert_eq!(reading.encode(), input, "one reading has one form");
    }
    if let Ok(frame) = Frame::decode(&sealed(1, input), &key) {
        assert_eq!(Frame::decode(&frame.encode(&key), &key), Ok(frame));
    }
    if let Ok(ledger) = Ledger::decode(&sealed(2, input), &key) {
        assert_eq!(Ledger::decode(&ledger.encode(&key), &key), Ok(ledger));
    }
});

/// The envelope as gateway-agent/wire/README.md describes it.
fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![b'H', b'W', 1, kind];
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(body);
    let mut code = Hmac::<Sha256>::new_from_slice(&KEY).unwrap();
    code.update(&out);
    out.extend_from_slice(&code.finalize().into_bytes());
    let sum = crc32c::crc32c(&out);
    out.extend_from_slice(&sum.to_le_bytes());
    out
}
