//! One mark: of a quiet fold, which nearly all are, in sixteen bytes. A million people have a hundred each.

use bincode::de::{BorrowDecoder, Decoder};
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{BorrowDecode, Decode, Encode};

use crate::track::stood::Stood;

/// How a fold stood at a moment: what happened at it or later is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::track) struct Mark(Form);

/// Each mark has one form only: that of a quiet fold if it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Quiet {
        /// Since 1970.
        start_s: u32,
        /// When it last changed, before the start; [`NEVER`] if it never did.
        changed_before_ms: u32,
        /// When it changes by itself, from the start on; [`NEVER`] if it won't.
        wakes_after_ms: u32,
    },
    Other(Box<(i64, Stood)>),
}

const NEVER: u32 = u32::MAX;

impl Mark {
    pub(super) fn new(start_ms: i64, stood: Stood) -> Self {
        Self(quiet(start_ms, &stood).unwrap_or_else(|| Form::Other(Box::new((start_ms, stood)))))
    }

    /// The moment, ms since 1970.
    pub(in crate::track) fn start_ms(&self) -> i64 {
        match &self.0 {
            Form::Quiet { start_s, .. } => i64::from(*start_s) * 1_000,
            Form::Other(other) => other.0,
        }
    }

    /// How it stood.
    pub(in crate::track) fn stood(self) -> Stood {
        let start_ms = self.start_ms();
        match self.0 {
            Form::Quiet { changed_before_ms, wakes_after_ms, .. } => {
                let told = |ms: u32| (ms != NEVER).then_some(i64::from(ms));
                Stood::Quiet {
                    at_ms: told(changed_before_ms).map_or(i64::MIN, |before| start_ms - before),
                    wake_ms: told(wakes_after_ms).map(|after| start_ms + after),
                }
            }
            Form::Other(other) => other.1,
        }
    }
}

/// The form of a quiet fold, if it fits: most change within seven weeks.
fn quiet(start_ms: i64, stood: &Stood) -> Option<Form> {
    let Stood::Quiet { at_ms, wake_ms } = stood else { return None };
    let short = |ms: i64| u32::try_from(ms).ok().filter(|ms| *ms != NEVER);
    let start_s = (start_ms % 1_000 == 0).then_some(start_ms / 1_000);
    Some(Form::Quiet {
        start_s: u32::try_from(start_s?).ok()?,
        changed_before_ms: match *at_ms {
            i64::MIN => NEVER,
            at_ms => short(start_ms.checked_sub(at_ms)?)?,
        },
        wakes_after_ms: match wake_ms {
            None => NEVER,
            Some(wake_ms) => short(wake_ms.checked_sub(start_ms)?)?,
        },
    })
}

impl Encode for Mark {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.start_ms().encode(encoder)?;
        self.clone().stood().encode(encoder)
    }
}

impl<Context> Decode<Context> for Mark {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        Ok(Self::new(Decode::decode(decoder)?, Decode::decode(decoder)?))
    }
}

impl<'de, Context> BorrowDecode<'de, Context> for Mark {
    fn borrow_decode<D: BorrowDecoder<'de, Context = Context>>(
        decoder: &mut D,
    ) -> Result<Self, DecodeError> {
        Decode::decode(decoder)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::track::Fold;

    #[test]
    fn a_mark_is_small() {
        assert_eq!(size_of::<Mark>(), 16);
    }

    /// Around zero, around what just fits, and anywhere.
    fn moments() -> impl Strategy<Value = i64> {
        let edges = [0, 1_000, 1_700_000_000_000, i64::from(NEVER), i64::from(NEVER) * 1_000];
        let near = (prop::sample::select(edges.to_vec()), -2_i64..=2);
        prop_oneof![
            near.prop_map(|(edge, by)| edge + by),
            (0..2_000_000_000_i64).prop_map(|s| s * 1_000),
            any::<i64>(),
            Just(i64::MIN),
            Just(i64::MAX),
        ]
    }

    proptest! {
        #[test]
        fn a_mark_gives_what_was_noted(
            start_ms in moments(),
            at_ms in prop_oneof![moments(), Just(i64::MIN)],
            near in prop::option::of(-5_i64..5_000_000_000),
            wake in prop::option::of(moments()),
            is_busy in any::<bool>(),
        ) {
            let at_ms = near.map_or(at_ms, |by| start_ms.saturating_sub(by));
            let wake_ms = wake.map(|wake| near.map_or(wake, |by| start_ms.saturating_add(by)));
            let odd = if is_busy { vec![(at_ms, None)] } else { Vec::new() };
            let stood = Stood::of(Fold { at_ms, wake_ms, odd, ..Fold::default() });
            let mark = Mark::new(start_ms, stood.clone());
            prop_assert_eq!(mark.start_ms(), start_ms);
            prop_assert_eq!(&mark.clone().stood(), &stood);
            let config = bincode::config::standard();
            let bytes = bincode::encode_to_vec(&mark, config).unwrap();
            prop_assert_eq!(&bytes, &bincode::encode_to_vec((start_ms, stood), config).unwrap());
            let (again, _): (Mark, usize) = bincode::decode_from_slice(&bytes, config).unwrap();
            prop_assert_eq!(again, mark);
        }
    }
}
