//! One file of the spool: a header, and records.
//!
//! Version 1 held readings as they are; it is read, and no longer written. In version 2 they are
//! sealed, and the header stands there twice, because without its salt nothing could be read.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use vitals::HeardAt;
use wire::Incarnation;

use super::seal::{CHECK_BYTES, Cipher, SALT_BYTES, SpoolKey, salt};

const MAGIC_1: [u8; 4] = *b"HWS\x01";
const MAGIC_2: [u8; 4] = *b"HWS\x02";
/// Magic and version, incarnation, first number, time.
const FIELD_BYTES: usize = 36;
const CRC_BYTES: usize = 4;
const HEADER_1_BYTES: usize = FIELD_BYTES + CRC_BYTES;
const HEADER_2_BYTES: usize = FIELD_BYTES + SALT_BYTES + CHECK_BYTES + CRC_BYTES;

/// A segment as the spool remembers it.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) index: u64,
    pub(super) path: PathBuf,
    pub(super) head: Head,
    /// Length of the part that is known to be good.
    pub(super) bytes: u64,
}

/// What a segment's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// The life of the spool in which the count of the records began.
    pub(super) lineage: Incarnation,
    pub(super) first_seq: u64,
    pub(super) created_at: HeardAt,
    /// `None` in version 1, whose records are not sealed.
    salt: Option<[u8; SALT_BYTES]>,
}

/// What a file begins with.
pub(super) enum Opened {
    /// A header, and the key fits if it needs one.
    Good(Head),
    /// One of a sealed segment's two headers has changed.
    Damaged(Head),
    /// A whole header, of a segment that another key sealed.
    OtherKey,
    /// Anything else.
    NoHeader,
}

impl Head {
    /// A head for a new segment, the bytes that it begins with, and what seals its records.
    pub(super) fn fresh(
        lineage: Incarnation,
        first_seq: u64,
        created_at: HeardAt,
        key: &SpoolKey,
    ) -> (Self, Vec<u8>, Cipher) {
        let salt = salt();
        let head = Self { lineage, first_seq, created_at, salt: Some(salt) };
        let (cipher, _) = key.segment(salt, &head.fields());
        (head, head.encode(key), cipher)
    }

    fn encode(&self, key: &SpoolKey) -> Vec<u8> {
        let one = self.encode_once(key);
        if self.salt.is_some() { one.repeat(2) } else { one }
    }

    fn encode_once(&self, key: &SpoolKey) -> Vec<u8> {
        let mut bytes = self.fields().to_vec();
        if let Some(salt) = self.salt {
            let (_, check) = key.segment(salt, &bytes);
            bytes.extend_from_slice(&salt);
            bytes.extend_from_slice(&check);
        }
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    /// Reads what a file begins with.
    pub(super) fn decode(bytes: &[u8], key: &SpoolKey) -> Opened {
        let first = Self::decode_once(bytes);
        let Some(head) = first.or_else(|| Self::decode_once(bytes.get(HEADER_2_BYTES..)?)) else {
            return Opened::NoHeader;
        };
        let expected = head.encode(key);
        let found = bytes.get(..expected.len()).unwrap_or(bytes);
        if found == expected {
            return Opened::Good(head);
        }
        let one = head.encode_once(key);
        let fits = |at: usize| found.get(at..).is_some_and(|it| it.starts_with(&one));
        if fits(0) || fits(HEADER_2_BYTES) { Opened::Damaged(head) } else { Opened::OtherKey }
    }

    /// Reads one whole header.
    fn decode_once(bytes: &[u8]) -> Option<Self> {
        let head = Self::fields_of(bytes)?;
        let length = if head.salt.is_some() { HEADER_2_BYTES } else { HEADER_1_BYTES };
        let (body, sum) = bytes.get(..length)?.split_last_chunk::<CRC_BYTES>()?;
        (crc32c::crc32c(body).to_le_bytes() == *sum).then_some(head)
    }

    /// Bytes before the first record.
    pub(super) fn length(&self) -> usize {
        if self.salt.is_some() { 2 * HEADER_2_BYTES } else { HEADER_1_BYTES }
    }

    /// What opens the records.
    pub(super) fn lid(&self, key: &SpoolKey) -> Lid {
        Lid(self.salt.map(|salt| key.segment(salt, &self.fields()).0))
    }

    fn fields(&self) -> [u8; FIELD_BYTES] {
        let magic = if self.salt.is_some() { MAGIC_2 } else { MAGIC_1 };
        let mut fields = [0; FIELD_BYTES];
        fields[..4].copy_from_slice(&magic);
        fields[4..20].copy_from_slice(&self.lineage.0.to_le_bytes());
        fields[20..28].copy_from_slice(&self.first_seq.to_le_bytes());
        fields[28..].copy_from_slice(&self.created_at.unix_ms().to_le_bytes());
        fields
    }

    fn fields_of(bytes: &[u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let (lineage, rest) = rest.split_first_chunk::<16>()?;
        let (first_seq, rest) = rest.split_first_chunk::<8>()?;
        let (created_at, rest) = rest.split_first_chunk::<8>()?;
        let salt = match *magic {
            MAGIC_1 => None,
            MAGIC_2 => Some(*rest.first_chunk::<SALT_BYTES>()?),
            _ => return None,
        };
        let head = Self {
            lineage: Incarnation(u128::from_le_bytes(*lineage)),
            first_seq: u64::from_le_bytes(*first_seq),
            created_at: HeardAt::from_unix_ms(i64::from_le_bytes(*created_at)),
            salt,
        };
        // Numbers count from 1, and none is the last.
        (1..u64::MAX / 2).contains(&head.first_seq).then_some(head)
    }
}

/// Opens the records of one segment; those of version 1 are open.
pub(super) struct Lid(Option<Cipher>);

impl Lid {
    /// That of a segment whose header is gone.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// The payload of a record; `None` if it isn't what was sealed.
    pub(super) fn open<'a>(&self, seq: u64, held: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        match &self.0 {
            None => Some(Cow::Borrowed(held)),
            Some(cipher) => cipher.open(seq, held).map(Cow::Owned),
        }
    }
}

impl Segment {
    pub(super) fn path(dir: &Path, index: u64) -> PathBuf {
        dir.join(format!("{index:010}.seg"))
    }

    /// What a file begins with, and its length.
    pub(super) fn open(path: &Path, key: &SpoolKey) -> io::Result<(Opened, u64)> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = Vec::with_capacity(2 * HEADER_2_BYTES);
        file.take(2 * HEADER_2_BYTES as u64).read_to_end(&mut bytes)?;
        Ok((Head::decode(&bytes, key), length))
    }

    /// The bytes from `offset` to the end of the good part.
    pub(super) fn read_from(&self, offset: u64) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(self.bytes.saturating_sub(offset)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// What it takes on the disk.
    pub(super) fn footprint(&self) -> u64 {
        footprint(self.bytes)
    }
}

/// What a file of that length takes on a disk: whole blocks.
pub(super) fn footprint(bytes: u64) -> u64 {
    bytes.next_multiple_of(BLOCK_BYTES)
}

const BLOCK_BYTES: u64 = 4096;
