//! The bytes that gateways have sent since version 1. The files are added to, never edited.

use wire::{
    Command, CommandAnswer, CommandState, Frame, Incarnation, Ledger, Order, Settings, StoreEpoch,
};

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

#[test]
fn a_command_of_version_1_and_its_answer_never_change() {
    let gateway: vitals::GatewayId = "gw-0001".parse().unwrap();
    let settings = Settings {
        keep_alive_s: Some(60),
        monitors: Some("C0:26:DA:00:00:01=cuff-1".into()),
        delete_records: Some(true),
    };
    let command = Command {
        gateway: gateway.clone(),
        number: 1_795_249_800_000,
        asked_at: 1_795_249_800_000,
        expires_at: 1_795_253_400_000,
        order: Order::Configure(settings),
    };
    let bytes = command.encode(&key());
    check("command-v1.bin", &bytes);
    assert_eq!(Command::decode(&bytes, &key()), Ok(command.clone()));
    let (number, state) = (command.number, CommandState::Refused);
    let answer = CommandAnswer { gateway, number, state, detail: "no".into() };
    let bytes = answer.encode(&key());
    check("answer-v1.bin", &bytes);
    assert_eq!(CommandAnswer::decode(&bytes, &key()), Ok(answer));
}
