//! The envelope around every message: magic, version, kind, length, body, HMAC, checksum.

use hmac::Mac;

use crate::key::GatewayKey;

/// The longest body that is accepted, in bytes. The length is checked before anything is allocated.
pub const MAX_BODY_BYTES: usize = 256 * 1024;
/// The longest message that is accepted: the longest body in its envelope.
pub const MAX_FRAME_BYTES: usize = HEADER_BYTES + MAX_BODY_BYTES + MAC_BYTES + CRC_BYTES;

pub(crate) const HEADER_BYTES: usize = 8;
const MAC_BYTES: usize = 32;
const CRC_BYTES: usize = 4;
const MAGIC: [u8; 2] = *b"HW";
const VERSION: u8 = 1;

/// Why bytes are not a frame (or a ledger) of this gateway. Offsets count from the first byte.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Shorter than an empty envelope.
    #[error("{length} bytes are too short for a frame")]
    TooShort {
        /// Bytes given.
        length: usize,
    },
    /// It doesn't begin with `HW`.
    #[error("the first two bytes are not the mark of a frame")]
    NotAFrame,
    /// A version that this program doesn't know.
    #[error("frame version {0} is not known here")]
    FromTheFuture(u8),
    /// A ledger where a frame was expected, or the other way round, or neither.
    #[error("byte 3 says kind {found}, expected {expected}")]
    WrongKind {
        /// The kind in the header.
        found: u8,
        /// The kind that was asked for.
        expected: u8,
    },
    /// The declared length is over the limit, or isn't the length that arrived.
    #[error(
        "byte 4 declares a body of {declared} bytes, which is over the limit or not what arrived ({length} bytes in all)"
    )]
    WrongLength {
        /// The body length in the header.
        declared: u32,
        /// Bytes given.
        length: usize,
    },
    /// The checksum at the end doesn't match: damaged on the way.
    #[error("the checksum does not match")]
    Checksum,
    /// The HMAC doesn't match: not made with this gateway's key.
    #[error("the authentication code does not match")]
    Mac,
    /// A field can't be read or has a value that it can't have.
    #[error("{what} at byte {at} is cut short or has no meaning")]
    Malformed {
        /// Where the field begins.
        at: usize,
        /// Which field.
        what: &'static str,
    },
    /// Bytes are left over after the last field.
    #[error("bytes are left over from byte {at}")]
    TrailingBytes {
        /// Where they begin.
        at: usize,
    },
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Frame = 1,
    Ledger = 2,
    Command = 3,
    Answer = 4,
}

/// Puts a body into its envelope.
pub(crate) fn seal(kind: Kind, body: &[u8], key: &GatewayKey) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_BYTES + body.len() + MAC_BYTES + CRC_BYTES);
    out.extend_from_slice(&MAGIC);
    out.push(VERSION);
    out.push(kind as u8);
    // A body over the limit is refused by every reader; the gateway packs frames far below it.
    out.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(body);
    let code = key.mac().chain_update(&out).finalize().into_bytes();
    out.extend_from_slice(&code);
    let sum = crc32c::crc32c(&out);
    out.extend_from_slice(&sum.to_le_bytes());
    out
}

/// Checks everything about the envelope and gives the body, which begins at [`HEADER_BYTES`].
pub(crate) fn open<'a>(
    kind: Kind,
    bytes: &'a [u8],
    key: &GatewayKey,
) -> Result<&'a [u8], FrameError> {
    let body = body(kind, bytes)?;
    let (covered, sum) = bytes.split_at(bytes.len() - CRC_BYTES);
    if crc32c::crc32c(covered).to_le_bytes() != sum {
        return Err(FrameError::Checksum);
    }
    let (covered, code) = covered.split_at(covered.len() - MAC_BYTES);
    key.mac().chain_update(covered).verify_slice(code).map_err(|_| FrameError::Mac)?;
    Ok(body)
}

/// The body, after the header and the length are checked, but neither checksum nor HMAC.
pub(crate) fn body(kind: Kind, bytes: &[u8]) -> Result<&[u8], FrameError> {
    let length = bytes.len();
    if bytes.len() < HEADER_BYTES + MAC_BYTES + CRC_BYTES {
        return Err(FrameError::TooShort { length });
    }
    if bytes[..2] != MAGIC {
        return Err(FrameError::NotAFrame);
    }
    if bytes[2] != VERSION {
        return Err(FrameError::FromTheFuture(bytes[2]));
    }
    if bytes[3] != kind as u8 {
        return Err(FrameError::WrongKind { found: bytes[3], expected: kind as u8 });
    }
    let declared = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
    let arrived = length - HEADER_BYTES - MAC_BYTES - CRC_BYTES;
    if arrived > MAX_BODY_BYTES || usize::try_from(declared).ok() != Some(arrived) {
        return Err(FrameError::WrongLength { declared, length });
    }
    Ok(&bytes[HEADER_BYTES..HEADER_BYTES + arrived])
}
