//! A home: the real agent, a spool that may fail, and monitors that send again what they remember.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gateway_agent::agent::{Agent, Effect, Input, Standing};
use vitals::{GatewayId, StoredAt};
use wire::{Frame, Incarnation, Ledger, StoreEpoch, WireReading};

use crate::Bug;
use crate::server::key_of;

/// The server's word lets records go after this.
const RETAIN_MS: i64 = 7 * 24 * 3_600_000;

/// A home.
pub(crate) struct Home {
    pub(crate) gateway: GatewayId,
    bug: Bug,
    agent: Agent,
    spool: Spool,
    /// Counts connections; the newest may be up.
    pub(crate) generation: u64,
    pub(crate) is_linked: bool,
    /// What its monitors were told is saved, by monitor's time.
    pub(crate) saved: BTreeSet<i64>,
}

/// What is on the gateway's disk.
struct Spool {
    incarnation: Incarnation,
    records: BTreeMap<u64, WireReading>,
    mark: Option<(u64, StoreEpoch)>,
}

impl Home {
    pub(crate) fn new(number: usize, bug: Bug) -> Self {
        let gateway: GatewayId = format!("gw-{number}").parse().expect("a plain id");
        let spool = Spool { incarnation: life(number, 1), records: BTreeMap::new(), mark: None };
        Self {
            agent: Agent::resume(spool.standing(&gateway)),
            gateway,
            bug,
            spool,
            generation: 0,
            is_linked: false,
            saved: BTreeSet::new(),
        }
    }

    pub(crate) fn incarnation(&self) -> Incarnation {
        self.spool.incarnation
    }

    /// When the agent wants to look again, on the gateway's steady clock.
    pub(crate) fn wake_at(&self) -> Option<Duration> {
        self.agent.wake_at()
    }

    /// A monitor measured something. Gives the frames to send; `is_written` is whether the disk took it.
    pub(crate) fn hear(
        &mut self,
        now: Duration,
        reading: WireReading,
        is_written: bool,
    ) -> Vec<Vec<u8>> {
        let time = reading.device_time.unwrap_or_default();
        let mut effects = Vec::new();
        self.agent.handle(now, Input::Heard(reading), &mut effects);
        for effect in effects {
            let Effect::Append(seq, reading) = effect else {
                panic!("{effect:?} instead of a record")
            };
            if is_written {
                self.spool.records.insert(seq, reading);
            }
        }
        if !is_written {
            return self.take(now, Input::NotDurable);
        }
        self.saved.insert(time);
        let durable = self.spool.durable();
        self.take(now, Input::Durable(durable))
    }

    /// Takes an input, and gives the frames to send.
    pub(crate) fn take(&mut self, now: Duration, input: Input) -> Vec<Vec<u8>> {
        let mut effects = Vec::new();
        let answered = matches!(input, Input::Acked { .. });
        self.agent.handle(now, input, &mut effects);
        if answered && self.bug == Bug::ForgetOnPuback {
            self.spool.records.clear();
        }
        effects.iter().filter_map(|effect| self.perform(effect)).collect()
    }

    fn perform(&mut self, effect: &Effect) -> Option<Vec<u8>> {
        match *effect {
            Effect::Append(..) => None,
            Effect::Publish { generation, first_seq, last_seq } => {
                let record = |seq| self.spool.records.get(&seq).cloned();
                let readings: Option<Vec<_>> = (first_seq..=last_seq).map(record).collect();
                let (gateway, incarnation) = (self.gateway.clone(), self.spool.incarnation);
                let readings = readings.expect("what is sent is on the disk");
                let frame = Frame { gateway, incarnation, first_seq, readings };
                (self.is_linked && generation == self.generation)
                    .then(|| frame.encode(&key_of(&self.gateway)))
            }
            Effect::Release { stored, epoch } => {
                self.spool.mark = Some((stored, epoch));
                None
            }
            Effect::Renew { first_seq, .. } => {
                self.renew(first_seq);
                None
            }
        }
    }

    /// What the server said, unless its bytes aren't whole.
    pub(crate) fn told(&mut self, now: Duration, bytes: &[u8]) -> Vec<Vec<u8>> {
        match Ledger::decode(bytes, &key_of(&self.gateway)) {
            Ok(ledger) => self.take(now, Input::Ledger(ledger)),
            Err(_) => Vec::new(),
        }
    }

    /// The newest release: up to where, in which life of the store.
    pub(crate) fn released(&self) -> Option<(u64, StoreEpoch)> {
        self.spool.mark
    }

    /// The process dies and comes back. It may have lost the note of what was released.
    pub(crate) fn restart(&mut self, is_mark_lost: bool) {
        if is_mark_lost {
            self.spool.mark = None;
        }
        self.agent = Agent::resume(self.spool.standing(&self.gateway));
        self.is_linked = false;
    }

    /// Drops what was kept long enough and is held by the server.
    pub(crate) fn tidy(&mut self, now: Duration, at: StoredAt) {
        let Some((stored, _)) = self.spool.mark else { return };
        let records = &mut self.spool.records;
        while let Some(first) = records.first_entry()
            && *first.key() <= stored
            && at.unix_ms() - first.get().heard_at.unix_ms() > RETAIN_MS
            && records.len() > 1
        {
            records.pop_first();
        }
        if let Some((&oldest, _)) = self.spool.records.first_key_value() {
            self.take(now, Input::Forgotten { oldest });
        }
    }

    fn renew(&mut self, first_seq: u64) {
        let carried = self.spool.records.split_off(&first_seq);
        let records = (1..).zip(carried.into_values()).collect();
        let Incarnation(before) = self.spool.incarnation;
        self.spool = Spool { incarnation: Incarnation(before + 1), records, mark: None };
        self.agent = Agent::resume(self.spool.standing(&self.gateway));
        self.is_linked = false;
    }
}

impl Spool {
    fn durable(&self) -> u64 {
        self.records.last_key_value().map_or(0, |(seq, _)| *seq)
    }

    fn standing(&self, gateway: &GatewayId) -> Standing {
        let durable = self.durable();
        let oldest = self.records.first_key_value().map_or(durable + 1, |(seq, _)| *seq);
        Standing {
            gateway: gateway.clone(),
            incarnation: self.incarnation,
            oldest,
            durable,
            stored: self.mark.map_or(oldest - 1, |(stored, _)| stored.max(oldest - 1)),
            epoch: self.mark.map(|(_, epoch)| epoch),
        }
    }
}

fn life(number: usize, life: u128) -> Incarnation {
    Incarnation((number as u128 + 1) << 64 | life)
}
