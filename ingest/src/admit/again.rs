//! Admission once more: what was kept apart, now that somebody has mended what kept it.

use std::collections::BTreeSet;

use vitals::{GatewayId, ReadingId, StoredAt};
use wire::{CONTENT_TYPE_JSON, GatewayKey, WireReading};

use super::{Admission, Message, PAST_MS, Terms, Verdict};
use crate::entry::{
    Delivery, Entry, EntryError, Item, QUARANTINED_BYTES_MAX, Quarantined, Replayed, Stamped, Why,
};

/// Something that was kept apart, as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Where.
    pub id: ReadingId,
    /// When it came in.
    pub stored_at: StoredAt,
    /// Who sent it, as far as that is known.
    pub gateway: Option<GatewayId>,
    /// Why, with its bytes.
    pub quarantined: Quarantined,
    /// Whether it is a whole message, and not one reading of a message that could be read.
    pub is_message: bool,
}

/// Why something stays apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Still {
    /// It was taken before.
    #[error("it was replayed before, and counts once")]
    Settled,
    /// Not all of its bytes were kept.
    #[error("it was longer than the {QUARANTINED_BYTES_MAX} bytes that are kept")]
    Cut,
    /// Nothing here reads its bytes.
    #[error("it can't be read")]
    Unreadable,
    /// What its gateway sent before it isn't there yet; the gateway will send it again itself.
    #[error("what its gateway sent before it is missing: the gateway sends both again")]
    TooEarly,
    /// The same as before, or something else now.
    #[error("{1}")]
    For(Why, String),
}

/// What was replayed already.
pub(crate) type Settled = BTreeSet<ReadingId>;

impl Apart {
    /// What an entry keeps apart in this place.
    pub fn of(id: ReadingId, stamped: Stamped) -> Option<Self> {
        let stored_at = stamped.stored_at;
        if let Entry::Refused { gateway, quarantined } = stamped.entry {
            let is_it = id.index == 0;
            return is_it.then_some(Self { id, stored_at, gateway, quarantined, is_message: true });
        }
        let delivery = stamped.entry.delivery()?;
        let Item::Quarantined(quarantined) = delivery.items.get(usize::from(id.index))? else {
            return None;
        };
        let (gateway, quarantined) = (Some(delivery.gateway.clone()), quarantined.clone());
        Some(Self { id, stored_at, gateway, quarantined, is_message: false })
    }

    /// All that an entry keeps apart.
    pub fn all_of(offset: u64, stamped: &Stamped) -> Vec<Self> {
        let count = match (&stamped.entry, stamped.entry.delivery()) {
            (Entry::Refused { .. }, _) => 1,
            (_, Some(delivery)) => delivery.items.len(),
            _ => 0,
        };
        let ids = (0..count).filter_map(|index| u16::try_from(index).ok());
        ids.filter_map(|index| Self::of(ReadingId { offset, index }, stamped.clone())).collect()
    }
}

impl Admission {
    /// Decides again about something that was kept apart, as of when it came in: a clock that was ahead
    /// isn't right because somebody waited.
    pub fn decide_again(
        &self,
        apart: &Apart,
        by: &str,
        key: impl Fn(&GatewayId) -> GatewayKey,
    ) -> Result<Entry, Still> {
        if self.settled.contains(&apart.id) {
            return Err(Still::Settled);
        }
        if apart.quarantined.bytes.len() == QUARANTINED_BYTES_MAX {
            return Err(Still::Cut);
        }
        let delivery = if apart.is_message {
            self.message_again(apart, key)?
        } else {
            self.reading_again(apart)?
        };
        Ok(Entry::Replayed(Box::new(Replayed { original: apart.id, by: by.to_owned(), delivery })))
    }

    fn message_again(
        &self,
        apart: &Apart,
        key: impl Fn(&GatewayId) -> GatewayKey,
    ) -> Result<Delivery, Still> {
        let payload = apart.quarantined.bytes.clone();
        let is_frame = payload.starts_with(b"HW");
        let content_type = (!is_frame).then(|| CONTENT_TYPE_JSON.to_owned());
        let message = Message { gateway: apart.gateway.clone(), content_type, payload };
        let Some(gateway) = &apart.gateway else {
            return Err(Still::For(Why::UnknownGateway, "the topic names no gateway".into()));
        };
        let nothing = || Delivery { gateway: gateway.clone(), place: None, items: Vec::new() };
        match self.decide_anew(&message, apart.stored_at, key) {
            Verdict::Append(Entry::Delivered(delivery)) => Ok(delivery),
            Verdict::Append(Entry::Refused { quarantined, .. }) => {
                Err(Still::For(quarantined.why, quarantined.detail))
            }
            Verdict::TellLedger(_, _, true) | Verdict::Ignore => Ok(nothing()),
            Verdict::TellLedger(_, _, false) => Err(Still::TooEarly),
            Verdict::Append(_) => Err(Still::Unreadable),
        }
    }

    fn reading_again(&self, apart: &Apart) -> Result<Delivery, Still> {
        let reading =
            WireReading::decode(&apart.quarantined.bytes).map_err(|_| Still::Unreadable)?;
        // What came in its own gateway's name is of any age only if it came in a file.
        let gateway = apart.gateway.clone().ok_or(Still::Unreadable)?;
        let is_history = self.roster.trust(&gateway).is_none();
        let past_ms = if is_history { i64::MAX } else { PAST_MS };
        let terms = Terms { now: apart.stored_at, past_ms, named: is_history };
        let items = self.items(std::iter::once(Ok(reading)), terms);
        match items.first() {
            Some(Item::Quarantined(Quarantined { why, detail, .. })) => {
                Err(Still::For(*why, detail.clone()))
            }
            _ => Ok(Delivery { gateway, place: None, items }),
        }
    }
}

/// Something that can't be looked up in the journal.
#[derive(Debug, thiserror::Error)]
pub enum ApartError {
    /// The journal.
    #[error("could not read the journal")]
    Journal(#[from] journal::JournalError),
    /// An entry that this program can't read.
    #[error("journal entry {offset} can't be read")]
    Entry {
        /// Which.
        offset: u64,
        /// Why.
        source: EntryError,
    },
}

/// What the journal keeps apart under this id; none if there is nothing.
pub fn apart_at(journal: &dyn journal::Reader, id: ReadingId) -> Result<Option<Apart>, ApartError> {
    if id.offset >= journal.durable_end() {
        return Ok(None);
    }
    let Some(entry) = journal.read_from(id.offset).next().transpose()? else { return Ok(None) };
    let stamped = Stamped::decode(&entry.bytes)
        .map_err(|source| ApartError::Entry { offset: id.offset, source })?;
    Ok(Apart::of(id, stamped))
}
