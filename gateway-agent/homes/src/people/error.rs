//! What can be wrong with a folder of series, and what to do about it.

use std::io;
use std::path::PathBuf;

use polars::error::PolarsError;

/// A folder of series that can't be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The folder can't be listed.
    #[error("could not list the folder {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file can't be opened.
    #[error("could not open {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is no CSV, or its compression is damaged.
    #[error(
        "{} can't be read as CSV: write it again, or take it out of the folder", path.display()
    )]
    Csv {
        /// The file.
        path: PathBuf,
        /// Why, and where.
        source: csv::Error,
    },
    /// A file is no Parquet.
    #[error(
        "{} can't be read as Parquet: write it again, or take it out of the folder", path.display()
    )]
    Parquet {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<PolarsError>,
    },
    /// A column is missing.
    #[error(
        "{} has no column {column:?} (it has {}): name its columns as the README of homes says",
        path.display(), found.join(", ")
    )]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column that is needed.
        column: String,
        /// The columns that it has.
        found: Vec<String>,
    },
    /// A value can't be read.
    #[error("{} row {row}, column {column:?}: {given:?} is not {want}", path.display())]
    BadValue {
        /// The file.
        path: PathBuf,
        /// The row, counted as a spreadsheet does: the heading of a CSV is row 1.
        row: u64,
        /// The column.
        column: String,
        /// What is there, cut to 80 characters.
        given: String,
        /// What should be there.
        want: String,
    },
    /// Nothing in the folder is a series.
    #[error(
        "{} holds no series: put CSV or Parquet files with the columns patient, taken_at, kind, \
         value and unit into it", path.display()
    )]
    Nothing {
        /// The folder.
        path: PathBuf,
    },
}
