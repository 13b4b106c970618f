//! The fields that entries are made of: texts, ids, lengths with bytes, lists, and what may be missing.

use std::str::FromStr;
use std::sync::Arc;

use vitals::{ReadingId, StoredAt};
use wire::FrameError;
use wire::bytes::{Reader, put_i64, put_u16, put_u32, put_u64};

/// A text, cut to what its length can tell.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    let mut length = text.len().min(usize::from(u16::MAX));
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    put_u16(out, length as u16);
    out.extend_from_slice(&text.as_bytes()[..length]);
}

pub(super) fn take_text(reader: &mut Reader<'_>, what: &'static str) -> Result<String, FrameError> {
    let length = usize::from(reader.u16(what)?);
    let bytes = reader.take(length, what)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| reader.malformed_before(length, what))
}

pub(super) fn take_id<T: FromStr>(
    reader: &mut Reader<'_>,
    what: &'static str,
) -> Result<T, FrameError> {
    let text = take_text(reader, what)?;
    parse(reader, &text, what)
}

pub(super) fn parse<T: FromStr>(
    reader: &Reader<'_>,
    text: &str,
    what: &'static str,
) -> Result<T, FrameError> {
    text.parse().map_err(|_| reader.malformed_before(text.len(), what))
}

/// Bytes under [`super::QUARANTINED_BYTES_MAX`] or one encoded reading: the length fits in 32 bits.
pub(super) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_u32(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

pub(super) fn take_bytes<'a>(
    reader: &mut Reader<'a>,
    what: &'static str,
) -> Result<&'a [u8], FrameError> {
    let length = reader.u32(what)?;
    reader.take(length as usize, what)
}

/// At most 65,535 things, each put by itself.
pub(super) fn put_list<T>(
    out: &mut Vec<u8>,
    list: impl ExactSizeIterator<Item = T>,
    mut put: impl FnMut(&mut Vec<u8>, T),
) {
    put_u16(out, u16::try_from(list.len()).unwrap_or(u16::MAX));
    list.take(usize::from(u16::MAX)).for_each(|one| put(out, one));
}

pub(super) fn take_list<'a, T, L: FromIterator<T>>(
    reader: &mut Reader<'a>,
    what: &'static str,
    mut take: impl FnMut(&mut Reader<'a>) -> Result<T, FrameError>,
) -> Result<L, FrameError> {
    (0..reader.u16(what)?).map(|_| take(reader)).collect()
}

pub(super) fn take_name(
    reader: &mut Reader<'_>,
    what: &'static str,
) -> Result<Arc<str>, FrameError> {
    Ok(take_text(reader, what)?.into())
}

/// A time that may be missing: u8 whether it is there, then i64.
pub(super) fn put_time(out: &mut Vec<u8>, unix_ms: Option<i64>) {
    out.push(u8::from(unix_ms.is_some()));
    if let Some(unix_ms) = unix_ms {
        put_i64(out, unix_ms);
    }
}

pub(super) fn take_time(
    reader: &mut Reader<'_>,
    what: &'static str,
) -> Result<Option<i64>, FrameError> {
    Ok(if take_bool(reader, what)? { Some(reader.i64(what)?) } else { None })
}

pub(super) fn take_moment(
    reader: &mut Reader<'_>,
    what: &'static str,
) -> Result<StoredAt, FrameError> {
    Ok(StoredAt::from_unix_ms(reader.i64(what)?))
}

/// 0 or 1 and nothing else.
pub(super) fn take_bool(reader: &mut Reader<'_>, what: &'static str) -> Result<bool, FrameError> {
    match reader.u8(what)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(reader.malformed_before(1, what)),
    }
}

/// One of a table's choices, as its place.
pub(super) fn put_choice<T: PartialEq>(out: &mut Vec<u8>, table: &[T], choice: &T) {
    // Every table here lists every choice, and has fewer than 256.
    out.push(table.iter().position(|known| known == choice).unwrap_or(table.len()) as u8);
}

pub(super) fn take_choice<T: Clone>(
    reader: &mut Reader<'_>,
    table: &[T],
    what: &'static str,
) -> Result<T, FrameError> {
    let code = reader.u8(what)?;
    table.get(usize::from(code)).cloned().ok_or_else(|| reader.malformed_before(1, what))
}

pub(super) fn put_reading_id(out: &mut Vec<u8>, id: ReadingId) {
    put_u64(out, id.offset);
    put_u16(out, id.index);
}

pub(super) fn take_reading_id(reader: &mut Reader<'_>) -> Result<ReadingId, FrameError> {
    Ok(ReadingId { offset: reader.u64("reading's entry")?, index: reader.u16("reading's place")? })
}
