//! What can be wrong with a file as a whole.

use std::error::Error;
use std::io;
use std::path::PathBuf;

/// A file that can't be read to its end. What was given before stands.
#[derive(Debug, thiserror::Error)]
pub enum TabularError {
    /// It can't be opened.
    #[error("could not open {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It can't be read on.
    #[error("could not read {} on", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system, or the decompression, says.
        source: io::Error,
    },
    /// Its Parquet can't be read.
    #[error("could not read {} as Parquet", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A column isn't there.
    #[error(
        "{} has no column for {column}: it has {found}; name the column `{column}`, or give a \
         mapping with --map", path.display()
    )]
    Column {
        /// The file.
        path: PathBuf,
        /// The column by our name.
        column: &'static str,
        /// The headings that it has.
        found: String,
    },
    /// It holds nothing.
    #[error("{} is empty: it needs the columns patient, taken_at, kind, value, unit", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Whoever takes the rows wants no more.
    #[error("stopped")]
    Stopped,
}
