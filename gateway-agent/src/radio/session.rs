//! What a gateway does with one monitor: when to connect, in which order to ask, when to leave.
//!
//! No radio, no clock: what happened goes in, what to do comes out. One operation is under way at a
//! time; `driver.rs` does it, with a limit on its time, and says how it went.

use std::collections::VecDeque;
use std::time::Duration;

use gatt::user::UserResponse;
use gatt::{Characteristic, Value};

use self::plan::{Step, plan};
pub use self::terms::{Done, Effect, Input, Note, Now, Operation, Wishes};
use super::clock::Timekeeper;
use super::memory::Memory;
use super::profile::{self, Features};
use super::records::{Ended, Next, Recovery};
use crate::hear::MonitorClock;

mod plan;
mod terms;

/// One monitor, across its connections.
#[derive(Debug)]
pub struct Session {
    memory: Memory,
    wishes: Wishes,
    stage: Stage,
    /// What is to be done on this connection, in order.
    plan: VecDeque<Step>,
    features: Features,
    subscribed: Vec<Characteristic>,
    clock: Timekeeper,
    records: Option<Recovery>,
    /// Counts what is to be saved and has no number of its own.
    keys: u32,
    heard_at: Option<Duration>,
    /// When something last came on this connection, or the radio said that the link is there.
    alive_at: Duration,
    measured: bool,
    failures: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not connected. Not to be connected before then, unless it fell silent in between.
    Away { until: Duration },
    /// An operation is under way.
    Busy,
    /// Connected, and everything is asked for.
    Listening,
    /// To be left as soon as the operation under way has ended.
    Leaving { well: bool },
}

impl Session {
    /// A monitor that isn't connected.
    pub fn new(memory: Memory, wishes: Wishes) -> Self {
        Self {
            memory,
            wishes,
            stage: Stage::Away { until: Duration::ZERO },
            plan: VecDeque::new(),
            features: Features::default(),
            subscribed: Vec::new(),
            clock: Timekeeper::default(),
            records: None,
            keys: 0,
            heard_at: None,
            alive_at: Duration::ZERO,
            measured: false,
            failures: 0,
        }
    }

    /// When [`Input::Tick`] is wanted.
    pub fn wake_at(&self) -> Option<Duration> {
        let records = self.records.as_ref().map(Recovery::wake_at);
        let idle = (self.stage == Stage::Listening).then(|| self.alive_at + self.patience());
        [records, idle].into_iter().flatten().min()
    }

    /// Whether a link is up or being made.
    pub fn is_linked(&self) -> bool {
        !matches!(self.stage, Stage::Away { .. })
    }

    /// Takes one input and pushes what to do about it onto `effects`.
    pub fn handle(&mut self, now: Now, input: Input, effects: &mut Vec<Effect>) {
        match input {
            Input::Heard => self.heard(now, effects),
            Input::Linked if self.is_linked() => {}
            Input::Linked => self.connect(now, effects),
            Input::Value(characteristic, bytes) => self.value(now, characteristic, bytes, effects),
            Input::Saved(key) => {
                let next = self.records.as_mut().and_then(|it| it.saved(key, now.passed));
                self.records_go_on(now, next, effects);
            }
            Input::Gone if !self.is_linked() => {}
            Input::Gone => self.away(now, self.measured, effects),
            Input::Tick => self.tick(now, effects),
            Input::Done(done) => self.done(now, done, effects),
            Input::Failed => self.failed(now, effects),
        }
    }

    fn heard(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let silent = self.heard_at.is_none_or(|at| now.passed >= at + SILENCE);
        self.heard_at = Some(now.passed);
        let Stage::Away { until } = self.stage else { return };
        // A monitor that wakes has something to say now, whatever went wrong before.
        if silent || now.passed >= until {
            self.connect(now, effects);
        }
    }

    fn connect(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.plan = VecDeque::from([Step::Connect]);
        self.clock = Timekeeper::new(self.memory.clock_set_at);
        self.subscribed.clear();
        self.records = None;
        self.measured = false;
        self.go_on(now, effects);
    }

    fn value(
        &mut self,
        now: Now,
        characteristic: Characteristic,
        bytes: Vec<u8>,
        effects: &mut Vec<Effect>,
    ) {
        self.alive_at = now.passed;
        if characteristic == Characteristic::RecordAccess {
            let answer = gatt::RecordAccess::decode(&bytes).ok();
            let recovery = self.records.as_mut();
            let next =
                answer.zip(recovery).and_then(|(it, records)| records.answer(it, now.passed));
            return self.records_go_on(now, next, effects);
        }
        if characteristic == Characteristic::UserControl {
            let answer = gatt::UserControl::decode(&bytes);
            if answer.is_ok_and(|it| it.code != UserResponse::Success) {
                effects.push(Effect::Note(Note::ConsentRefused));
            }
            return;
        }
        // Values of what wasn't asked for are the echo of somebody's read.
        if !profile::is_measurement(characteristic) || !self.subscribed.contains(&characteristic) {
            return;
        }
        self.measured = true;
        let clock = self.clock.of(characteristic, &bytes, now.local_ms);
        let key = self.key(now, characteristic, &bytes);
        effects.push(Effect::Save { key, characteristic, bytes, clock });
    }

    /// What a value is known by until it is saved; counts it if it is a record that was asked for.
    fn key(&mut self, now: Now, characteristic: Characteristic, bytes: &[u8]) -> u32 {
        self.keys = self.keys.wrapping_add(1);
        let kind = self.features.records();
        if kind.is_none_or(|kind| kind.characteristic() != characteristic) {
            return self.keys | NO_NUMBER;
        }
        let numbers = record_numbers(characteristic, bytes, self.memory.e2e_crc());
        // The newest stands for all of one value.
        let key = numbers.iter().max().copied().unwrap_or(crc32c::crc32c(bytes) | NO_NUMBER);
        if let Some(records) = self.records.as_mut() {
            numbers.into_iter().filter(|it| *it != key).for_each(|it| records.came_along(it));
            records.record(key, now.passed);
        }
        key
    }

    fn done(&mut self, now: Now, done: Done, effects: &mut Vec<Effect>) {
        let Some(step) = self.plan.pop_front() else { return };
        self.alive_at = now.passed;
        match (step, done) {
            (Step::Connect, Done::Connected { paired }) => {
                if !paired {
                    self.plan.push_back(Step::Pair);
                }
                self.plan.push_back(Step::Discover);
            }
            (Step::Discover, Done::Discovered(features)) => {
                self.plan.extend(plan(&features, self.wishes.consent));
                self.features = features;
            }
            (Step::ReadSensor(characteristic), Done::Read(bytes)) => {
                self.sensor(characteristic, bytes, effects);
            }
            (Step::ReadClock(characteristic), Done::Read(bytes)) => {
                self.clock.read(characteristic, &bytes, now.local_ms);
            }
            (Step::CheckClock(characteristic), Done::Read(bytes)) => {
                self.check_clock(now, characteristic, &bytes, effects);
            }
            (Step::Check, Done::Checked(false)) => return self.away(now, self.measured, effects),
            (Step::Disconnect, _) => return self.left(now, effects),
            _ => {}
        }
        self.go_on(now, effects);
    }

    fn failed(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(step) = self.plan.pop_front() else { return };
        match step {
            // A link may be there all the same, and would keep the monitor from announcing itself.
            Step::Connect => return self.leave(now, false, effects),
            Step::Disconnect => return self.left(now, effects),
            Step::Pair => effects.push(Effect::Note(Note::NotPaired)),
            Step::SetClock(_) | Step::CheckClock(_) => {
                self.plan.retain(|step| !matches!(step, Step::CheckClock(_)));
                effects.push(Effect::Note(Note::ClockNotTaken));
            }
            Step::ReadSensor(_) | Step::ReadClock(_) => {}
            Step::Consent(_) => effects.push(Effect::Note(Note::ConsentRefused)),
            Step::Subscribe(characteristic) => {
                self.subscribed.retain(|it| *it != characteristic);
                if characteristic == Characteristic::RecordAccess {
                    self.plan.retain(|step| !matches!(step, Step::Records(_)));
                }
            }
            Step::Discover | Step::Ask(_) | Step::Records(_) | Step::Check => {
                return self.leave(now, self.measured, effects);
            }
        }
        self.go_on(now, effects);
    }

    /// Does the next thing; when there is none, listens.
    fn go_on(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Stage::Leaving { .. } = self.stage {
            self.plan = VecDeque::from([Step::Disconnect]);
            return effects.push(Effect::Do(Operation::Disconnect));
        }
        self.stage = Stage::Busy;
        while let Some(step) = self.plan.front().cloned() {
            match self.operation(now, &step, effects) {
                Some(operation) => return effects.push(Effect::Do(operation)),
                None => drop(self.plan.pop_front()),
            }
        }
        if self.subscribed.iter().any(|it| profile::is_measurement(*it)) {
            self.stage = Stage::Listening;
        } else {
            self.leave(now, false, effects);
        }
    }

    /// The operation of a step; `None` if there is nothing to do for it any more.
    fn operation(&mut self, now: Now, step: &Step, effects: &mut Vec<Effect>) -> Option<Operation> {
        Some(match *step {
            Step::Connect => Operation::Connect,
            Step::Pair => Operation::Pair,
            Step::Discover => Operation::Discover,
            Step::ReadSensor(it) | Step::ReadClock(it) | Step::CheckClock(it) => {
                Operation::Read(it)
            }
            Step::Subscribe(it) => {
                // From here on values may come, before the monitor has confirmed it.
                self.subscribed.push(it);
                Operation::Subscribe(it)
            }
            Step::Consent(consent) => {
                Operation::Write(Characteristic::UserControl, consent.encode())
            }
            Step::SetClock(_) if !self.clock.is_off() => {
                self.plan.retain(|step| !matches!(step, Step::CheckClock(_)));
                return None;
            }
            Step::SetClock(it) => {
                Operation::Write(it, Timekeeper::setting(it, now.local_ms).unwrap_or_default())
            }
            Step::Records(kind) => {
                let next = self.memory.next_record;
                let (records, first) =
                    Recovery::start(kind, next, self.wishes.may_delete, now.passed);
                self.records = Some(records);
                Operation::Write(Characteristic::RecordAccess, first.encode())
            }
            Step::Ask(request) => Operation::Write(Characteristic::RecordAccess, request.encode()),
            Step::Check => {
                effects.push(Effect::Note(Note::Ready));
                Operation::Check
            }
            Step::Disconnect => Operation::Disconnect,
        })
    }

    fn tick(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let next = self.records.as_mut().and_then(|it| it.tick(now.passed));
        self.records_go_on(now, next, effects);
        let idle = now.passed.saturating_sub(self.alive_at);
        if self.stage != Stage::Listening || idle < self.patience() {
            return;
        }
        // Silence is how an episodic monitor says that it is done, and how a continuous one dies.
        self.leave(now, !self.is_continuous(), effects);
    }

    fn records_go_on(&mut self, now: Now, next: Option<Next>, effects: &mut Vec<Effect>) {
        let request = match next {
            None => return,
            Some(Next::Ask(request)) => request,
            Some(Next::Over(ended)) => {
                self.records = None;
                if let Ended::Complete { next } = ended {
                    self.memory.next_record = next;
                    return effects.push(Effect::Remember(self.memory.clone()));
                }
                effects.push(Effect::Note(Note::RecordsMissing));
                gatt::RecordRequest::Abort
            }
        };
        self.plan.push_back(Step::Ask(request));
        if self.stage == Stage::Listening {
            self.go_on(now, effects);
        }
    }

    /// What a sensor says of itself, for those who read its values.
    fn sensor(
        &mut self,
        characteristic: Characteristic,
        bytes: Vec<u8>,
        effects: &mut Vec<Effect>,
    ) {
        let before = self.memory.clone();
        self.memory.sensor(characteristic, &bytes);
        if self.memory != before {
            effects.push(Effect::Remember(self.memory.clone()));
        }
        self.keys = self.keys.wrapping_add(1);
        let (key, clock) = (self.keys | NO_NUMBER, MonitorClock::default());
        effects.push(Effect::Save { key, characteristic, bytes, clock });
    }

    fn check_clock(
        &mut self,
        now: Now,
        characteristic: Characteristic,
        bytes: &[u8],
        effects: &mut Vec<Effect>,
    ) {
        let offset_ms = self.clock.offset_ms();
        if !self.clock.read_back(characteristic, bytes, now.local_ms) {
            return effects.push(Effect::Note(Note::ClockNotTaken));
        }
        effects.push(Effect::Note(Note::ClockSet { offset_ms }));
        if self.memory.clock_set_at != self.clock.set_at() {
            self.memory.clock_set_at = self.clock.set_at();
            effects.push(Effect::Remember(self.memory.clone()));
        }
    }

    fn leave(&mut self, now: Now, well: bool, effects: &mut Vec<Effect>) {
        self.stage = Stage::Leaving { well };
        self.records = None;
        self.go_on(now, effects);
    }

    fn left(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let well = self.stage == Stage::Leaving { well: true };
        self.away(now, well, effects);
    }

    fn away(&mut self, now: Now, well: bool, effects: &mut Vec<Effect>) {
        self.plan.clear();
        self.records = None;
        // What it announces right after a link is no waking.
        self.heard_at = Some(now.passed);
        let pause = if well {
            self.failures = 0;
            REVISIT
        } else {
            self.failures += 1;
            effects.push(Effect::Note(Note::Failed { failures: self.failures }));
            RETRY_MIN.saturating_mul(1 << (self.failures - 1).min(16)).min(RETRY_MAX)
        };
        self.stage = Stage::Away { until: now.passed + pause };
    }

    fn is_continuous(&self) -> bool {
        self.subscribed.iter().any(|it| profile::is_continuous(*it))
    }

    fn patience(&self) -> Duration {
        if self.is_continuous() { IDLE_CONTINUOUS } else { IDLE }
    }
}

/// The numbers of the records in a value; none if they have none.
fn record_numbers(characteristic: Characteristic, bytes: &[u8], crc: gatt::E2eCrc) -> Vec<u32> {
    match gatt::decode_with_crc(characteristic, bytes, crc) {
        Ok(Value::Glucose(record)) => vec![record.sequence.into()],
        Ok(Value::Cgm(value)) => value.records.iter().map(|it| it.offset_min.into()).collect(),
        _ => Vec::new(),
    }
}

/// A monitor that wasn't heard for so long, and is heard, has woken.
const SILENCE: Duration = Duration::from_secs(20);
/// Pause after a connection that went well, while it goes on announcing itself.
const REVISIT: Duration = Duration::from_secs(30);
/// Pause after the first failure; doubled after each further one.
const RETRY_MIN: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(60);
/// How long a monitor that measures now and then may hold the link without a word.
const IDLE: Duration = Duration::from_secs(60);
/// The same for one that sends all the time. A sensor under the skin sends each five minutes.
const IDLE_CONTINUOUS: Duration = Duration::from_secs(11 * 60);
/// Set in keys that aren't a record's number.
const NO_NUMBER: u32 = 1 << 31;

#[cfg(test)]
mod tests;
