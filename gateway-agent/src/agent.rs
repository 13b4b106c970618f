//! What a gateway decides: what to append, what to publish, what may be forgotten.
//!
//! No disk, no socket, no clock: what happened goes in, what to do comes out. `gateway.rs` does it.

use std::collections::VecDeque;
use std::time::Duration;

use vitals::GatewayId;
use wire::{Incarnation, Ledger, StoreEpoch, WireReading};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A monitor measured something.
    Heard(WireReading),
    /// Everything up to and including this is on disk.
    Durable(u64),
    /// What was appended since the last `Durable` could not be written, and whoever offered it knows.
    NotDurable,
    /// The spool dropped what it need not keep; this is the oldest that it still has.
    Forgotten {
        /// Sequence number of the oldest record.
        oldest: u64,
    },
    /// A connection is up. Each has its own generation, so that late news of an old one is told apart.
    LinkUp {
        /// Counts connections.
        generation: u64,
    },
    /// That connection is gone.
    LinkDown {
        /// Which connection.
        generation: u64,
    },
    /// The broker answered a publish, or never will. Flow control only: a broker can forget.
    Acked {
        /// On which connection.
        generation: u64,
    },
    /// The server said how far it holds our readings. Its authenticity is checked by now.
    Ledger(Ledger),
    /// Time passed.
    Tick,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write this to the spool.
    Append(u64, WireReading),
    /// Send these, as one frame, on this connection and no other.
    Publish {
        /// Which connection.
        generation: u64,
        /// The first to send.
        first_seq: u64,
        /// The last to send.
        last_seq: u64,
    },
    /// The server holds everything up to and including `stored`: what is older may go, when it has
    /// been kept long enough.
    Release {
        /// The mark.
        stored: u64,
        /// The life of the store that said so.
        epoch: StoreEpoch,
    },
    /// Start a new incarnation with everything from `first_seq` on, and a new agent for it.
    Renew {
        /// The first record to carry over.
        first_seq: u64,
        /// Why the count can't go on.
        why: RenewReason,
    },
}

/// Why sequence numbers can't go on where they stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenewReason {
    /// The server holds more than we ever wrote: this spool is an old copy. Going on would give new
    /// readings numbers that the server takes for repetitions.
    #[error(
        "the server holds readings that this spool doesn't: the disk was put back to an older state"
    )]
    SpoolWentBack,
    /// The store was restored to before our oldest record, and waits for what is gone.
    #[error("the server's store was restored to before the oldest record kept here")]
    ServerWentBack,
}

/// Where a spool stands when an agent takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose spool.
    pub gateway: GatewayId,
    /// Which life of it.
    pub incarnation: Incarnation,
    /// The oldest record that is still there; one above `durable` when there is none.
    pub oldest: u64,
    /// The newest record on disk; 0 when there never was one.
    pub durable: u64,
    /// How far the server was known to hold it.
    pub stored: u64,
    /// Which life of the server's store said so.
    pub epoch: Option<StoreEpoch>,
}

/// The decisions of one gateway during one incarnation of its spool.
#[derive(Debug)]
pub struct Agent {
    standing: Standing,
    appended: u64,
    /// The next to publish on this connection.
    next: u64,
    link: Option<u64>,
    /// Last sequence numbers of the frames sent on this connection that the server doesn't hold yet.
    outstanding: VecDeque<u64>,
    /// Frames sent on this connection that the broker hasn't answered.
    unanswered: usize,
    /// How many frames may be outstanding: one after a time-out, until something moves again.
    window: usize,
    /// When the server's mark last moved, or the first outstanding frame was sent.
    moved_at: Duration,
    retry_delay: Duration,
    over: bool,
}

impl Agent {
    /// Frames that may be outstanding. Measured in RELIABILITY section 3: 20 loses nothing.
    pub const WINDOW_FRAMES: usize = 20;
    /// Readings in one frame.
    pub const FRAME_READINGS: u64 = 100;
    /// Silence after which everything from the server's mark on is sent again.
    pub const RETRY_DELAY_MIN: Duration = Duration::from_secs(3);
    /// What that doubles up to. Only one frame probes each time.
    pub const RETRY_DELAY_MAX: Duration = Duration::from_secs(10);

    /// Takes over where a spool stands.
    pub fn resume(standing: Standing) -> Self {
        Self {
            appended: standing.durable,
            next: standing.stored + 1,
            standing,
            link: None,
            outstanding: VecDeque::new(),
            unanswered: 0,
            window: Self::WINDOW_FRAMES,
            moved_at: Duration::ZERO,
            retry_delay: Self::RETRY_DELAY_MIN,
            over: false,
        }
    }

    /// Where this gateway stands.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The newest number that was given, durable or not.
    pub fn appended(&self) -> u64 {
        self.appended
    }

    /// When [`Input::Tick`] is wanted, in the same time as `now` of [`Agent::handle`].
    pub fn wake_at(&self) -> Option<Duration> {
        let waiting = self.link.is_some() && !self.outstanding.is_empty();
        waiting.then(|| self.moved_at + self.retry_delay)
    }

    /// Takes one input and pushes what to do about it onto `effects`.
    ///
    /// `now` counts from any fixed moment and never goes back: the clock of the wall may.
    pub fn handle(&mut self, now: Duration, input: Input, effects: &mut Vec<Effect>) {
        if self.over {
            return;
        }
        match input {
            Input::Heard(reading) => {
                self.appended += 1;
                effects.push(Effect::Append(self.appended, reading));
            }
            Input::Durable(seq) => {
                self.standing.durable = seq.clamp(self.standing.durable, self.appended);
            }
            Input::NotDurable => self.appended = self.standing.durable,
            Input::Forgotten { oldest } => self.standing.oldest = oldest,
            Input::LinkUp { generation } => {
                self.link = Some(generation);
                self.unanswered = 0;
                self.window = Self::WINDOW_FRAMES;
                self.retry_delay = Self::RETRY_DELAY_MIN;
                self.go_back();
            }
            Input::LinkDown { generation } if self.link == Some(generation) => self.link = None,
            Input::Acked { generation } if self.link == Some(generation) => {
                self.unanswered = self.unanswered.saturating_sub(1);
            }
            Input::LinkDown { .. } | Input::Acked { .. } => {}
            Input::Ledger(ledger) => self.settle(now, &ledger, effects),
            Input::Tick => self.retry(now),
        }
        self.publish(now, effects);
    }

    /// Publishes what is durable, as far as the window goes.
    fn publish(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Some(generation) = self.link else { return };
        while !self.over
            && self.next <= self.standing.durable
            && self.outstanding.len() < self.window
            && self.unanswered < Self::WINDOW_FRAMES
        {
            let (first_seq, most) = (self.next, self.next + Self::FRAME_READINGS - 1);
            let last_seq = most.min(self.standing.durable);
            if self.outstanding.is_empty() {
                self.moved_at = now;
            }
            effects.push(Effect::Publish { generation, first_seq, last_seq });
            self.outstanding.push_back(last_seq);
            self.unanswered += 1;
            self.next = last_seq + 1;
        }
    }

    fn settle(&mut self, now: Duration, ledger: &Ledger, effects: &mut Vec<Effect>) {
        let ours = ledger.gateway == self.standing.gateway
            && ledger.incarnation == self.standing.incarnation;
        if !ours {
            return;
        }
        if ledger.stored > self.standing.durable {
            // Nothing is sent before it is durable, so the server can't hold it in this life.
            return self.renew(self.standing.stored + 1, RenewReason::SpoolWentBack, effects);
        }
        let before = (self.standing.stored, self.standing.epoch);
        if self.standing.epoch != Some(ledger.epoch) {
            if ledger.stored + 1 < self.standing.oldest {
                return self.renew(self.standing.oldest, RenewReason::ServerWentBack, effects);
            }
            // A late ledger of a life that is over comes here too. The next of the true one undoes
            // it, so no epoch is ever refused: after a restart nobody knows which came first.
            self.standing.epoch = Some(ledger.epoch);
            self.standing.stored = ledger.stored;
            self.go_back();
        }
        // Within one life of the store the mark only grows: a lower one is late.
        self.standing.stored = self.standing.stored.max(ledger.stored);
        let after = (self.standing.stored, self.standing.epoch);
        if after == before {
            return;
        }
        while self.outstanding.front().is_some_and(|last| *last <= self.standing.stored) {
            self.outstanding.pop_front();
        }
        self.next = self.next.max(self.standing.stored + 1);
        self.moved_at = now;
        self.window = Self::WINDOW_FRAMES;
        self.retry_delay = Self::RETRY_DELAY_MIN;
        effects.push(Effect::Release { stored: self.standing.stored, epoch: ledger.epoch });
    }

    fn retry(&mut self, now: Duration) {
        if self.wake_at().is_some_and(|at| at <= now) {
            self.retry_delay = (self.retry_delay * 2).min(Self::RETRY_DELAY_MAX);
            self.window = 1;
            self.go_back();
        }
    }

    /// Everything from the server's mark on is to be sent again.
    fn go_back(&mut self) {
        self.outstanding.clear();
        self.next = self.standing.stored + 1;
    }

    fn renew(&mut self, first_seq: u64, why: RenewReason, effects: &mut Vec<Effect>) {
        self.over = true;
        effects.push(Effect::Renew { first_seq, why });
    }
}

#[cfg(test)]
mod tests;
