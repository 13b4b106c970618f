//! The bytes that gateways have sent since version 1. The files are added to, never edited.

use wire::{Frame, Incarnation, Ledger, StoreEpoch};

use crate::examples::{every_kind, key};

/// `bytes` are those of the golden file; with `HEARTHWATCH_GOLDEN=write`, a missing file is made.
fn check(name: &str, bytes: &[u8]) {
    let path = format!("{}/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("HEARTHWATCH_GOLDEN").is_some() && !std::fs::exists(&path).unwrap() {
        std::fs::write(&path, bytes).unwrap();
    }
    assert!(bytes == std::fs::read(&path).unwrap(), "{name}: a version never changes once sent");
}

#[test]
fn a_frame_of_version_1_never_changes() {
    let bytes = every_kind().encode(&key());
    check("frame-v1.bin", &bytes);
    assert_eq!(Frame::decode(&bytes, &key()), Ok(every_kind()));
}

#[test]
fn a_ledger_of_version_1_never_changes() {
    let ledger = Ledger {
        gateway: "gw-0001".parse().unwrap(),
        incarnation: Incarnation(0x0123_4567_89AB_CDEF_0011_2233_4455_6677),
        stored: 41,
        epoch: StoreEpoch(0xFEDC_BA98),
    };
    let bytes = ledger.encode(&key());
    check("ledger-v1.bin", &bytes);
    assert_eq!(Ledger::decode(&bytes, &key()), Ok(ledger));
}
