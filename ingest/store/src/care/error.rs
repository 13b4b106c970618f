//! What can go wrong with the care store, and what to do about it.

use std::path::PathBuf;

use vitals::InvalidId;

/// A failed operation on the care store.
#[derive(Debug, thiserror::Error)]
pub enum CareError {
    /// Another server writes there.
    #[error(
        "another server uses this PostgreSQL database for its care store: stop it, or give this one \
         its own database"
    )]
    Taken,
    /// The database could not be opened: permissions, a missing disk, a full one, no database.
    #[error("could not open the care store {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The tables could not be brought to this version's shape; nothing was changed half.
    #[error("could not bring the tables of {} up to date", path.display())]
    Migrate {
        /// The file.
        path: PathBuf,
        /// What the database said.
        source: sqlx::migrate::MigrateError,
    },
    /// The server could not be reached, or lets nobody in.
    #[error("could not open the care store in PostgreSQL")]
    Connect {
        /// What the database said.
        source: sqlx::Error,
    },
    /// The tables could not be brought to this version's shape; nothing was changed half.
    #[error("could not bring the tables in PostgreSQL up to date")]
    MigrateServer {
        /// What the database said.
        source: sqlx::migrate::MigrateError,
    },
    /// Permanent: where the store is isn't written as a server's address.
    #[error("is not like postgres://user:password@host/database")]
    Address {
        /// What is wrong with it.
        source: sqlx::Error,
    },
    /// No copy could be made; what was begun of one is of no use.
    #[error("could not copy the care store to {}", path.display())]
    Copy {
        /// The file that was to be.
        path: PathBuf,
        /// What the database said.
        source: sqlx::Error,
    },
    /// Ambiguous: the changes may all be in, or none. Ask for the cursor, or commit them again.
    #[error("could not commit the changes up to entry {upto}")]
    Commit {
        /// The cursor that was to be set.
        upto: u64,
        /// What the database said.
        source: sqlx::Error,
    },
    /// Permanent: what was given ends before what is in. Nothing was changed.
    #[error("changes up to entry {upto} came after those up to entry {cursor}")]
    Behind {
        /// The cursor that was given.
        upto: u64,
        /// The cursor that stands.
        cursor: u64,
    },
    /// Permanent: a number that no column holds. Nothing was changed.
    #[error("{what} {value} is more than a row can hold")]
    TooLarge {
        /// Which number.
        what: &'static str,
        /// The number.
        value: u64,
    },
    /// Ambiguous: it may be in, or not. Doing it again does no harm.
    #[error("could not {what} in the outbox")]
    Outbox {
        /// What was to be done.
        what: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The question could not be answered; ask again.
    #[error("could not read {what}")]
    Read {
        /// What was asked for.
        what: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A row is not what this program, or an earlier version, wrote.
    #[error("could not understand row {key} of {table}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
        /// What is wrong with it.
        source: SavedError,
    },
}

/// What is wrong with a row.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// Its JSON is not what it should be.
    #[error("its JSON is wrong")]
    Json(#[from] serde_json::Error),
    /// An id is none.
    #[error("it holds a wrong id")]
    Id(#[from] InvalidId),
    /// A number is outside its type's range.
    #[error("it holds a wrong number")]
    Number(#[from] std::num::TryFromIntError),
    /// A name that no version has written.
    #[error("it holds the unknown {what} {given:?}")]
    Name {
        /// Of what.
        what: &'static str,
        /// The name.
        given: String,
    },
    /// A hash that is not 64 hex digits.
    #[error("its hash is not 64 hex digits")]
    Hash,
}
