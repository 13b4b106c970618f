//! Any text as a line of the adapter, and as the arguments of `decode` and `encode`.
//!
//! The input: a line, or two arguments with a line break between them.
#![no_main]

use gateway_agent::{adapter, decode};
use libfuzzer_sys::fuzz_target;
use vitals::HeardAt;

fuzz_target!(|input: &str| {
    let input = input.strip_suffix('\n').unwrap_or(input);
    let now = HeardAt::from_unix_ms(1_795_249_800_000);
    let _ = adapter::parse(input, now);
    let Some((uuid, text)) = input.split_once('\n') else { return };
    let _ = decode::encode(uuid, text);
    if let Ok(json) = decode::decode(uuid, text, false) {
        let again = decode::encode(uuid, &json.to_string());
        let octets = again.unwrap_or_else(|refused| panic!("{json}: {refused}"));
        let twice = decode::decode(uuid, &octets, false).map(|it| it.to_string());
        assert_eq!(twice.ok(), Some(json.to_string()));
    }
});
