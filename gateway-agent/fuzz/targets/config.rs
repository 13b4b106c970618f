//! Any text as a configuration: right, or every problem with its key, and never the gateway's key.
#![no_main]

use gateway_agent::config::Configuration;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    if let Err(problems) = Configuration::parse(input, []) {
        assert!(!problems.0.is_empty());
        assert!(problems.0.iter().all(|it| !it.key.is_empty() && !it.reason.is_empty()));
    }
});
