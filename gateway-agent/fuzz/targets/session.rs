//! A monitor that answers whatever it likes, whenever it likes: RACP, clocks, values, silence.
//!
//! The input: steps of a kind, a length, and as many bytes.
#![no_main]

use std::time::Duration;

use gateway_agent::radio::memory::Memory;
use gateway_agent::radio::profile::{Feature, Features};
use gateway_agent::radio::session::{Done, Effect, Input, Now, Session, Wishes};
use gatt::{Characteristic, Consent};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let [wishes, memory, steps @ ..] = input else { return };
    let consent = (wishes & 2 == 2).then_some(Consent { index: 1, code: 1234 });
    let wishes = Wishes { may_delete: wishes & 1 == 1, consent };
    let memory = Memory {
        next_record: (memory & 1 == 1).then_some(u16::from(*memory) << 8),
        sensor_checked: memory & 2 == 2,
        ..Memory::default()
    };
    let mut session = Session::new(memory, wishes);
    let (mut busy, mut passed, mut rest) = (false, Duration::ZERO, steps);
    while let [kind, length, more @ ..] = rest {
        let (bytes, after) = more.split_at(usize::from(*length).min(more.len()));
        rest = after;
        passed += Duration::from_millis(u64::from(*length) * 1000);
        let Some(happened) = happens(*kind, bytes) else { continue };
        if matches!(happened, Input::Done(_) | Input::Failed) && !std::mem::take(&mut busy) {
            continue;
        }
        if happened == Input::Gone {
            busy = false;
        }
        let mut effects = Vec::new();
        let local_ms = 1_795_249_800_000 + passed.as_millis() as i64;
        session.handle(Now { passed, local_ms }, happened, &mut effects);
        assert!(effects.len() < 64, "what is done about one thing is bounded");
        for effect in effects {
            if let Effect::Do(_) = effect {
                assert!(!std::mem::replace(&mut busy, true), "one operation at a time");
            }
        }
    }
});

fn happens(kind: u8, bytes: &[u8]) -> Option<Input> {
    let first = bytes.first().copied().unwrap_or(0);
    Some(match kind % 12 {
        0 => Input::Heard,
        1 => Input::Linked,
        2 => Input::Done(Done::Connected { paired: first & 1 == 1 }),
        3 => Input::Done(Done::Discovered(features(bytes))),
        4 => Input::Done(Done::Read(bytes.to_vec())),
        5 => Input::Done(Done::Checked(first & 1 == 0)),
        6 => Input::Done(Done::Well),
        7 => Input::Failed,
        8 => {
            let [low, high, value @ ..] = bytes else { return None };
            let number = u16::from_le_bytes([*low, *high]);
            Input::Value(Characteristic::from_uuid16(number)?, value.to_vec())
        }
        9 => Input::Saved(u32::from(first)),
        10 => Input::Gone,
        _ => Input::Tick,
    })
}

/// One characteristic for each byte, its low bits say what can be done with it.
fn features(bytes: &[u8]) -> Features {
    let of = |byte: &u8| {
        let characteristic = *Characteristic::ALL.get(usize::from(byte >> 2))?;
        let (readable, sends) = (byte & 1 == 1, byte & 2 == 2);
        Some(Feature { characteristic, readable, writable: true, sends })
    };
    Features(bytes.iter().filter_map(of).collect())
}
