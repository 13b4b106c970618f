//! One row, to QuestDB and back.

use ::questdb::ingress::{Buffer, TimestampMicros};
use vitals::{HeardAt, ReadingId, StoredAt, TakenAt};

use super::super::ReadingRow;
use super::super::error::ReadingsError;
use super::server;
use crate::names;

const US_PER_MS: i64 = 1000;

/// What a question names, in the order of [`Held`].
pub(super) const COLUMNS: &str = "patient, device, sign, milli, reach, origin, \
    cast(taken_at AS LONG), early, cast(heard_at AS LONG), cast(stored_at AS LONG), gateway, \
    incarnation, seq, entry_offset, entry_index";

/// A row as QuestDB gives it; `NULL` is its smallest number.
pub(super) type Held = (
    String,
    String,
    String,
    Option<i32>,
    String,
    String,
    i64,
    i64,
    i64,
    i64,
    Option<String>,
    Option<String>,
    Option<i64>,
    i64,
    i64,
);

/// Adds a row to what is sent next.
pub(super) fn put(to: &mut Buffer, table: &str, row: &ReadingRow) -> ::questdb::Result<()> {
    let taken_ms = row.taken_at.unix_ms();
    let micros = |ms: i64| TimestampMicros::new(ms.saturating_mul(US_PER_MS));
    to.table(table)?
        .symbol("patient", row.patient.as_str())?
        .symbol("device", row.device.as_str())?
        .symbol("sign", names::sign::name(row.sign))?
        .symbol("reach", names::reach::name(row.reach))?
        .symbol("origin", names::origin::name(row.origin))?
        .symbol_opt("gateway", row.gateway.as_ref().map(|gateway| gateway.as_str()))?
        .column_i64("milli", i64::from(row.milli))?
        .column_i64("early", taken_ms.min(0))?
        .column_ts("heard_at", micros(row.heard_at.unix_ms()))?
        .column_ts("stored_at", micros(row.stored_at.unix_ms()))?
        .column_i64("entry_offset", row.id.offset as i64)?
        .column_i64("entry_index", i64::from(row.id.index))?;
    if let Some(incarnation) = row.incarnation {
        to.column_str("incarnation", uuid(incarnation))?;
    }
    // Two's complement: the one number above a LONG that stands for NULL is told by the incarnation.
    if let Some(seq) = row.seq.map(|seq| seq as i64).filter(|seq| *seq != i64::MIN) {
        to.column_i64("seq", seq)?;
    }
    to.at(micros(taken_ms.max(0)))
}

/// A row that QuestDB gave.
pub(super) fn row(held: Held) -> Result<ReadingRow, ReadingsError> {
    let (patient, device, sign, milli, reach, origin, taken, early, heard, stored, ..) = held;
    let (.., gateway, incarnation, seq, offset, index) = held;
    let made = || -> Result<ReadingRow, Box<dyn std::error::Error + Send + Sync>> {
        let incarnation = incarnation.as_deref().map(number).transpose()?;
        let seq = seq.or(incarnation.map(|_| i64::MIN));
        Ok(ReadingRow {
            id: ReadingId { offset: offset.try_into()?, index: index.try_into()? },
            patient: patient.parse()?,
            device: device.parse()?,
            sign: names::sign::parse(&sign).ok_or(format!("unknown sign {sign}"))?,
            milli: milli.unwrap_or(i32::MIN),
            reach: names::reach::parse(&reach).ok_or(format!("unknown reach {reach}"))?,
            origin: names::origin::parse(&origin).ok_or(format!("unknown origin {origin}"))?,
            taken_at: TakenAt::from_unix_ms(taken / US_PER_MS + early),
            heard_at: HeardAt::from_unix_ms(heard.div_euclid(US_PER_MS)),
            stored_at: StoredAt::from_unix_ms(stored.div_euclid(US_PER_MS)),
            gateway: gateway.map(|gateway| gateway.parse()).transpose()?,
            incarnation,
            seq: seq.map(|seq| seq as u64),
        })
    };
    made().map_err(|source| server("understand a row of QuestDB", source))
}

/// 128 bits as QuestDB writes them: 8-4-4-4-12 hex digits.
fn uuid(bits: u128) -> String {
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn number(uuid: &str) -> Result<u128, std::num::ParseIntError> {
    u128::from_str_radix(&uuid.replace('-', ""), 16)
}
