//! What can go wrong with the readings store, and what to do about it.

use std::error::Error;
use std::io;
use std::path::PathBuf;

/// A failed operation on the readings store.
#[derive(Debug, thiserror::Error)]
pub enum ReadingsError {
    /// The folder or something in it could not be opened.
    #[error("could not open {}", path.display())]
    Open {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Transient: a segment could not be written. All rows are still in memory: flush again once
    /// there is space.
    #[error("could not write segment {}", path.display())]
    Write {
        /// The file that was to be.
        path: PathBuf,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A segment could not be read, so the answer would have been incomplete.
    #[error("could not read segment {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Transient: the server can't be reached, or doesn't do what it was asked. What was being written
    /// may be in or not.
    #[error("could not {what}")]
    Server {
        /// What was tried.
        what: &'static str,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The server has stopped to apply what it takes, and has to be looked at.
    #[error("table {table} is suspended: its server takes rows and doesn't apply them")]
    Suspended {
        /// Which.
        table: String,
    },
    /// Permanent: a newer program made the tables.
    #[error("tables {tables} are of version {found}, this program knows {known}")]
    Newer {
        /// What their names begin with.
        tables: String,
        /// Their version.
        found: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// The rows of a period could not be had as a frame.
    #[error("could not make a frame of the readings")]
    Frame {
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Permanent: the caller's own numbers disagree. Nothing was taken in.
    #[error("a row of entry {offset} came with entries below {upto}")]
    Beyond {
        /// Where the row stands in the journal.
        offset: u64,
        /// The end that was given with it.
        upto: u64,
    },
}

impl ReadingsError {
    /// Whether a file was there and could be opened, but is not what it should be.
    pub(super) fn is_about_contents(&self) -> bool {
        matches!(self, Self::Read { source, .. } if !source.is::<io::Error>())
    }
}
