//! How a fold stands when nobody works on it: nearly always quiet, and then in a tenth of the room.

use bincode::{Decode, Encode};

use super::{Fold, Spell, StepMark};

/// A fold at rest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) enum Stood {
    /// Nothing is going on.
    Quiet {
        /// [`Fold::at_ms`].
        at_ms: i64,
        /// [`Fold::next_ms`].
        wake_ms: Option<i64>,
    },
    /// Something is.
    Busy(Box<Fold>),
}

impl Default for Stood {
    fn default() -> Self {
        Self::of(Fold::default())
    }
}

impl Stood {
    pub(super) fn of(fold: Fold) -> Self {
        if fold.is_quiet() {
            Self::Quiet { at_ms: fold.at_ms, wake_ms: fold.wake_ms }
        } else {
            Self::Busy(Box::new(fold))
        }
    }

    /// Works on the fold. If the rules panic meanwhile, it is of no use any more.
    pub(super) fn work<R>(&mut self, work: impl FnOnce(&mut Fold) -> R) -> R {
        match self {
            Self::Busy(fold) => {
                let done = work(fold);
                if fold.is_quiet() {
                    *self = Self::Quiet { at_ms: fold.at_ms, wake_ms: fold.wake_ms };
                }
                done
            }
            quiet @ Self::Quiet { .. } => {
                let mut fold = quiet.clone().fold();
                let done = work(&mut fold);
                *quiet = Self::of(fold);
                done
            }
        }
    }

    /// The fold.
    pub(super) fn fold(self) -> Fold {
        match self {
            Self::Quiet { at_ms, wake_ms } => Fold { at_ms, wake_ms, ..Fold::default() },
            Self::Busy(fold) => *fold,
        }
    }

    pub(super) fn is_quiet(&self) -> bool {
        matches!(self, Self::Quiet { .. })
    }

    pub(super) fn next_ms(&self) -> Option<i64> {
        match self {
            Self::Quiet { wake_ms, .. } => *wake_ms,
            Self::Busy(fold) => fold.next_ms(),
        }
    }

    pub(super) fn spells(&self) -> &[Spell] {
        match self {
            Self::Quiet { .. } => &[],
            Self::Busy(fold) => fold.spells(),
        }
    }

    pub(super) fn steps(&self) -> &[StepMark] {
        match self {
            Self::Quiet { .. } => &[],
            Self::Busy(fold) => fold.steps(),
        }
    }
}
