//! Reads octets from the left, and remembers where it is.

use crate::{DateTime, DecodeError, Float, Sfloat};

/// A position in a value. Every read either gives the field or names what is missing.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The position of the next octet.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Octets that have not been read.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(crate) fn slice(
        &mut self,
        needed: usize,
        field: &'static str,
    ) -> Result<&'a [u8], DecodeError> {
        let left = self.left();
        if left < needed {
            return Err(DecodeError::TooShort { field, at: self.at, needed, left });
        }
        let taken = &self.bytes[self.at..self.at + needed];
        self.at += needed;
        Ok(taken)
    }

    fn take<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        let mut taken = [0; N];
        taken.copy_from_slice(self.slice(N, field)?);
        Ok(taken)
    }

    pub(crate) fn u8(&mut self, field: &'static str) -> Result<u8, DecodeError> {
        Ok(u8::from_le_bytes(self.take(field)?))
    }

    pub(crate) fn i8(&mut self, field: &'static str) -> Result<i8, DecodeError> {
        Ok(i8::from_le_bytes(self.take(field)?))
    }

    pub(crate) fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        Ok(u16::from_le_bytes(self.take(field)?))
    }

    pub(crate) fn i16(&mut self, field: &'static str) -> Result<i16, DecodeError> {
        Ok(i16::from_le_bytes(self.take(field)?))
    }

    /// A 24-bit number, in the low bits.
    pub(crate) fn u24(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        let [low, middle, high] = self.take(field)?;
        Ok(u32::from_le_bytes([low, middle, high, 0]))
    }

    pub(crate) fn sfloat(&mut self, field: &'static str) -> Result<Sfloat, DecodeError> {
        Ok(Sfloat::from_bytes(self.take(field)?))
    }

    pub(crate) fn float(&mut self, field: &'static str) -> Result<Float, DecodeError> {
        Ok(Float::from_bytes(self.take(field)?))
    }

    pub(crate) fn date_time(&mut self, field: &'static str) -> Result<DateTime, DecodeError> {
        Ok(DateTime::from_bytes(self.take(field)?))
    }

    /// `read`s a field only when its flag says that it is there.
    pub(crate) fn when<T>(
        &mut self,
        present: bool,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if present { read(self).map(Some) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_cut_off_names_its_first_byte_and_what_is_left() {
        let mut reader = Reader::new(&[1, 2, 3]);
        assert_eq!(reader.u16("first"), Ok(0x0201));
        let error = DecodeError::TooShort { field: "second", at: 2, needed: 2, left: 1 };
        assert_eq!(reader.u16("second"), Err(error));
        assert_eq!(reader.u8("third"), Ok(3), "a refused read moves nothing");
    }

    #[test]
    fn three_octets_are_little_endian() {
        assert_eq!(Reader::new(&[0x01, 0x02, 0x80]).u24("status"), Ok(0x80_0201));
    }
}
