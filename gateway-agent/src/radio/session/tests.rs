//! Monitors played by hand, without a radio.

use proptest::prelude::*;
use proptest::sample::select;

use gatt::Characteristic::{
    self, Battery, BloodPressure, Cgm, CgmSessionStart, CurrentTime, Glucose, HeartRate,
    RecordAccess,
};

use super::*;
use crate::radio::profile::Feature;
use gatt::Consent;

/// 2026-11-21T08:30:00.
const LOCAL_MS: i64 = 1_795_249_800_000;

/// A session, with the time and what it last wanted.
struct Play {
    session: Session,
    passed: Duration,
    effects: Vec<Effect>,
}

impl Play {
    fn new(memory: Memory) -> Self {
        let session = Session::new(memory, Wishes::default());
        Self { session, passed: Duration::from_secs(100), effects: Vec::new() }
    }

    /// Gives it one input; the operation that it wants then, if any.
    fn give(&mut self, input: Input) -> Option<Operation> {
        self.effects.clear();
        let local_ms = LOCAL_MS + self.passed.as_millis() as i64 - 100_000;
        self.session.handle(Now { passed: self.passed, local_ms }, input, &mut self.effects);
        let operations = self.effects.iter().filter_map(|effect| match effect {
            Effect::Do(operation) => Some(operation.clone()),
            _ => None,
        });
        let operations: Vec<Operation> = operations.collect();
        assert!(operations.len() < 2, "two at a time: {operations:?}");
        operations.into_iter().next()
    }

    fn well(&mut self) -> Option<Operation> {
        self.give(Input::Done(Done::Well))
    }

    fn wait(&mut self, seconds: u64) {
        self.passed += Duration::from_secs(seconds);
    }

    /// Connects, up to the first operation after discovery.
    fn discovered(&mut self, paired: bool, features: &Features) -> Option<Operation> {
        assert_eq!(self.give(Input::Heard), Some(Operation::Connect));
        let mut next = self.give(Input::Done(Done::Connected { paired }));
        if !paired {
            assert_eq!(next, Some(Operation::Pair));
            next = self.well();
        }
        assert_eq!(next, Some(Operation::Discover));
        self.give(Input::Done(Done::Discovered(features.clone())))
    }

    fn saves(&self) -> Vec<(u32, MonitorClock)> {
        let save = |effect: &Effect| match effect {
            Effect::Save { key, clock, .. } => Some((*key, *clock)),
            _ => None,
        };
        self.effects.iter().filter_map(save).collect()
    }

    fn notes(&self) -> Vec<Note> {
        let note = |effect: &Effect| match effect {
            Effect::Note(note) => Some(*note),
            _ => None,
        };
        self.effects.iter().filter_map(note).collect()
    }
}

fn features(list: &[(Characteristic, &str)]) -> Features {
    let feature = |(characteristic, can): &(Characteristic, &str)| Feature {
        characteristic: *characteristic,
        readable: can.contains('r'),
        writable: can.contains('w'),
        sends: can.contains('n'),
    };
    Features(list.iter().map(feature).collect())
}

fn cuff() -> Features {
    features(&[(Battery, "rn"), (BloodPressure, "n"), (CurrentTime, "rw")])
}

fn meter() -> Features {
    features(&[(Glucose, "n"), (RecordAccess, "wn")])
}

fn time(local_ms: i64) -> Vec<u8> {
    Timekeeper::setting(CurrentTime, local_ms).unwrap()
}

const PRESSURE: [u8; 7] = [0x00, 128, 0, 82, 0, 97, 0];

fn record(sequence: u16) -> Vec<u8> {
    let mut bytes = vec![0x02];
    bytes.extend(sequence.to_le_bytes());
    bytes.extend([0xEA, 7, 11, 20, 8, 30, 0, 0x78, 0xB0, 0x11]);
    bytes
}

fn read(characteristic: Characteristic) -> Option<Operation> {
    Some(Operation::Read(characteristic))
}

fn subscribe(characteristic: Characteristic) -> Option<Operation> {
    Some(Operation::Subscribe(characteristic))
}

fn write(request: gatt::RecordRequest) -> Option<Operation> {
    Some(Operation::Write(RecordAccess, request.encode()))
}

#[test]
fn a_cuff_is_paired_then_its_clock_read_then_subscribed_then_set_and_read_again() {
    let mut play = Play::new(Memory::default());
    assert_eq!(play.discovered(false, &cuff()), read(CurrentTime));
    let hour_ms = 3_600_000;
    let slow = time(LOCAL_MS - hour_ms);
    assert_eq!(play.give(Input::Done(Done::Read(slow))), subscribe(BloodPressure));
    // What it has kept comes before the subscription is confirmed.
    assert_eq!(play.give(Input::Value(BloodPressure, PRESSURE.to_vec())), None);
    assert_eq!(play.saves()[0].1.offset_ms, Some(hour_ms));
    assert_eq!(play.well(), Some(Operation::Write(CurrentTime, time(LOCAL_MS))));
    assert_eq!(play.well(), read(CurrentTime));
    let now = time(LOCAL_MS);
    assert_eq!(play.give(Input::Done(Done::Read(now))), Some(Operation::Check));
    assert_eq!(play.notes()[0], Note::ClockSet { offset_ms: Some(hour_ms) });
    let set = Memory { clock_set_at: Some(LOCAL_MS), ..Memory::default() };
    assert!(play.effects.contains(&Effect::Remember(set)));
    assert_eq!(play.give(Input::Done(Done::Checked(true))), None);
    assert_eq!(play.session.stage, Stage::Listening);
}

#[test]
fn a_clock_that_is_right_is_left_alone() {
    let mut play = Play::new(Memory::default());
    play.discovered(true, &cuff());
    play.give(Input::Done(Done::Read(time(LOCAL_MS - 3000))));
    assert_eq!(play.well(), Some(Operation::Check));
}

#[test]
fn a_clock_that_can_not_be_read_costs_no_reading() {
    let mut play = Play::new(Memory::default());
    play.discovered(true, &cuff());
    assert_eq!(play.give(Input::Failed), subscribe(BloodPressure));
    assert!(matches!(play.well(), Some(Operation::Write(CurrentTime, _))));
    assert_eq!(play.give(Input::Failed), Some(Operation::Check));
    assert!(play.notes().contains(&Note::ClockNotTaken));
}

#[test]
fn the_echo_of_a_read_is_no_measurement() {
    let mut play = Play::new(Memory::default());
    play.discovered(true, &cuff());
    for echo in [CurrentTime, Battery, BloodPressure, HeartRate] {
        play.give(Input::Value(echo, PRESSURE.to_vec()));
        assert_eq!(play.saves(), [], "{echo:?} wasn't subscribed to");
    }
    play.give(Input::Failed);
    play.give(Input::Value(BloodPressure, PRESSURE.to_vec()));
    assert_eq!(play.saves().len(), 1);
    play.give(Input::Value(Battery, vec![87]));
    assert_eq!(play.saves(), []);
}

#[test]
fn a_monitor_that_does_not_pair_is_used_without() {
    let mut play = Play::new(Memory::default());
    play.give(Input::Heard);
    play.give(Input::Done(Done::Connected { paired: false }));
    assert_eq!(play.give(Input::Failed), Some(Operation::Discover));
    assert_eq!(play.notes(), [Note::NotPaired]);
}

#[test]
fn failures_are_repeated_ever_more_rarely_unless_it_wakes_anew() {
    let mut play = Play::new(Memory::default());
    assert_eq!(play.give(Input::Heard), Some(Operation::Connect));
    for pause in [1, 2, 4, 8, 16, 32, 60, 60] {
        assert_eq!(play.give(Input::Failed), Some(Operation::Disconnect));
        play.give(Input::Failed);
        assert!(matches!(play.notes()[..], [Note::Failed { .. }]));
        for _ in 1..pause {
            play.wait(1);
            assert_eq!(play.give(Input::Heard), None, "pause {pause}");
        }
        play.wait(1);
        assert_eq!(play.give(Input::Heard), Some(Operation::Connect), "pause {pause}");
    }
    play.give(Input::Failed);
    play.well();
    play.wait(20);
    assert_eq!(play.give(Input::Heard), Some(Operation::Connect), "it was silent: it woke");
}

#[test]
fn a_link_that_came_up_after_it_was_given_up_is_used() {
    let mut play = Play::new(Memory::default());
    play.give(Input::Heard);
    play.give(Input::Failed);
    play.give(Input::Failed);
    // It is connected, so it is never heard again.
    assert_eq!(play.give(Input::Linked), Some(Operation::Connect));
    assert_eq!(play.give(Input::Linked), None, "it is being used");
}

#[test]
fn a_cuff_that_sends_and_goes_went_well() {
    let mut play = Play::new(Memory::default());
    play.discovered(true, &cuff());
    play.give(Input::Failed);
    play.give(Input::Value(BloodPressure, PRESSURE.to_vec()));
    assert_eq!(play.saves().len(), 1);
    assert_eq!(play.give(Input::Gone), None);
    assert_eq!(play.notes(), []);
    play.wait(29);
    play.session.heard_at = Some(play.passed);
    assert_eq!(play.give(Input::Heard), None);
    play.wait(1);
    assert_eq!(play.give(Input::Heard), Some(Operation::Connect));
}

#[test]
fn a_link_that_the_radio_believes_in_and_is_gone_is_noticed() {
    let mut play = Play::new(Memory::default());
    play.discovered(true, &features(&[(BloodPressure, "n")]));
    assert_eq!(play.well(), Some(Operation::Check));
    assert_eq!(play.give(Input::Done(Done::Checked(false))), None);
    assert_eq!(play.notes(), [Note::Failed { failures: 1 }]);
    assert!(!play.session.is_linked());
}

#[test]
fn a_silent_link_is_left_sooner_if_the_monitor_measures_now_and_then() {
    for (characteristic, seconds, failures) in [(BloodPressure, 60, 0), (HeartRate, 660, 1)] {
        let mut play = Play::new(Memory::default());
        play.discovered(true, &features(&[(characteristic, "n")]));
        play.well();
        play.give(Input::Done(Done::Checked(true)));
        play.wait(seconds - 1);
        assert_eq!(play.give(Input::Tick), None);
        play.wait(1);
        assert_eq!(play.session.wake_at(), Some(play.passed));
        assert_eq!(play.give(Input::Tick), Some(Operation::Disconnect));
        play.well();
        assert_eq!(play.session.failures, failures);
    }
}

#[test]
fn a_monitor_with_nothing_for_us_is_left() {
    let mut play = Play::new(Memory::default());
    let next = play.discovered(true, &features(&[(Battery, "rn")]));
    assert_eq!(next, Some(Operation::Check));
    assert_eq!(play.give(Input::Done(Done::Checked(true))), Some(Operation::Disconnect));
}

#[test]
fn a_meter_gives_its_new_records_and_they_are_remembered_when_saved() {
    use gatt::{RecordRequest, Records};
    let memory = Memory { next_record: Some(5), ..Memory::default() };
    let mut play = Play::new(memory.clone());
    assert_eq!(play.discovered(true, &meter()), subscribe(RecordAccess));
    assert_eq!(play.well(), subscribe(Glucose));
    assert_eq!(play.well(), Some(Operation::Check));
    let next = play.give(Input::Done(Done::Checked(true)));
    assert_eq!(next, write(RecordRequest::Count(Records::From(5))));
    // The answer may come before the write is confirmed.
    assert_eq!(play.give(Input::Value(RecordAccess, vec![5, 0, 2, 0])), None);
    assert_eq!(play.well(), write(RecordRequest::Report(Records::From(5))));
    play.well();
    for sequence in [5, 6] {
        play.give(Input::Value(Glucose, record(sequence)));
        assert_eq!(play.saves()[0].0, u32::from(sequence));
    }
    play.give(Input::Saved(5));
    play.give(Input::Value(RecordAccess, vec![6, 0, 1, 1]));
    assert_eq!(play.effects, [], "6 isn't saved yet");
    play.give(Input::Saved(6));
    let after = Memory { next_record: Some(7), ..memory };
    assert_eq!(play.effects, [Effect::Remember(after)]);
}

#[test]
fn a_meter_that_falls_silent_is_told_to_stop_and_asked_the_next_time() {
    let mut play = Play::new(Memory::default());
    play.discovered(true, &meter());
    play.well();
    play.well();
    play.give(Input::Done(Done::Checked(true)));
    play.well();
    play.wait(30);
    assert_eq!(play.session.wake_at(), Some(play.passed));
    assert_eq!(play.give(Input::Tick), write(gatt::RecordRequest::Abort));
    assert_eq!(play.notes(), [Note::RecordsMissing]);
    assert_eq!(play.session.memory, Memory::default());
}

#[test]
fn a_sensor_tells_its_session_before_its_values() {
    let mut play = Play::new(Memory::default());
    let next = play.discovered(true, &features(&[(CgmSessionStart, "r"), (Cgm, "n")]));
    assert_eq!(next, read(CgmSessionStart));
    let start = vec![0xEA, 7, 11, 21, 8, 0, 0, 0x80, 0xFF];
    assert_eq!(play.give(Input::Done(Done::Read(start.clone()))), subscribe(Cgm));
    assert!(play.effects.iter().any(|effect| matches!(
        effect,
        Effect::Save { characteristic: CgmSessionStart, bytes, .. } if *bytes == start
    )));
    assert_eq!(play.session.memory.sensor_session, Some(start));
}

#[test]
fn a_scale_is_told_for_whom_it_may_speak_before_anything_is_asked() {
    use gatt::Characteristic::{UserControl, Weight};
    let scale = features(&[(Weight, "n"), (UserControl, "wn")]);
    let mut play = Play::new(Memory::default());
    assert_eq!(play.discovered(true, &scale), subscribe(Weight), "nobody consented");
    let mut play = Play::new(Memory::default());
    let consent = Consent { index: 1, code: 1234 };
    play.session.wishes.consent = Some(consent);
    assert_eq!(play.discovered(true, &scale), subscribe(UserControl));
    assert_eq!(play.well(), Some(Operation::Write(UserControl, consent.encode())));
    assert_eq!(play.well(), subscribe(Weight));
    play.give(Input::Value(UserControl, vec![0x20, 2, 1]));
    assert_eq!(play.effects, []);
    play.give(Input::Value(UserControl, vec![0x20, 2, 5]));
    assert_eq!(play.notes(), [Note::ConsentRefused]);
}

#[test]
fn what_comes_late_for_a_connection_that_is_over_does_nothing() {
    let mut play = Play::new(Memory::default());
    play.discovered(true, &cuff());
    play.give(Input::Gone);
    for late in [Input::Done(Done::Well), Input::Failed, Input::Saved(1), Input::Gone, Input::Tick]
    {
        assert_eq!(play.give(late), None);
        assert_eq!(play.effects, []);
    }
}

/// What may come from a radio, in any order.
fn any_input() -> impl Strategy<Value = Input> {
    let paired = any::<bool>().prop_map(|paired| Input::Done(Done::Connected { paired }));
    let parts = [(Battery, "rn"), (BloodPressure, "n"), (CurrentTime, "rw"), (Glucose, "n")];
    let parts =
        proptest::sample::subsequence([&parts[..], &[(RecordAccess, "wn")]].concat(), 0..=5);
    let discovered = parts.prop_map(|parts| Input::Done(Done::Discovered(features(&parts))));
    let kinds = select(vec![Battery, BloodPressure, CurrentTime, Glucose, RecordAccess]);
    let octets = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..16),
        any::<u16>().prop_map(record),
        select(vec![vec![5, 0, 2, 0], vec![6, 0, 1, 1], vec![6, 0, 1, 6], vec![5, 0, 0, 0]]),
    ];
    let read = octets.clone().prop_map(|octets| Input::Done(Done::Read(octets)));
    let value = (kinds, octets).prop_map(|(kind, octets)| Input::Value(kind, octets));
    prop_oneof![
        3 => Just(Input::Heard),
        1 => Just(Input::Linked),
        2 => Just(Input::Done(Done::Well)),
        2 => paired,
        2 => discovered,
        1 => any::<bool>().prop_map(|linked| Input::Done(Done::Checked(linked))),
        1 => read,
        1 => Just(Input::Failed),
        2 => value,
        1 => (0u32..8).prop_map(Input::Saved),
        1 => Just(Input::Gone),
        1 => Just(Input::Tick),
    ]
}

proptest! {
    /// Whatever the radio says: one operation at a time, each on a link, and whoever isn't connected is connected to again when it wakes.
    #[test]
    fn any_radio_is_survived(inputs in proptest::collection::vec((any_input(), 0u64..70), 0..80)) {
        let mut play = Play::new(Memory::default());
        let mut under_way: Option<Operation> = None;
        let mut linked = false;
        for (input, seconds) in inputs {
            play.wait(seconds);
            let ends = matches!(input, Input::Done(_) | Input::Failed);
            // An end without an operation is what comes late; the driver has dropped it by then.
            if ends && under_way.is_none() {
                continue;
            }
            if matches!(input, Input::Gone) {
                linked = false;
            }
            if ends || matches!(input, Input::Gone) {
                under_way = None;
            }
            if let Some(operation) = play.give(input) {
                prop_assert!(under_way.is_none(), "{operation:?} beside {under_way:?}");
                linked |= operation == Operation::Connect;
                prop_assert!(linked, "{operation:?} without a link");
                under_way = Some(operation);
            }
            if !play.session.is_linked() {
                prop_assert!(under_way.is_none());
            }
        }
        if !play.session.is_linked() {
            play.wait(60);
            prop_assert_eq!(play.give(Input::Heard), Some(Operation::Connect));
        }
    }
}
