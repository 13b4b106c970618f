//! Little-endian bytes, written to a vector and read from a slice with the place of each failure.
//!
//! Public for the journal entries of `ingest`, which hold readings in the same form.

use std::str::FromStr;

use crate::envelope::FrameError;

/// Two bytes.
pub fn put_u16(out: &mut Vec<u8>, value: u16) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Two bytes, two's complement.
pub fn put_i16(out: &mut Vec<u8>, value: i16) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Four bytes.
pub fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Four bytes, two's complement.
pub fn put_i32(out: &mut Vec<u8>, value: i32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Eight bytes.
pub fn put_u64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Eight bytes, two's complement.
pub fn put_i64(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Sixteen bytes.
pub fn put_u128(out: &mut Vec<u8>, value: u128) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// An id: its length in one byte, then its characters. An id has 64 at most, so the length fits.
pub fn put_id(out: &mut Vec<u8>, id: &str) {
    out.push(id.len() as u8);
    out.extend_from_slice(id.as_bytes());
}

/// Reads a slice from the front. Offsets in errors count from the start of the whole frame.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    base: usize,
}

impl<'a> Reader<'a> {
    /// Reads `bytes`, which start at offset `base` of the frame.
    pub fn new(bytes: &'a [u8], base: usize) -> Self {
        Self { bytes, at: 0, base }
    }

    /// Where it stands, from the start of the whole frame.
    pub fn offset(&self) -> usize {
        self.base + self.at
    }

    /// The error for the field that begins here.
    pub fn malformed(&self, what: &'static str) -> FrameError {
        FrameError::Malformed { at: self.offset(), what }
    }

    /// The error for a field that was just read and began so many bytes back.
    pub fn malformed_before(&self, back: usize, what: &'static str) -> FrameError {
        FrameError::Malformed { at: self.offset() - back, what }
    }

    /// The next bytes; `what` names them in the error.
    pub fn take(&mut self, length: usize, what: &'static str) -> Result<&'a [u8], FrameError> {
        let rest = &self.bytes[self.at..];
        let Some(taken) = rest.get(..length) else { return Err(self.malformed(what)) };
        self.at += length;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], FrameError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, what)?);
        Ok(array)
    }

    /// The next number; `what` names it in the error.
    pub fn u8(&mut self, what: &'static str) -> Result<u8, FrameError> {
        self.array::<1>(what).map(|[byte]| byte)
    }

    /// The next number; `what` names it in the error.
    pub fn u16(&mut self, what: &'static str) -> Result<u16, FrameError> {
        self.array(what).map(u16::from_le_bytes)
    }

    /// The next number; `what` names it in the error.
    pub fn i16(&mut self, what: &'static str) -> Result<i16, FrameError> {
        self.array(what).map(i16::from_le_bytes)
    }

    /// The next number; `what` names it in the error.
    pub fn u32(&mut self, what: &'static str) -> Result<u32, FrameError> {
        self.array(what).map(u32::from_le_bytes)
    }

    /// The next number; `what` names it in the error.
    pub fn i32(&mut self, what: &'static str) -> Result<i32, FrameError> {
        self.array(what).map(i32::from_le_bytes)
    }

    /// The next number; `what` names it in the error.
    pub fn u64(&mut self, what: &'static str) -> Result<u64, FrameError> {
        self.array(what).map(u64::from_le_bytes)
    }

    /// The next number; `what` names it in the error.
    pub fn i64(&mut self, what: &'static str) -> Result<i64, FrameError> {
        self.array(what).map(i64::from_le_bytes)
    }

    /// The next number; `what` names it in the error.
    pub fn u128(&mut self, what: &'static str) -> Result<u128, FrameError> {
        self.array(what).map(u128::from_le_bytes)
    }

    /// An id, as [`put_id`] writes it.
    pub fn id<T: FromStr>(&mut self, what: &'static str) -> Result<T, FrameError> {
        let start = self.offset();
        let length = usize::from(self.u8(what)?);
        let taken = self.take(length, what)?;
        std::str::from_utf8(taken)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or(FrameError::Malformed { at: start, what })
    }

    /// Refuses what is left over.
    pub fn end(self) -> Result<(), FrameError> {
        if self.at == self.bytes.len() {
            return Ok(());
        }
        Err(FrameError::TrailingBytes { at: self.offset() })
    }
}
