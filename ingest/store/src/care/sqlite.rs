//! The care store in one SQLite file: opening it, its cursor, and commits.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, SqlSafeStr};
use tracing::info;

use super::error::{CareError, SavedError};
use super::{Change, sql, write};

/// Every step of the tables, in order: version, name, SQL. Add at the end; never change one that
/// has been released. (`sqlx::migrate!` would need the macros that check queries at build time.)
const MIGRATIONS: [(i64, &str, &str); 5] = [
    (1, "care", include_str!("../../migrations/0001_care.sql")),
    (2, "engine_2", include_str!("../../migrations/0002_engine_2.sql")),
    (3, "outbox", include_str!("../../migrations/0003_outbox.sql")),
    (4, "unclaimed", include_str!("../../migrations/0004_unclaimed.sql")),
    (5, "contacts", include_str!("../../migrations/0005_contacts.sql")),
];

/// How long a connection waits for a lock that another program holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections for questions; they don't wait for the writer, nor it for them.
const READERS: u32 = 4;

/// The care store. Clones share it.
#[derive(Debug, Clone)]
pub struct Care {
    /// One connection: SQLite has one writer at a time, and waiting in our queue is fair.
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
}

impl Care {
    /// Opens the store, or makes a new one, and brings its tables up to date.
    ///
    /// The folder has to exist.
    pub async fn open(path: &Path) -> Result<Self, CareError> {
        let failed = |source| CareError::Open { path: path.into(), source };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL lost committed rows in 14 of 30 power cuts (RELIABILITY E7).
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();
        let writer = pool(1).connect_with(options.clone()).await.map_err(failed)?;
        migrator()
            .run(&writer)
            .await
            .map_err(|source| CareError::Migrate { path: path.into(), source })?;
        let reading = options.create_if_missing(false).read_only(true);
        let readers = pool(READERS).connect_with(reading).await.map_err(failed)?;
        info!(path = %path.display(), "care store opened");
        Ok(Self { writer, readers })
    }

    /// Opens a store that is there, to read: another program may be writing it. Its tables stay as
    /// they are.
    pub async fn open_to_read(path: &Path) -> Result<Self, CareError> {
        let failed = |source| CareError::Open { path: path.into(), source };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();
        let readers = pool(1).connect_with(options).await.map_err(failed)?;
        Ok(Self { writer: readers.clone(), readers })
    }

    /// The journal offset after the last entry whose effects are in.
    pub async fn cursor(&self) -> Result<u64, CareError> {
        let upto = sqlx::query_scalar(sql::CURSOR)
            .fetch_one(&self.readers)
            .await
            .map_err(|source| CareError::Read { what: "the cursor", source })?;
        unsigned(upto)
    }

    /// Puts all changes in and moves the cursor to `upto`, or does neither.
    ///
    /// Durable when it returns. Changes that are in already stay as they are, so a commit of which
    /// the end is unknown can be made again.
    pub async fn commit(&self, upto: u64, changes: &[Change]) -> Result<(), CareError> {
        let failed = |source| CareError::Commit { upto, source };
        let to = write::column("journal offset", upto)?;
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let at: i64 = sqlx::query_scalar(sql::CURSOR).fetch_one(&mut *tx).await.map_err(failed)?;
        if to < at {
            return Err(CareError::Behind { upto, cursor: unsigned(at)? });
        }
        for change in changes {
            write::put(&mut tx, upto, change).await?;
        }
        sqlx::query(sql::CURSOR_SET).bind(to).execute(&mut *tx).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Closes all connections; the store is then one file without a write-ahead log beside it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn migrator() -> Migrator {
    let steps = MIGRATIONS.map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.into())
}

fn pool(connections: u32) -> SqlitePoolOptions {
    // A connection to a file doesn't go away, so none is tested or renewed.
    SqlitePoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}

fn unsigned(upto: i64) -> Result<u64, CareError> {
    u64::try_from(upto).map_err(|source| CareError::Damaged {
        table: "care_cursor",
        key: "1".into(),
        source: SavedError::Number(source),
    })
}
