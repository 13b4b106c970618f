//! A cuff that keeps what it measured until somebody subscribes, and has a clock of its own.

use std::sync::{Arc, Mutex, MutexGuard};

use gatt::{BloodPressure, CurrentTime, DateTime, PressureUnit, Sfloat};

use super::super::lock;
use super::{Act, Monitor, Service, Timed, now_ms};

/// A cuff. Clones are the same one.
#[derive(Clone)]
pub struct Cuff(Arc<Mutex<State>>);

struct State {
    kept: Vec<Vec<u8>>,
    /// Its clock less the real one.
    clock_ahead_ms: i64,
    leaves: bool,
}

impl Cuff {
    /// A cuff whose clock is so far ahead. One that `leaves` ends the link when it has sent
    /// everything, as most do.
    pub fn new(clock_ahead_ms: i64, leaves: bool) -> Self {
        let state = State { kept: Vec::new(), clock_ahead_ms, leaves };
        Self(Arc::new(Mutex::new(state)))
    }

    /// Somebody measured, so many milliseconds ago; the cuff keeps it.
    pub fn measured(&self, systolic: u16, ago_ms: i64) {
        let mut state = self.state();
        let whole = |mmhg: u16| Sfloat::from_decimal(f64::from(mmhg), 0);
        let value = BloodPressure {
            systolic: whole(systolic),
            diastolic: whole(82),
            mean: whole(97),
            unit: PressureUnit::MmHg,
            time: DateTime::from_local_ms(now_ms() - ago_ms + state.clock_ahead_ms),
            pulse: Some(whole(71)),
            user: Some(1),
            // An irregular pulse.
            status: Some(1 << 2),
        };
        state.kept.push(value.encode());
    }

    /// How far its clock is ahead.
    pub fn clock_ahead_ms(&self) -> i64 {
        self.state().clock_ahead_ms
    }

    /// How many it keeps.
    pub fn kept(&self) -> usize {
        self.state().kept.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl Monitor for Cuff {
    fn name(&self) -> String {
        "Cuff".to_owned()
    }

    fn services(&self) -> Vec<Service> {
        vec![
            (0x1810, vec![(BLOOD_PRESSURE, vec!["indicate"]), (0x2A49, vec!["read"])]),
            (0x1805, vec![(CURRENT_TIME, vec!["read", "write"])]),
            (0x180F, vec![(0x2A19, vec!["read", "notify"])]),
        ]
    }

    fn needs_bond(&self) -> bool {
        true
    }

    /// Everything at once, 10 ms later; it forgets what the link has confirmed.
    fn subscribed(&mut self, uuid: u16) -> Vec<Timed> {
        if uuid != BLOOD_PRESSURE {
            return Vec::new();
        }
        let mut state = self.state();
        let leaves = state.leaves.then(|| Timed::new(60, Act::Leave));
        let sent = state.kept.drain(..).map(|value| Timed::new(10, Act::Send(uuid, value)));
        sent.chain(leaves).collect()
    }

    fn written(&mut self, uuid: u16, value: &[u8]) -> Vec<Timed> {
        if uuid == CURRENT_TIME
            && let Ok(set) = CurrentTime::decode(value)
            && let gatt::LocalTime::At(ms) = set.time.local()
        {
            self.state().clock_ahead_ms = ms - now_ms();
        }
        Vec::new()
    }

    fn read(&mut self, uuid: u16) -> Vec<u8> {
        let shown = DateTime::from_local_ms(now_ms() + self.state().clock_ahead_ms);
        match (uuid, shown) {
            (CURRENT_TIME, Some(time)) => {
                CurrentTime { time, day_of_week: 0, fraction_256: 0, adjust: 0 }.encode()
            }
            (0x2A19, _) => vec![87],
            _ => vec![0, 0],
        }
    }

    fn left(&mut self) {}
}

const BLOOD_PRESSURE: u16 = 0x2A35;
const CURRENT_TIME: u16 = 0x2A2B;
