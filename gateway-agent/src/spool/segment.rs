//! One file of the spool: a header and records, each with its checksum.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use vitals::HeardAt;
use wire::Incarnation;

/// Bytes before the first record.
pub(super) const HEADER_BYTES: usize = 40;
/// Bytes of a record before its payload.
const RECORD_HEADER_BYTES: usize = 16;
/// The longest payload; a reading with all the intervals that a characteristic can hold has 620 bytes.
pub const PAYLOAD_BYTES_MAX: usize = 4096;
const MAGIC: [u8; 4] = *b"HWS\x01";

/// A segment as the spool remembers it.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) index: u64,
    pub(super) path: PathBuf,
    pub(super) first_seq: u64,
    pub(super) created_at: HeardAt,
    /// Length of the part that is known to be good.
    pub(super) bytes: u64,
}

impl Segment {
    pub(super) fn path(dir: &Path, index: u64) -> PathBuf {
        dir.join(format!("{index:010}.seg"))
    }

    /// The header: magic and version, incarnation, first sequence number, time, checksum.
    pub(super) fn header(incarnation: Incarnation, first_seq: u64, created_at: HeardAt) -> Vec<u8> {
        let mut header = Vec::with_capacity(HEADER_BYTES);
        header.extend_from_slice(&MAGIC);
        header.extend_from_slice(&incarnation.0.to_le_bytes());
        header.extend_from_slice(&first_seq.to_le_bytes());
        header.extend_from_slice(&created_at.unix_ms().to_le_bytes());
        header.extend_from_slice(&crc32c::crc32c(&header).to_le_bytes());
        header
    }

    /// Reads the header; `None` when it isn't one of this incarnation.
    pub(super) fn open(path: &Path, incarnation: Incarnation) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let mut header = [0; HEADER_BYTES];
        let bytes = file.metadata()?.len();
        if bytes < HEADER_BYTES as u64 {
            return Ok(None);
        }
        file.read_exact(&mut header)?;
        let field = |at: usize| {
            let mut field = [0; 8];
            field.copy_from_slice(&header[at..at + 8]);
            field
        };
        let (first_seq, created_at) =
            (u64::from_le_bytes(field(20)), i64::from_le_bytes(field(28)));
        let created_at = HeardAt::from_unix_ms(created_at);
        let index = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        let good = header[..] == Self::header(incarnation, first_seq, created_at)[..];
        let segment = |index| Self { index, path: path.to_owned(), first_seq, created_at, bytes };
        Ok(index.filter(|_| good).map(segment))
    }

    /// The bytes from `offset` to the end of the good part.
    pub(super) fn read_from(&self, offset: u64) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(self.bytes.saturating_sub(offset)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Appends one record: payload length, CRC32C over length, number and payload, number, payload.
pub(super) fn put_record(out: &mut Vec<u8>, seq: u64, payload: &[u8]) {
    // A reading is far below 4 GiB.
    let length = (payload.len() as u32).to_le_bytes();
    let sum = checksum(length, seq.to_le_bytes(), payload);
    out.extend_from_slice(&length);
    out.extend_from_slice(&sum.to_le_bytes());
    out.extend_from_slice(&seq.to_le_bytes());
    out.extend_from_slice(payload);
}

fn checksum(length: [u8; 4], seq: [u8; 8], payload: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c_append(crc32c::crc32c(&length), &seq), payload)
}

/// What stands at one place of a segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// A whole record, and the offset after it.
    Record { seq: u64, payload: &'a [u8], end: usize },
    /// The end of the file, between two records.
    End,
    /// The last write did not finish: nothing after this was ever durable.
    Torn,
    /// Bytes that were written whole have changed.
    Damaged,
}

/// Reads what stands at `offset`.
pub(super) fn find(bytes: &[u8], offset: usize) -> Found<'_> {
    if let Some(record) = record(bytes, offset) {
        return record;
    }
    let rest = &bytes[offset..];
    if rest.is_empty() {
        return Found::End;
    }
    // A file that grew before its data arrived ends in zeros.
    if rest.iter().all(|byte| *byte == 0) {
        return Found::Torn;
    }
    if next_record(bytes, offset + 1).is_some() {
        return Found::Damaged;
    }
    let Some(length) = rest.first_chunk() else { return Found::Torn };
    let length = u32::from_le_bytes(*length) as usize;
    if length <= PAYLOAD_BYTES_MAX && rest.len() < RECORD_HEADER_BYTES + length {
        return Found::Torn;
    }
    Found::Damaged
}

/// The offset of the first whole record at or after `offset`.
pub(super) fn next_record(bytes: &[u8], offset: usize) -> Option<usize> {
    (offset..bytes.len().saturating_sub(RECORD_HEADER_BYTES))
        .find(|&offset| record(bytes, offset).is_some())
}

fn record(bytes: &[u8], offset: usize) -> Option<Found<'_>> {
    let (header, rest) = bytes.get(offset..)?.split_at_checked(RECORD_HEADER_BYTES)?;
    let (length, header) = header.split_first_chunk::<4>()?;
    let (sum, header) = header.split_first_chunk::<4>()?;
    let seq = header.first_chunk::<8>()?;
    let size = u32::from_le_bytes(*length) as usize;
    let payload = rest.get(..size).filter(|_| (1..=PAYLOAD_BYTES_MAX).contains(&size))?;
    let good = checksum(*length, *seq, payload) == u32::from_le_bytes(*sum);
    let end = offset + RECORD_HEADER_BYTES + size;
    good.then_some(Found::Record { seq: u64::from_le_bytes(*seq), payload, end })
}
