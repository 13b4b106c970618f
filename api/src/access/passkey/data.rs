//! What an authenticator says of itself with each proof: authenticator data (Web Authentication level 2, 6.1).

use sha2::{Digest, Sha256};

use super::{Party, PasskeyError, cbor};

/// Authenticator data, read.
#[derive(Debug)]
pub(super) struct Data<'a> {
    party: &'a [u8],
    flags: u8,
    /// How often the passkey has signed; passkeys that are on several devices say 0.
    pub(super) counter: u32,
    /// A new passkey: its id, and its public key as it came.
    pub(super) made: Option<(&'a [u8], &'a [u8])>,
}

/// Somebody was there.
const PRESENT: u8 = 1;
/// The device knew them: by a finger, a face or a number.
const VERIFIED: u8 = 1 << 2;
/// The passkey may be on several devices, and is.
const MAY_BE_KEPT: u8 = 1 << 3;
const IS_KEPT: u8 = 1 << 4;
const HAS_KEY: u8 = 1 << 6;
const HAS_MORE: u8 = 1 << 7;
/// An id has so many bytes at most.
const ID_BYTES_MAX: usize = 1023;

impl<'a> Data<'a> {
    /// Reads it to its end; none if it isn't whole.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (party, rest) = bytes.split_at_checked(32)?;
        let (&flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk::<4>()?;
        let mut made = None;
        if flags & HAS_KEY != 0 {
            let (_model, after) = rest.split_at_checked(16)?;
            let (length, after) = after.split_first_chunk::<2>()?;
            let (id, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
            let (_, left) = cbor::read(after)?;
            let key = &after[..after.len() - left.len()];
            made = (1..=ID_BYTES_MAX).contains(&id.len()).then_some((id, key));
            made?;
            rest = left;
        }
        if flags & HAS_MORE != 0 {
            (_, rest) = cbor::read(rest)?;
        }
        let counter = u32::from_be_bytes(*counter);
        rest.is_empty().then_some(Self { party, flags, counter, made })
    }

    /// Whether it is for this server, and somebody was there whom the device knew.
    pub(super) fn check(&self, party: &Party) -> Result<(), PasskeyError> {
        if self.party != Sha256::digest(&party.id).as_slice() {
            return Err(PasskeyError::Party);
        }
        let both = PRESENT | VERIFIED;
        if self.flags & both != both {
            return Err(PasskeyError::Nobody);
        }
        if self.flags & (MAY_BE_KEPT | IS_KEPT) == IS_KEPT {
            return Err(PasskeyError::Form);
        }
        Ok(())
    }
}
