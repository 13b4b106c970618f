//! What was found to be usual, kept for as long as it stands still: many rules ask for it with each
//! value, and it changes once a day.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bincode::de::{BorrowDecoder, Decoder};
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{BorrowDecode, Decode, Encode};
use vitals::VitalSign;

use super::{PartOfDay, Usual, UsualScore};
use crate::fact::Spo2Scale;

/// What is asked: which figure, of the days before which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) what: What,
    /// Days since 1970-01-01.
    pub(super) today: i64,
    pub(super) days: u8,
}

/// Which figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Sign(VitalSign, Option<PartOfDay>),
    /// With what the care plan says of oxygen.
    News2(Spo2Scale, Option<bool>),
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Sign(Option<Usual>),
    News2(Option<UsualScore>),
}

/// Answers that still hold. It is no part of anybody's state: two of them are always equal, a copy and a
/// snapshot have none.
#[derive(Debug, Default)]
pub struct Memo {
    /// Only who decides about the person asks: nobody ever waits for it.
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    answers: Vec<(Asked, Found)>,
    /// The newest day that was asked about: what is of that day changes no answer.
    today: i64,
}

/// Figures that the rules ask for on one day, and as many for a late fact's.
const KEPT_MAX: usize = 48;

impl Memo {
    /// The answer, found now if it isn't known.
    pub(super) fn answer(&self, asked: Asked, find: impl FnOnce() -> Found) -> Found {
        let known = self.known();
        let answer = known.answers.iter().find(|(of, _)| *of == asked).map(|(_, found)| *found);
        drop(known);
        answer.unwrap_or_else(|| {
            let found = find();
            self.known().add(asked, found);
            found
        })
    }

    /// Forgets what depends on a day of a sign that has changed.
    pub(crate) fn changed(&mut self, sign: VitalSign, day: i64) {
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        if day >= known.today {
            return;
        }
        known.answers.retain(|(asked, _)| {
            let reads = match asked.what {
                What::Sign(of, _) => of == sign,
                What::News2(..) => true,
            };
            !reads || day >= asked.today
        });
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self.known.get_mut().unwrap_or_else(PoisonError::into_inner) = Known::default();
    }

    /// Whatever panicked, each answer that is in it is whole.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn add(&mut self, asked: Asked, found: Found) {
        if self.answers.len() >= KEPT_MAX {
            self.answers.clear();
        }
        self.today = self.today.max(asked.today);
        self.answers.push((asked, found));
    }
}

impl Clone for Memo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Memo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Memo {}

impl Encode for Memo {
    fn encode<E: Encoder>(&self, _: &mut E) -> Result<(), EncodeError> {
        Ok(())
    }
}

impl<Context> Decode<Context> for Memo {
    fn decode<D: Decoder<Context = Context>>(_: &mut D) -> Result<Self, DecodeError> {
        Ok(Self::default())
    }
}

impl<'de, Context> BorrowDecode<'de, Context> for Memo {
    fn borrow_decode<D: BorrowDecoder<'de, Context = Context>>(
        _: &mut D,
    ) -> Result<Self, DecodeError> {
        Ok(Self::default())
    }
}
