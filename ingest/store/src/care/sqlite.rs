//! The care store in one SQLite file: opening it.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tracing::info;

use super::Care;
use super::db::Pool;
use super::error::CareError;
use super::store::steps;

/// How long a connection waits for a lock that another program holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections for questions; they don't wait for the writer, nor it for them.
const READERS: u32 = 4;

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
        steps()
            .run(&writer)
            .await
            .map_err(|source| CareError::Migrate { path: path.into(), source })?;
        let reading = options.create_if_missing(false).read_only(true);
        let readers = pool(READERS).connect_with(reading).await.map_err(failed)?;
        info!(path = %path.display(), "care store opened");
        Ok(Self { writer: Pool::Sqlite(writer), readers: Pool::Sqlite(readers) })
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
        let readers = Pool::Sqlite(pool(1).connect_with(options).await.map_err(failed)?);
        Ok(Self { writer: readers.clone(), readers })
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    // A connection to a file doesn't go away, so none is tested or renewed.
    SqlitePoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}
