//! The care store, whichever database it is in: its cursor, commits, and copies.

use std::path::Path;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::db::{Pool, query};
use super::error::{CareError, SavedError};
use super::{Change, sql, write};

/// Every step of the tables, in order: version, name, SQL. Add at the end; never change one that
/// has been released. (`sqlx::migrate!` would need the macros that check queries at build time.)
const MIGRATIONS: [(i64, &str, &str); 10] = [
    (1, "care", include_str!("../../migrations/0001_care.sql")),
    (2, "engine_2", include_str!("../../migrations/0002_engine_2.sql")),
    (3, "outbox", include_str!("../../migrations/0003_outbox.sql")),
    (4, "unclaimed", include_str!("../../migrations/0004_unclaimed.sql")),
    (5, "contacts", include_str!("../../migrations/0005_contacts.sql")),
    (6, "settled", include_str!("../../migrations/0006_settled.sql")),
    (7, "documents", include_str!("../../migrations/0007_documents.sql")),
    (8, "deeds", include_str!("../../migrations/0008_deeds.sql")),
    (9, "subscriptions", include_str!("../../migrations/0009_subscriptions.sql")),
    (10, "interpretation", include_str!("../../migrations/0010_interpretation.sql")),
];

/// The care store. Clones share it.
#[derive(Debug, Clone)]
pub struct Care {
    /// One connection: there is one writer, and waiting in our queue is fair.
    pub(super) writer: Pool,
    pub(super) readers: Pool,
}

impl Care {
    /// The journal offset after the last entry whose effects are in.
    pub async fn cursor(&self) -> Result<u64, CareError> {
        let failed = |source| CareError::Read { what: "the cursor", source };
        let row = query(sql::CURSOR).fetch_one(&self.readers).await.map_err(failed)?;
        unsigned(row.get(0).map_err(failed)?)
    }

    /// Puts all changes in and moves the cursor to `upto`, or does neither.
    ///
    /// Durable when it returns. Changes that are in already stay as they are, so a commit of which
    /// the end is unknown can be made again.
    pub async fn commit(&self, upto: u64, changes: &[Change]) -> Result<(), CareError> {
        let failed = |source| CareError::Commit { upto, source };
        let to = write::column("journal offset", upto)?;
        let mut tx = self.writer.begin_write().await.map_err(failed)?;
        let at = query(sql::CURSOR).fetch_one_in(&mut tx).await.map_err(failed)?;
        let at: i64 = at.get(0).map_err(failed)?;
        if to < at {
            return Err(CareError::Behind { upto, cursor: unsigned(at)? });
        }
        for change in changes {
            write::put(&mut tx, upto, change).await?;
        }
        query(sql::CURSOR_SET).bind(to).execute_in(&mut tx).await.map_err(failed)?;
        tx.commit().await.map_err(failed)
    }

    /// Copies the whole store, as it is at one moment, into a new SQLite file while it is in use.
    ///
    /// For a store in SQLite only: PostgreSQL has its own ways.
    pub async fn copy_to(&self, path: &Path) -> Result<(), CareError> {
        let failed = |source| CareError::Copy { path: path.into(), source };
        let Pool::Sqlite(pool) = &self.readers else {
            return Err(failed(sqlx::Error::Configuration(
                "it is in PostgreSQL: use pg_dump".into(),
            )));
        };
        let to = path.to_str().ok_or_else(|| {
            failed(sqlx::Error::Configuration("the path has characters that are no text".into()))
        })?;
        let done = sqlx::query("VACUUM INTO $1").bind(to).execute(pool).await;
        done.map(|_| ()).map_err(failed)
    }

    /// Closes all connections; a store in SQLite is then one file without a write-ahead log beside it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// The steps, in SQLite's words.
pub(super) fn steps() -> Migrator {
    let steps = MIGRATIONS.map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.into())
}

/// The steps, in words of `put`'s choice.
pub(super) fn steps_in(put: impl Fn(&str) -> String) -> Migrator {
    let steps = MIGRATIONS.map(|(version, name, sql)| {
        // Our own text, with words exchanged.
        let sql = AssertSqlSafe(put(sql)).into_sql_str();
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(steps.into())
}

fn unsigned(upto: i64) -> Result<u64, CareError> {
    u64::try_from(upto).map_err(|source| CareError::Damaged {
        table: "care_cursor",
        key: "1".into(),
        source: SavedError::Number(source),
    })
}
