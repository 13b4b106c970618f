//! Values that came later than the bytes of a state: they stand after it, and only where there are any.
//!
//! What was kept of pruned journals can't be made again, so its bytes never change (`snapshot.rs`).

use std::ops::{Deref, DerefMut};

use bincode::de::{BorrowDecoder, Decoder};
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{BorrowDecode, Decode, Encode};

/// A value that has no bytes of its own: `told/apart.rs` puts it behind those of the state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Apart<T>(pub T);

impl<T> Deref for Apart<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Apart<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Encode for Apart<T> {
    fn encode<E: Encoder>(&self, _: &mut E) -> Result<(), EncodeError> {
        Ok(())
    }
}

impl<C, T: Default> Decode<C> for Apart<T> {
    fn decode<D: Decoder<Context = C>>(_: &mut D) -> Result<Self, DecodeError> {
        Ok(Self::default())
    }
}

impl<'de, C, T: Default> BorrowDecode<'de, C> for Apart<T> {
    fn borrow_decode<D: BorrowDecoder<'de, Context = C>>(_: &mut D) -> Result<Self, DecodeError> {
        Ok(Self::default())
    }
}
