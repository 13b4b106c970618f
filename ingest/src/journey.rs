//! The journey of a message from the broker to the board, for whoever traces it: one in so many.
//!
//! Nothing waits for it: a journey that there is no room for is counted, and forgotten.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use tokio::sync::mpsc::Sender;
use vitals::GatewayId;

use crate::entry::SpoolPlace;

/// The parts of a journey, in order; each has a time at which it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It waited for the writer.
    Receive,
    /// It was decided what becomes of it.
    Admit,
    /// Its entry was made durable, together with others.
    Commit,
    /// The engine decided.
    Decide,
    /// The outcomes were committed to the care store and put on the board.
    Show,
}

/// Every part with its stable name, in order.
pub const PARTS: [(Part, &str); 5] = [
    (Part::Receive, "receive"),
    (Part::Admit, "admit"),
    (Part::Commit, "commit"),
    (Part::Decide, "decide"),
    (Part::Show, "show"),
];

/// One message's journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The gateway that its topic names.
    pub gateway: Option<GatewayId>,
    /// What it says itself of the trace that it is part of: W3C Trace Context, in its user property
    /// `traceparent`.
    pub traceparent: Option<String>,
    /// When it came in.
    pub began_at: SystemTime,
    /// When each part was over, in the order of [`PARTS`]; none yet is the time before.
    pub over_at: [SystemTime; PARTS.len()],
    /// Its entry in the journal.
    pub offset: u64,
    /// Where in its gateway's spool it begins.
    pub place: Option<SpoolPlace>,
    /// How many readings it brought.
    pub readings: usize,
}

impl Journey {
    /// A message came in just now.
    pub(crate) fn begin(gateway: Option<GatewayId>, traceparent: Option<String>) -> Self {
        let began_at = SystemTime::now();
        let over_at = [began_at; PARTS.len()];
        Self { gateway, traceparent, began_at, over_at, offset: 0, place: None, readings: 0 }
    }

    /// A part is over just now.
    pub(crate) fn over(&mut self, part: Part) {
        // A clock that was set back makes no part end before it began.
        let before = self.over_at[(part as usize).saturating_sub(1)].max(self.began_at);
        self.over_at[part as usize..].fill(SystemTime::now().max(before));
    }
}

/// Takes one journey in so many, as far as there is room.
#[derive(Debug)]
pub struct Tracer {
    one_in: u64,
    seen: AtomicU64,
    dropped: AtomicU64,
    to: Sender<Journey>,
}

impl Tracer {
    /// One message in `one_in`, from the first on, to whoever has the receiver.
    pub fn new(one_in: u64, to: Sender<Journey>) -> Self {
        let (seen, dropped) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { one_in: one_in.max(1), seen, dropped, to }
    }

    /// Whether this message is one of them.
    pub(crate) fn takes(&self) -> bool {
        self.seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(self.one_in)
    }

    /// Tells a journey that is over.
    pub(crate) fn tell(&self, journey: Journey) {
        if self.to.try_send(journey).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many journeys there was no room for.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_in_so_many_is_taken_from_the_first_on() {
        let (to, _) = tokio::sync::mpsc::channel(1);
        let tracer = Tracer::new(3, to);
        let taken: Vec<bool> = (0..7).map(|_| tracer.takes()).collect();
        assert_eq!(taken, [true, false, false, true, false, false, true]);
    }

    #[test]
    fn a_journey_without_room_is_counted_and_holds_nobody_up() {
        let (to, mut told) = tokio::sync::mpsc::channel(2);
        let tracer = Tracer::new(1, to);
        for _ in 0..5 {
            tracer.tell(Journey::begin(None, None));
        }
        assert_eq!(tracer.dropped(), 3);
        assert!(told.try_recv().is_ok() && told.try_recv().is_ok() && told.try_recv().is_err());
        drop(told);
        tracer.tell(Journey::begin(None, None));
        assert_eq!(tracer.dropped(), 4);
    }

    #[test]
    fn a_part_never_ends_before_the_one_before_it() {
        let mut journey = Journey::begin(None, None);
        for (part, _) in PARTS {
            journey.over(part);
        }
        assert!(journey.began_at <= journey.over_at[0] && journey.over_at.is_sorted());
        let late = journey.over_at[4] + std::time::Duration::from_secs(60);
        journey.over_at[1] = late;
        journey.over(Part::Commit);
        assert_eq!(journey.over_at[2..], [late; 3]);
    }
}
