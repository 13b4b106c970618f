//! The readings store in a QuestDB: one table for rows and one for how far it is complete.
//!
//! Rows go in as ILP over HTTP, one request for one transaction; a row that is there already replaces
//! itself (`DEDUP UPSERT KEYS`), so a request of which the end is unknown can be made again. What says
//! how far the rows reach is written after them. Questions are SQL over HTTP.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ::questdb::ingress::{Buffer, Sender, TimestampMicros};
use tracing::{info, warn};
use vitals::TakenAt;

use self::reader::{Figures, QuestDbReader};
use self::sql::Sql;
use super::error::ReadingsError;
use super::{Chain, Reader, ReadingRow, Readings, Resumed};

mod reader;
mod rows;
mod schema;
mod settings;
mod sql;

pub use self::settings::{QuestDbSettings, SettingsError};

/// The writer. There must be one for a pair of tables.
#[derive(Debug)]
pub struct QuestDbReadings {
    settings: QuestDbSettings,
    sql: Sql,
    /// For people who wait at a page.
    asking: Arc<Sql>,
    figures: Arc<Figures>,
    /// None until [`Readings::resume`], and after an error.
    link: Option<Link>,
    chain: Chain,
}

/// A connection that works, as far as we know.
#[derive(Debug)]
struct Link {
    sender: Sender,
    rows: Buffer,
    /// When the server started, µs: after a crash of its machine it may lack what it had taken.
    started_at: i64,
    /// The time of the newest cursor, µs. It never goes back.
    marked_at: i64,
    saved: Instant,
}

/// How long the writer waits for an answer, and how long a page does.
const WRITER_WAIT: Duration = Duration::from_secs(60);
const READER_WAIT: Duration = Duration::from_secs(10);
/// A buffer this full is sent; the client refuses one of 100 MB.
const BUFFER_BYTES_MAX: usize = 16 << 20;
/// Without rows, the cursor is written so often.
const CURSOR_PAUSE: Duration = Duration::from_secs(60);
/// The table of rows is kept by weeks.
const PARTITION_MS: i64 = 7 * 24 * 3_600_000;
/// So many cursors are kept: the last one of each ten minutes.
const CURSOR_STEP_US: i64 = 600_000_000;
/// What a server has lost after it started anew is in the entries of this long, by its own clock.
const REWIND_US: i64 = 3_600_000_000;

impl QuestDbReadings {
    /// A store that connects when it is told to [resume](Readings::resume): the server may be down.
    pub fn new(settings: QuestDbSettings) -> Self {
        let sql = Sql::new(&settings, WRITER_WAIT);
        let asking = Arc::new(Sql::new(&settings, READER_WAIT));
        Self { settings, sql, asking, figures: Arc::default(), link: None, chain: [0; 16] }
    }

    fn connect(&mut self) -> Result<(Link, Resumed), ReadingsError> {
        let tables = &self.settings.tables;
        let started_at = self.sql.number("SELECT cast(pg_postmaster_start_time() AS LONG)")?;
        schema::migrate(&self.sql, tables)?;
        for table in [schema::readings(tables), schema::cursor(tables)] {
            self.sql.revive(&table)?;
            self.sql.applied(&table)?;
        }
        let newest = self.cursor_at(i64::MAX)?;
        let from = match &newest {
            None => 0,
            Some(cursor) if cursor.started_at == started_at => cursor.upto,
            Some(cursor) => {
                let before = self.cursor_at(cursor.at.saturating_sub(REWIND_US))?;
                let from = before.map_or(0, |cursor| cursor.upto);
                info!(from, reached = cursor.upto, "QuestDB has started anew: rows given again");
                from
            }
        };
        self.figures.set(self.sql.count(&schema::readings(tables))?, from, from);
        let sender = Sender::from_conf(self.settings.sending());
        let sender = sender.map_err(|source| server("connect to QuestDB", source))?;
        let rows = sender.new_buffer();
        let marked_at = newest.as_ref().map_or(0, |cursor| cursor.at);
        let reached = newest.map(|cursor| (cursor.upto, cursor.chain));
        let link = Link { sender, rows, started_at, marked_at, saved: Instant::now() };
        Ok((link, Resumed { from, reached }))
    }

    /// The newest cursor that isn't newer than `at`, µs.
    fn cursor_at(&self, at: i64) -> Result<Option<Cursor>, ReadingsError> {
        let table = schema::cursor(&self.settings.tables);
        let query = format!(
            "SELECT cast(at AS LONG), last_entry, chain, started_at FROM '{table}' \
             WHERE cast(at AS LONG) <= {at} ORDER BY at DESC LIMIT 1"
        );
        let rows: Vec<(i64, i64, String, i64)> = self.sql.rows("read the cursor", &query)?;
        let Some((at, last_entry, chain, started_at)) = rows.into_iter().next() else {
            return Ok(None);
        };
        let chain = u128::from_str_radix(&chain, 16);
        let chain = chain.map_err(|source| server("read the cursor", source))?.to_be_bytes();
        Ok(Some(Cursor { at, upto: last_entry as u64 + 1, chain, started_at }))
    }

    fn write(&self, link: &mut Link, rows: &[ReadingRow]) -> Result<(), ReadingsError> {
        let table = schema::readings(&self.settings.tables);
        let failed = |source| server("send rows to QuestDB", source);
        link.rows.clear();
        for row in rows {
            rows::put(&mut link.rows, &table, row).map_err(failed)?;
            if link.rows.len() >= BUFFER_BYTES_MAX {
                link.flush().map_err(failed)?;
            }
        }
        link.flush().map_err(failed)?;
        self.sql.applied(&table)
    }

    fn save(&self, link: &mut Link, upto: u64) -> Result<(), ReadingsError> {
        let table = schema::cursor(&self.settings.tables);
        let failed = |source| server("write the cursor", source);
        let chain = format!("{:032x}", u128::from_be_bytes(self.chain));
        link.marked_at = link.marked_at.max(now_us() / CURSOR_STEP_US * CURSOR_STEP_US);
        link.rows.clear();
        // The last entry instead of the end: that one may be more than a LONG holds.
        let last_entry = upto.wrapping_sub(1) as i64;
        let row = |to: &mut Buffer| {
            to.table(table.as_str())?
                .column_i64("last_entry", last_entry)?
                .column_str("chain", &chain)?
                .column_i64("started_at", link.started_at)?
                .at(TimestampMicros::new(link.marked_at))
        };
        row(&mut link.rows).map_err(failed)?;
        link.flush().map_err(failed)?;
        link.saved = Instant::now();
        Ok(())
    }

    /// Does something over the connection; after an error there is none.
    fn linked(
        &mut self,
        act: impl FnOnce(&Self, &mut Link) -> Result<(), ReadingsError>,
    ) -> Result<(), ReadingsError> {
        let mut link = match self.link.take() {
            Some(link) => link,
            None => return Err(server("write to QuestDB", "it has to be resumed first")),
        };
        act(self, &mut link)?;
        self.link = Some(link);
        Ok(())
    }
}

impl Readings for QuestDbReadings {
    fn resume(&mut self) -> Result<Resumed, ReadingsError> {
        self.link = None;
        let (link, resumed) = self.connect()?;
        self.chain = resumed.reached.map_or([0; 16], |(_, chain)| chain);
        self.link = Some(link);
        Ok(resumed)
    }

    fn mark(&mut self, chain: Chain) {
        self.chain = chain;
    }

    fn append(&mut self, rows: &[ReadingRow], upto: u64) -> Result<(), ReadingsError> {
        if let Some(row) = rows.iter().find(|row| row.id.offset >= upto) {
            return Err(ReadingsError::Beyond { offset: row.id.offset, upto });
        }
        let table = schema::readings(&self.settings.tables);
        self.linked(|store, link| {
            if !rows.is_empty() {
                store.write(link, rows)?;
                store.figures.counted(store.sql.count(&table)?);
            }
            let upto = store.figures.reached(upto);
            if !rows.is_empty() || link.saved.elapsed() >= CURSOR_PAUSE {
                store.save(link, upto)?;
                store.figures.flushed(upto);
            }
            Ok(())
        })
    }

    fn flush(&mut self) -> Result<(), ReadingsError> {
        let figures = self.figures.clone();
        if figures.cursor() == figures.flushed_cursor() {
            return Ok(());
        }
        self.linked(|store, link| {
            store.save(link, figures.cursor())?;
            figures.flushed(figures.cursor());
            Ok(())
        })
    }

    /// Drops weeks of which everything is old.
    fn forget(&mut self, before: TakenAt) -> Result<u64, ReadingsError> {
        let table = schema::readings(&self.settings.tables);
        // QuestDB compares where a partition begins.
        let begins_before_ms = before.unix_ms().saturating_sub(PARTITION_MS);
        let begins_before_us = begins_before_ms.max(0).saturating_mul(1000);
        let is_old = format!("taken_at < cast({begins_before_us} AS TIMESTAMP)");
        let count = || self.sql.count(&table);
        let old = format!("SELECT count() FROM '{table}' WHERE {is_old}");
        // Without a partition to drop the statement is an error.
        if self.sql.number(&old)? == 0 {
            return Ok(0);
        }
        let there = count()?;
        let drop = format!("ALTER TABLE '{table}' DROP PARTITION WHERE {is_old}");
        self.sql.run("drop old readings in QuestDB", &drop)?;
        self.sql.applied(&table)?;
        let left = count()?;
        self.figures.counted(left);
        Ok(there.saturating_sub(left))
    }

    fn reader(&self) -> Arc<dyn Reader> {
        Arc::new(QuestDbReader {
            sql: self.asking.clone(),
            table: schema::readings(&self.settings.tables),
            figures: self.figures.clone(),
        })
    }
}

impl Link {
    fn flush(&mut self) -> ::questdb::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        // One request, one table, one transaction: all of it is in, or nothing.
        self.sender.flush_and_keep_with_flags(&self.rows, true)?;
        self.rows.clear();
        Ok(())
    }
}

/// How far the rows reach, as the server has it.
struct Cursor {
    at: i64,
    upto: u64,
    chain: Chain,
    started_at: i64,
}

fn now_us() -> i64 {
    // A clock before 1970 writes over one cursor again and again, until it is set.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_micros()).unwrap_or(i64::MAX)
}

fn server(
    what: &'static str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> ReadingsError {
    ReadingsError::Server { what, source: source.into() }
}

impl Drop for QuestDbReadings {
    fn drop(&mut self) {
        if self.link.is_some()
            && let Err(error) = self.flush()
        {
            warn!(%error, "the cursor in QuestDB stays behind: some rows are given again");
        }
    }
}
