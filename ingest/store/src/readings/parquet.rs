//! Rows to Parquet and back. Only this file and `frame.rs` name polars.
//!
//! The columns are plain on purpose, so that any tool reads them: text for ids and choices, whole
//! numbers for the rest, times in ms since 1970-01-01 00:00 UTC.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::str::FromStr;

use polars::prelude::*;
use risk_engine::held::Reach;
use vitals::{HeardAt, Origin, PatientId, ReadingId, StoredAt, TakenAt, VitalSign};

use super::ReadingRow;
use crate::names;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// Rows in a group: one person's rows are read without unpacking much of the others'.
const GROUP_ROWS: usize = 8_192;

/// Writes rows in the order given, lot by lot: no more of them are in memory than a lot and a group.
pub(super) fn write(
    file: &File,
    lots: impl Iterator<Item = Result<Vec<ReadingRow>, BoxError>>,
) -> Result<(), BoxError> {
    let mut buffered = BufWriter::with_capacity(1 << 20, file);
    // One thread: the engine beside us needs the other cores more.
    let mut writer = ParquetWriter::new(&mut buffered)
        .with_compression(ParquetCompression::Zstd(None))
        .with_statistics(StatisticsOptions::default())
        .set_parallel(false)
        .batched(DataFrame::new(0, columns(&[]))?.schema())?;
    let mut write_groups = |rows: &[ReadingRow]| -> Result<(), BoxError> {
        for group in rows.chunks(GROUP_ROWS) {
            writer.write_batch(&DataFrame::new(group.len(), columns(group))?)?;
        }
        Ok(())
    };
    let mut rows = Vec::new();
    for lot in lots {
        rows.extend(lot?);
        let whole = rows.len() - rows.len() % GROUP_ROWS;
        write_groups(&rows[..whole])?;
        rows.drain(..whole);
    }
    write_groups(&rows)?;
    writer.finish()?;
    drop(writer);
    buffered.flush()?;
    Ok(())
}

/// Reads `count` rows from row `start` on.
pub(super) fn read(path: &Path, start: usize, count: usize) -> Result<Vec<ReadingRow>, BoxError> {
    rows(&frame(path, Some((start, count)), None)?)
}

/// Reads each row's person and time.
pub(super) fn keys(path: &Path) -> Result<Vec<(PatientId, TakenAt)>, BoxError> {
    let frame = frame(path, None, Some(&["patient", "taken_at_ms"]))?;
    let (patient, taken_at) = (text(&frame, "patient")?, long(&frame, "taken_at_ms")?);
    let mut patients = Same::default();
    (0..frame.height())
        .map(|row| {
            let taken_at = TakenAt::from_unix_ms(some(taken_at.get(row), "taken_at_ms")?);
            Ok((patients.id(some(patient.get(row), "patient")?)?, taken_at))
        })
        .collect()
}

#[rustfmt::skip]
pub(super) fn columns(rows: &[ReadingRow]) -> Vec<Column> {
    vec![
        column("patient", rows, |row| row.patient.as_str()),
        column("sign", rows, |row| names::sign::name(row.sign)),
        column("taken_at_ms", rows, |row| row.taken_at.unix_ms()),
        column("heard_at_ms", rows, |row| row.heard_at.unix_ms()),
        column("stored_at_ms", rows, |row| row.stored_at.unix_ms()),
        column("milli", rows, |row| row.milli),
        column("reach", rows, |row| names::reach::name(row.reach)),
        column("origin", rows, |row| names::origin::name(row.origin)),
        column("device", rows, |row| row.device.as_str()),
        column("gateway", rows, |row| row.gateway.as_ref().map(|gateway| gateway.as_str())),
        column("incarnation_high", rows, |row| row.incarnation.map(|whole| (whole >> 64) as u64)),
        column("incarnation_low", rows, |row| row.incarnation.map(|whole| whole as u64)),
        column("seq", rows, |row| row.seq),
        column("offset", rows, |row| row.id.offset),
        column("index", rows, |row| u32::from(row.id.index)),
    ]
}

fn column<'a, T>(
    name: &'static str,
    rows: &'a [ReadingRow],
    get: impl Fn(&'a ReadingRow) -> T,
) -> Column
where
    Series: NamedFrom<Vec<T>, [T]>,
{
    let values: Vec<T> = rows.iter().map(get).collect();
    Series::new(name.into(), values).into()
}

fn frame(
    path: &Path,
    slice: Option<(usize, usize)>,
    columns: Option<&[&str]>,
) -> Result<DataFrame, BoxError> {
    let columns = columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    Ok(ParquetReader::new(File::open(path)?)
        .read_parallel(ParallelStrategy::None)
        .with_slice(slice)
        .with_columns(columns)
        .set_rechunk(true)
        .finish()?)
}

fn rows(frame: &DataFrame) -> Result<Vec<ReadingRow>, BoxError> {
    let (patient, sign) = (text(frame, "patient")?, text(frame, "sign")?);
    let (taken_at, heard_at) = (long(frame, "taken_at_ms")?, long(frame, "heard_at_ms")?);
    let (stored_at, milli) = (long(frame, "stored_at_ms")?, frame.column("milli")?.i32()?);
    let (reach, origin) = (text(frame, "reach")?, text(frame, "origin")?);
    let (device, gateway) = (text(frame, "device")?, text(frame, "gateway")?);
    let (high, low) = (count(frame, "incarnation_high")?, count(frame, "incarnation_low")?);
    let (seq, offset) = (count(frame, "seq")?, count(frame, "offset")?);
    let index = frame.column("index")?.u32()?;
    let (mut patients, mut devices, mut gateways) =
        (Same::default(), Same::default(), Same::default());
    (0..frame.height())
        .map(|row| {
            let incarnation = high.get(row).zip(low.get(row));
            Ok(ReadingRow {
                id: ReadingId {
                    offset: some(offset.get(row), "offset")?,
                    index: some(index.get(row), "index")?.try_into()?,
                },
                patient: patients.id(some(patient.get(row), "patient")?)?,
                device: devices.id(some(device.get(row), "device")?)?,
                sign: sign_of(some(sign.get(row), "sign")?)?,
                milli: some(milli.get(row), "milli")?,
                reach: reach_of(some(reach.get(row), "reach")?)?,
                origin: origin_of(some(origin.get(row), "origin")?)?,
                taken_at: TakenAt::from_unix_ms(some(taken_at.get(row), "taken_at_ms")?),
                heard_at: HeardAt::from_unix_ms(some(heard_at.get(row), "heard_at_ms")?),
                stored_at: StoredAt::from_unix_ms(some(stored_at.get(row), "stored_at_ms")?),
                gateway: gateway.get(row).map(|id| gateways.id(id)).transpose()?,
                incarnation: incarnation
                    .map(|(high, low)| (u128::from(high) << 64) | u128::from(low)),
                seq: seq.get(row),
            })
        })
        .collect()
}

fn text<'a>(frame: &'a DataFrame, name: &str) -> PolarsResult<&'a StringChunked> {
    frame.column(name)?.str()
}

fn long<'a>(frame: &'a DataFrame, name: &str) -> PolarsResult<&'a Int64Chunked> {
    frame.column(name)?.i64()
}

fn count<'a>(frame: &'a DataFrame, name: &str) -> PolarsResult<&'a UInt64Chunked> {
    frame.column(name)?.u64()
}

fn some<T>(value: Option<T>, column: &str) -> Result<T, BoxError> {
    value.ok_or_else(|| format!("column {column} has a hole").into())
}

fn sign_of(name: &str) -> Result<VitalSign, BoxError> {
    names::sign::parse(name).ok_or_else(|| format!("unknown sign {name:?}").into())
}

fn reach_of(name: &str) -> Result<Reach, BoxError> {
    names::reach::parse(name).ok_or_else(|| format!("unknown reach {name:?}").into())
}

fn origin_of(name: &str) -> Result<Origin, BoxError> {
    names::origin::parse(name).ok_or_else(|| format!("unknown origin {name:?}").into())
}

/// Ids come in runs, so one that is the same as the last shares its text.
struct Same<Id>(Option<(String, Id)>);

impl<Id> Default for Same<Id> {
    fn default() -> Self {
        Self(None)
    }
}

impl<Id> Same<Id>
where
    Id: FromStr<Err = vitals::InvalidId> + Clone,
{
    fn id(&mut self, text: &str) -> Result<Id, BoxError> {
        match &self.0 {
            Some((last, id)) if last == text => Ok(id.clone()),
            _ => {
                let id: Id = text.parse()?;
                self.0 = Some((text.to_owned(), id.clone()));
                Ok(id)
            }
        }
    }
}
