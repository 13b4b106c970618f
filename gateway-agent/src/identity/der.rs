//! The little of DER that a signing request and a certificate need: elements read and written.
//!
//! Whether a certificate is to be believed is rustls' business. This only reads what it says.

/// Bytes that are no DER of the form expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not there, or cut short")]
pub(super) struct Missing(pub(super) &'static str);

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OID: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0C;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
pub(super) const CONTEXT_0: u8 = 0xA0;

/// Reads elements from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The tag of the next element, if there is one.
    pub(super) fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The content of the next element, which must have this tag.
    pub(super) fn take(&mut self, tag: u8, what: &'static str) -> Result<&'a [u8], Missing> {
        let (found, _, content) = self.next(what)?;
        if found == tag { Ok(content) } else { Err(Missing(what)) }
    }

    /// The next element with its header, which must have this tag.
    pub(super) fn whole(&mut self, tag: u8, what: &'static str) -> Result<&'a [u8], Missing> {
        let (found, whole, _) = self.next(what)?;
        if found == tag { Ok(whole) } else { Err(Missing(what)) }
    }

    /// Refuses what is left over.
    pub(super) fn end(self, what: &'static str) -> Result<(), Missing> {
        if self.0.is_empty() { Ok(()) } else { Err(Missing(what)) }
    }

    fn next(&mut self, what: &'static str) -> Result<(u8, &'a [u8], &'a [u8]), Missing> {
        let missing = Missing(what);
        let (tag, first) = match self.0 {
            [tag, first, ..] => (*tag, usize::from(*first)),
            _ => return Err(missing),
        };
        // Up to two bytes of length: nothing here is longer than 64 KiB.
        let (header, length) = match first {
            0..=0x7F => (2, first),
            0x81 => (3, self.0.get(2).map(|low| usize::from(*low)).ok_or(missing)?),
            0x82 => match self.0.get(2..4) {
                Some([high, low]) => (4, usize::from(*high) << 8 | usize::from(*low)),
                _ => return Err(missing),
            },
            _ => return Err(missing),
        };
        let minimal = match header {
            3 => length >= 0x80,
            4 => length >= 0x100,
            _ => true,
        };
        let whole = self.0.get(..header + length).filter(|_| minimal).ok_or(missing)?;
        self.0 = &self.0[header + length..];
        Ok((tag, whole, &whole[header..]))
    }
}

/// One element.
pub(super) fn put(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        length @ ..=0x7F => out.push(length as u8),
        length @ ..=0xFF => out.extend([0x81, length as u8]),
        // Nothing that is written here comes near 64 KiB.
        length => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend_from_slice(content);
    out
}

/// One element out of several.
pub(super) fn put_all(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    put(tag, &parts.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(content in proptest::collection::vec(any::<u8>(), 0..600)) {
            let bytes = put(SEQUENCE, &content);
            let mut elements = Elements::new(&bytes);
            prop_assert_eq!(elements.take(SEQUENCE, "it"), Ok(&content[..]));
            prop_assert_eq!(elements.end("rest"), Ok(()));
        }

        #[test]
        fn any_bytes_are_elements_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut elements = Elements::new(&bytes);
            while let Some(tag) = elements.peek() {
                let Ok(whole) = elements.whole(tag, "it") else { break };
                prop_assert!(whole.len() >= 2);
            }
        }
    }
}
