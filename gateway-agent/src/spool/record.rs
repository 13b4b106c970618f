//! One record of a segment: its length, its checksum, its number, and what it holds.

use super::seal::TAG_BYTES;

/// The longest payload; a reading with all the intervals that a characteristic can hold has 620 bytes.
pub const PAYLOAD_BYTES_MAX: usize = 4096;
/// Bytes of a record before what it holds.
pub(super) const RECORD_HEADER_BYTES: usize = 16;
/// The longest that a record holds.
const HELD_BYTES_MAX: usize = PAYLOAD_BYTES_MAX + TAG_BYTES;

/// Appends one record: length, CRC32C over length, number and what it holds, number, what it holds.
pub(super) fn put_record(out: &mut Vec<u8>, seq: u64, held: &[u8]) {
    // A reading is far below 4 GiB.
    let length = (held.len() as u32).to_le_bytes();
    let sum = checksum(length, seq.to_le_bytes(), held);
    out.extend_from_slice(&length);
    out.extend_from_slice(&sum.to_le_bytes());
    out.extend_from_slice(&seq.to_le_bytes());
    out.extend_from_slice(held);
}

fn checksum(length: [u8; 4], seq: [u8; 8], held: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c_append(crc32c::crc32c(&length), &seq), held)
}

/// What stands at one place of a segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// A whole record, and the offset after it.
    Record { seq: u64, held: &'a [u8], end: usize },
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
    if length <= HELD_BYTES_MAX && rest.len() < RECORD_HEADER_BYTES + length {
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
    let held = rest.get(..size).filter(|_| (1..=HELD_BYTES_MAX).contains(&size))?;
    let good = checksum(*length, *seq, held) == u32::from_le_bytes(*sum);
    let end = offset + RECORD_HEADER_BYTES + size;
    good.then_some(Found::Record { seq: u64::from_le_bytes(*seq), held, end })
}
