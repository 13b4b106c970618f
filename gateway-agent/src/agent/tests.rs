//! The rules of delivery, one at a time. `tests/agent_simulation.rs` has them all at once.

use super::*;

use vitals::{Flags, HeardAt, Origin};
use wire::{Body, Dated, Quantity};

const EPOCH: StoreEpoch = StoreEpoch(1);
const OTHER: StoreEpoch = StoreEpoch(2);

fn reading() -> WireReading {
    WireReading {
        device: "belt-1".parse().unwrap(),
        slot: None,
        device_sequence: None,
        device_time: None,
        dated: Dated::Undatable,
        heard_at: HeardAt::from_unix_ms(0),
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 0,
        flags: Flags::default(),
        body: Body::Respiration { rate: Quantity::Milli(18_000) },
    }
}

fn agent(oldest: u64, durable: u64, stored: u64, epoch: Option<StoreEpoch>) -> Agent {
    let gateway = "gw-1".parse().unwrap();
    let incarnation = Incarnation(7);
    Agent::resume(Standing { gateway, incarnation, oldest, durable, stored, epoch })
}

fn ledger(stored: u64, epoch: StoreEpoch) -> Input {
    Input::Ledger(Ledger {
        gateway: "gw-1".parse().unwrap(),
        incarnation: Incarnation(7),
        stored,
        epoch,
    })
}

fn publish(generation: u64, first_seq: u64, last_seq: u64) -> Effect {
    Effect::Publish { generation, first_seq, last_seq }
}

fn check(agent: &mut Agent, at_s: u64, input: Input, expected: &[Effect]) {
    let mut effects = Vec::new();
    let case = format!("after {input:?}");
    agent.handle(Duration::from_secs(at_s), input, &mut effects);
    assert_eq!(effects, expected, "{case}");
}

#[test]
fn a_reading_is_sent_only_when_it_is_durable() {
    let mut agent = agent(1, 0, 0, None);
    check(&mut agent, 0, Input::LinkUp { generation: 1 }, &[]);
    check(&mut agent, 0, Input::Heard(reading()), &[Effect::Append(1, reading())]);
    check(&mut agent, 1, Input::Tick, &[]);
    check(&mut agent, 1, Input::Durable(1), &[publish(1, 1, 1)]);
}

#[test]
fn a_number_that_was_not_written_is_used_again() {
    let mut agent = agent(1, 0, 0, None);
    check(&mut agent, 0, Input::Heard(reading()), &[Effect::Append(1, reading())]);
    check(&mut agent, 0, Input::NotDurable, &[]);
    check(&mut agent, 0, Input::Heard(reading()), &[Effect::Append(1, reading())]);
}

#[test]
fn a_puback_releases_nothing() {
    let mut agent = agent(1, 1, 0, None);
    check(&mut agent, 0, Input::LinkUp { generation: 1 }, &[publish(1, 1, 1)]);
    check(&mut agent, 0, Input::Acked { generation: 1 }, &[]);
    assert_eq!(agent.standing().stored, 0);
}

#[test]
fn only_a_ledger_of_our_incarnation_releases() {
    let mut agent = agent(1, 5, 0, None);
    let Input::Ledger(ours) = ledger(3, EPOCH) else { unreachable!() };
    let other = Ledger { incarnation: Incarnation(8), ..ours.clone() };
    check(&mut agent, 0, Input::Ledger(other), &[]);
    let other = Ledger { gateway: "gw-2".parse().unwrap(), ..ours };
    check(&mut agent, 0, Input::Ledger(other), &[]);
    check(&mut agent, 0, ledger(3, EPOCH), &[Effect::Release { stored: 3, epoch: EPOCH }]);
}

#[test]
fn a_late_ledger_changes_nothing() {
    let mut agent = agent(1, 5, 3, Some(EPOCH));
    check(&mut agent, 0, ledger(2, EPOCH), &[]);
    check(&mut agent, 0, ledger(3, EPOCH), &[]);
}

#[test]
fn a_ledger_does_not_release_a_reading_that_is_not_durable_yet() {
    let mut agent = agent(1, 3, 3, Some(EPOCH));
    check(&mut agent, 0, Input::Heard(reading()), &[Effect::Append(4, reading())]);
    let why = RenewReason::SpoolWentBack;
    check(&mut agent, 0, ledger(4, EPOCH), &[Effect::Renew { first_seq: 4, why }]);
    check(&mut agent, 0, Input::LinkUp { generation: 1 }, &[]);
}

#[test]
fn a_new_epoch_sends_again_what_the_store_forgot() {
    let mut agent = agent(1, 250, 250, Some(EPOCH));
    check(&mut agent, 0, Input::LinkUp { generation: 1 }, &[]);
    let release = Effect::Release { stored: 80, epoch: OTHER };
    check(&mut agent, 0, ledger(80, OTHER), &[release, publish(1, 81, 180), publish(1, 181, 250)]);
    check(&mut agent, 0, ledger(250, OTHER), &[Effect::Release { stored: 250, epoch: OTHER }]);
}

#[test]
fn a_late_ledger_of_an_earlier_epoch_is_undone_by_the_next() {
    let mut agent = agent(1, 250, 80, Some(OTHER));
    check(&mut agent, 0, ledger(250, EPOCH), &[Effect::Release { stored: 250, epoch: EPOCH }]);
    check(&mut agent, 0, ledger(80, OTHER), &[Effect::Release { stored: 80, epoch: OTHER }]);
    let again = [publish(1, 81, 180), publish(1, 181, 250)];
    check(&mut agent, 0, Input::LinkUp { generation: 1 }, &again);
}

#[test]
fn a_store_that_forgot_what_is_gone_here_too_gets_a_new_incarnation() {
    let mut agent = agent(51, 250, 250, Some(EPOCH));
    let why = RenewReason::ServerWentBack;
    check(&mut agent, 0, ledger(0, OTHER), &[Effect::Renew { first_seq: 51, why }]);
}

#[test]
fn a_connection_begins_at_the_servers_mark() {
    let mut agent = agent(1, 5, 2, Some(EPOCH));
    check(&mut agent, 0, Input::LinkUp { generation: 1 }, &[publish(1, 3, 5)]);
    check(&mut agent, 1, Input::LinkDown { generation: 1 }, &[]);
    check(&mut agent, 2, Input::LinkUp { generation: 2 }, &[publish(2, 3, 5)]);
    // News of the old connection doesn't take the new one down.
    check(&mut agent, 2, Input::LinkDown { generation: 1 }, &[]);
    check(&mut agent, 2, Input::Acked { generation: 1 }, &[]);
    assert!(agent.wake_at().is_some());
}

#[test]
fn silence_goes_back_to_the_mark_with_one_frame_at_a_time() {
    let mut agent = agent(1, 250, 0, Some(EPOCH));
    let all = [publish(1, 1, 100), publish(1, 101, 200), publish(1, 201, 250)];
    check(&mut agent, 0, Input::LinkUp { generation: 1 }, &all);
    check(&mut agent, 2, Input::Tick, &[]);
    check(&mut agent, 3, Input::Tick, &[publish(1, 1, 100)]);
    check(&mut agent, 8, Input::Tick, &[]);
    check(&mut agent, 9, Input::Tick, &[publish(1, 1, 100)]);
    check(&mut agent, 19, Input::Tick, &[publish(1, 1, 100)]);
    let release = Effect::Release { stored: 100, epoch: EPOCH };
    check(
        &mut agent,
        20,
        ledger(100, EPOCH),
        &[release, publish(1, 101, 200), publish(1, 201, 250)],
    );
    assert_eq!(agent.wake_at(), Some(Duration::from_secs(23)));
}

#[test]
fn the_window_bounds_what_is_under_way() {
    let mut agent = agent(1, 10_000, 0, Some(EPOCH));
    let mut effects = Vec::new();
    agent.handle(Duration::ZERO, Input::LinkUp { generation: 1 }, &mut effects);
    assert_eq!(effects.len(), Agent::WINDOW_FRAMES);
    // The server holds it all, but the broker has answered nothing: its window is full.
    check(&mut agent, 0, ledger(2000, EPOCH), &[Effect::Release { stored: 2000, epoch: EPOCH }]);
    check(&mut agent, 0, Input::Acked { generation: 1 }, &[publish(1, 2001, 2100)]);
}
