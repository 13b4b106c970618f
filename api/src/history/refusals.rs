//! What could not be used of a file: the first on the screen, all in a file, none in silence.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use store::tabular::Rejected;

/// So many are told on standard error.
const TOLD_MAX: u64 = 20;

/// Tells and counts what could not be used.
pub struct Refusals {
    total: u64,
    file: Option<(PathBuf, BufWriter<File>)>,
    /// The first error of the file, told at the end.
    failed: Option<std::io::Error>,
}

impl Refusals {
    /// Begins the list; with a path, in that file, too.
    pub fn new(path: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| -> Result<_> {
            let failed = || format!("could not make {}", path.display());
            let mut file = BufWriter::new(File::create(path).with_context(failed)?);
            file.write_all(b"row,column,given,expected\n").with_context(failed)?;
            Ok((path.to_owned(), file))
        };
        Ok(Self { total: 0, file: path.map(open).transpose()?, failed: None })
    }

    /// Takes one.
    pub fn take(&mut self, rejected: &Rejected) {
        self.total += 1;
        if self.total <= TOLD_MAX {
            eprintln!("{rejected}");
        }
        if self.total == TOLD_MAX + 1 {
            eprintln!(
                "more of them: {}",
                if self.file.is_some() { "in the file" } else { "--rejected FILE lists all" }
            );
        }
        if let Some((_, file)) = &mut self.file
            && self.failed.is_none()
        {
            let Rejected { number, column, given, want } = rejected;
            let line = writeln!(file, "{number},{column},{},{}", quoted(given), quoted(want));
            self.failed = line.err();
        }
    }

    /// How many there were.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Ends the list.
    pub fn finish(self) -> Result<u64> {
        if let Some((path, mut file)) = self.file {
            let flushed = file.flush();
            let failed = self.failed.map_or(flushed, Err);
            failed.with_context(|| format!("could not write {}", path.display()))?;
        }
        Ok(self.total)
    }
}

/// A field of CSV, in quotes if it needs them.
pub fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
