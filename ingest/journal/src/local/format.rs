//! The bytes of a segment file, format 1: a header, then entries, then zeros.
//!
//! | segment header | bytes | | entry | bytes |
//! | --- | --- | --- | --- | --- |
//! | `HWJ` | 3 | | length of the whole entry | 4 |
//! | format, 1 | 1 | | CRC32C of all but these 4 bytes | 4 |
//! | offset of the first entry | 8 | | offset of the first entry of its commit | 8 |
//! | hash of the entry before it | 16 | | hash of the entry before it | 16 |
//! | CRC32C of the above | 4 | | what was appended | any |
//!
//! All numbers are little-endian. A length of zero is the end of the written part. A format never
//! changes once a journal has been written with it.

use crate::error::Damage;
use crate::port::{ChainHash, MAX_ENTRY_BYTES};

pub(super) const SEGMENT_HEADER_BYTES: usize = 32;
pub(super) const ENTRY_HEADER_BYTES: usize = 32;

/// What a segment says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SegmentHeader {
    pub(super) first: u64,
    pub(super) chain: ChainHash,
}

/// Why the first bytes of a segment are not a header.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HeaderError {
    Wrong,
    FromTheFuture(u8),
}

impl SegmentHeader {
    pub(super) fn encode(self) -> [u8; SEGMENT_HEADER_BYTES] {
        let mut bytes = [0; SEGMENT_HEADER_BYTES];
        bytes[..3].copy_from_slice(MAGIC);
        bytes[3] = FORMAT;
        bytes[4..12].copy_from_slice(&self.first.to_le_bytes());
        bytes[12..28].copy_from_slice(&self.chain.to_bytes());
        let crc = crc32c::crc32c(&bytes[..28]);
        bytes[28..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        let Some(bytes) = bytes.first_chunk::<SEGMENT_HEADER_BYTES>() else {
            return Err(HeaderError::Wrong);
        };
        if &bytes[..3] != MAGIC || crc32c::crc32c(&bytes[..28]) != u32_at(bytes, 28) {
            return Err(HeaderError::Wrong);
        }
        if bytes[3] != FORMAT {
            return Err(HeaderError::FromTheFuture(bytes[3]));
        }
        Ok(Self { first: u64_at(bytes, 4), chain: hash_at(bytes, 12) })
    }
}

/// What stands before an entry's own bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EntryHeader {
    /// Of the whole entry, this header included.
    pub(super) length: usize,
    /// The offset of the first entry of the commit it was written in. All entries before that one
    /// were durable before this one was written: recovery rests on it.
    pub(super) commit: u64,
    /// The hash of the entry before it.
    pub(super) chain: ChainHash,
}

impl EntryHeader {
    /// Reads the header at the start of `bytes`; `None` is the end of the written part.
    ///
    /// The length is within bounds, but nothing else is trustworthy before [`checksum_holds`].
    pub(super) fn decode(bytes: &[u8]) -> Result<Option<Self>, Damage> {
        let Some(length) = bytes.first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_le_bytes(*length);
        if length == 0 {
            return Ok(None);
        }
        if !(ENTRY_HEADER_BYTES..=ENTRY_BYTES_MAX).contains(&(length as usize)) {
            return Err(Damage::Length(length));
        }
        let Some(bytes) = bytes.first_chunk::<ENTRY_HEADER_BYTES>() else {
            return Err(Damage::CutShort);
        };
        let (commit, chain) = (u64_at(bytes, 8), hash_at(bytes, 16));
        Ok(Some(Self { length: length as usize, commit, chain }))
    }
}

/// Whether `entry`, header and all, is what was written.
pub(super) fn checksum_holds(entry: &[u8]) -> bool {
    entry.len() >= ENTRY_HEADER_BYTES && u32_at(entry, 4) == checksum(entry)
}

/// Puts one entry at the end of `buffer` and returns its hash.
pub(super) fn encode_entry(
    buffer: &mut Vec<u8>,
    commit: u64,
    chain: ChainHash,
    bytes: &[u8],
) -> ChainHash {
    let start = buffer.len();
    // Fits: `append` has refused anything above MAX_ENTRY_BYTES.
    let length = (ENTRY_HEADER_BYTES + bytes.len()) as u32;
    buffer.extend_from_slice(&length.to_le_bytes());
    buffer.extend_from_slice(&[0; 4]);
    buffer.extend_from_slice(&commit.to_le_bytes());
    buffer.extend_from_slice(&chain.to_bytes());
    buffer.extend_from_slice(bytes);
    let crc = checksum(&buffer[start..]);
    buffer[start + 4..start + 8].copy_from_slice(&crc.to_le_bytes());
    chain.then(bytes)
}

const MAGIC: &[u8; 3] = b"HWJ";
const FORMAT: u8 = 1;
const ENTRY_BYTES_MAX: usize = ENTRY_HEADER_BYTES + MAX_ENTRY_BYTES;

fn checksum(entry: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&entry[..4]), &entry[8..])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut number = [0; 4];
    number.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(number)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(number)
}

fn hash_at(bytes: &[u8], at: usize) -> ChainHash {
    let mut hash = [0; 16];
    hash.copy_from_slice(&bytes[at..at + 16]);
    ChainHash::from_bytes(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_1_never_changes() {
        let chain = ChainHash::GENESIS.then(b"before");
        let mut bytes = SegmentHeader { first: 7, chain }.encode().to_vec();
        encode_entry(&mut bytes, 6, chain, b"entry");
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, GOLDEN.replace(' ', ""));
    }

    #[test]
    fn a_header_with_any_bit_flipped_is_refused() {
        let header = SegmentHeader { first: 7, chain: ChainHash::GENESIS };
        let bytes = header.encode();
        assert_eq!(SegmentHeader::decode(&bytes), Ok(header));
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(SegmentHeader::decode(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_length_is_refused_before_anything_is_allocated() {
        let decode = |length: usize| {
            let mut bytes = [0; ENTRY_HEADER_BYTES];
            bytes[..4].copy_from_slice(&(length as u32).to_le_bytes());
            EntryHeader::decode(&bytes).map(|header| header.map(|header| header.length))
        };
        let too_long = ENTRY_BYTES_MAX + 1;
        assert_eq!(decode(0), Ok(None));
        assert_eq!(decode(31), Err(Damage::Length(31)));
        assert_eq!(decode(32), Ok(Some(32)));
        assert_eq!(decode(ENTRY_BYTES_MAX), Ok(Some(ENTRY_BYTES_MAX)));
        assert_eq!(decode(too_long), Err(Damage::Length(too_long as u32)));
    }

    /// Made by another program from the table above.
    const GOLDEN: &str = "\
        48574a01 0700000000000000 7761f5fc3c8bf391852d71952fd05662 525ac6ab \
        25000000 99653735 0600000000000000 7761f5fc3c8bf391852d71952fd05662 656e747279";
}
