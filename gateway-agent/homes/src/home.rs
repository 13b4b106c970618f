//! A home: one person, their monitors, and what leaves each monitor in the order of time.

use std::ops::Range;

use vitals::{DeviceId, VitalSign};

use crate::encode::encode;
use crate::invented::{Illness, Resident};
use crate::monitor::{Monitor, MonitorKind};
use crate::people::Replay;
use crate::person::Person;
use crate::sample::Taken;

/// One value as it leaves a monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emission {
    /// When it leaves the monitor, ms of UTC.
    pub at_ms: i64,
    /// When the body was measured, ms of UTC: the truth, which a gateway has to find out. For what
    /// is typed it is the time that the app notes.
    pub taken_at_ms: i64,
    /// The monitor.
    pub device: DeviceId,
    /// What it sent.
    pub what: Sent,
}

/// What a monitor sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The value of a Bluetooth characteristic.
    Characteristic {
        /// Assigned number: 0x2A35 is a blood pressure.
        uuid16: u16,
        /// The value.
        bytes: Vec<u8>,
    },
    /// An answer that somebody typed into the home's app, or a value that no characteristic can
    /// carry.
    Typed(wire::Body),
}

/// A home. As an iterator it gives its emissions in the order of `at_ms`: without end for an
/// invented person, to the end of the series for a recorded one.
#[derive(Debug)]
pub struct Home {
    /// Who lives there.
    pub person: Person,
    /// What stands there.
    pub monitors: Vec<Monitor>,
    life: Life,
}

#[derive(Debug)]
enum Life {
    Invented(Box<Resident>),
    Recorded(Replay),
}

impl Home {
    pub(crate) fn invented(person: Person, monitors: Vec<Monitor>, resident: Resident) -> Self {
        Self { person, monitors, life: Life::Invented(Box::new(resident)) }
    }

    pub(crate) fn recorded(person: Person, monitors: Vec<Monitor>, replay: Replay) -> Self {
        Self { person, monitors, life: Life::Recorded(replay) }
    }

    /// When the next emission leaves its monitor, without taking it.
    pub fn next_at(&mut self) -> Option<i64> {
        match &mut self.life {
            Life::Invented(resident) => resident.next_at(),
            Life::Recorded(replay) => replay.next_at(),
        }
    }

    /// The next emission if it has left its monitor by now.
    pub fn next_by(&mut self, now_ms: i64) -> Option<Emission> {
        if self.next_at()? > now_ms {
            return None;
        }
        self.next()
    }

    /// Asks the person to measure again. Gives the time at which they will, or `None` if they
    /// won't: they have no monitor for it, aren't in the mood, or are a recording.
    pub fn asked_to_measure(&mut self, now_ms: i64, sign: VitalSign) -> Option<i64> {
        let has = |kind: &&MonitorKind| self.monitors.iter().any(|m| m.kind == **kind);
        let kind = *MonitorKind::that_measure(sign).iter().find(has)?;
        match &mut self.life {
            Life::Invented(resident) => resident.asked(now_ms, kind),
            Life::Recorded(_) => None,
        }
    }

    /// From then on an invented person measures nothing any more, and wears no sensor.
    pub fn stop_measuring(&mut self, from_ms: i64) {
        if let Life::Invented(resident) = &mut self.life {
            resident.stop_measuring(from_ms);
        }
    }

    /// From then on an invented home's gateway has no link, and nobody mends it.
    pub fn stay_offline(&mut self, from_ms: i64) {
        if let Life::Invented(resident) = &mut self.life {
            resident.stay_offline(from_ms);
        }
    }

    /// Whether the home's gateway can reach the server then. The monitors go on regardless, and the
    /// gateway keeps what they send.
    pub fn is_online(&self, at_ms: i64) -> bool {
        match &self.life {
            Life::Invented(resident) => resident.is_online(at_ms),
            Life::Recorded(_) => true,
        }
    }

    /// The times without a link that touch this span, in order.
    pub fn offline_within(&self, span: Range<i64>) -> Vec<Range<i64>> {
        match &self.life {
            Life::Invented(resident) => resident.offline_within(&span),
            Life::Recorded(_) => Vec::new(),
        }
    }

    /// The illnesses that begin within a span: the truth, to judge alerts by. Nobody knows a recorded
    /// person's.
    pub fn illnesses(&self, span: &Range<i64>) -> Vec<Illness> {
        match &self.life {
            Life::Invented(resident) => resident.illnesses(span),
            Life::Recorded(_) => Vec::new(),
        }
    }

    /// The monitor with this id.
    pub fn monitor_mut(&mut self, device: &DeviceId) -> Option<&mut Monitor> {
        self.monitors.iter_mut().find(|monitor| monitor.device == *device)
    }
}

impl Iterator for Home {
    type Item = Emission;

    fn next(&mut self) -> Option<Emission> {
        let Taken { at_ms, taken_at_ms, sample } = match &mut self.life {
            Life::Invented(resident) => resident.next_taken()?,
            Life::Recorded(replay) => replay.next_taken()?,
        };
        // A home is built with a monitor for each kind of sample that it gives.
        let monitor = self.monitors.iter_mut().find(|m| m.kind == sample.monitor())?;
        let what = encode(monitor, &sample, at_ms, taken_at_ms);
        Some(Emission { at_ms, taken_at_ms, device: monitor.device.clone(), what })
    }
}
