//! The forms of series that are known, and how each is told and read.

mod blood_pressures;
mod events;
mod general;
mod glucose;
mod hourly;
mod welltory;

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::error::PeopleError;
use super::series::{Fact, Series};
use super::table::{self, Table, Wanted};

/// One form: which files with which columns, whose they are, and how to read them.
pub(super) struct Form {
    /// Names of files up to the first dot, and the columns that tell them. An empty name is any.
    pub(super) files: &'static [(&'static str, &'static [&'static str])],
    /// The column that says whose a row is; without one, all rows are one person's.
    id_column: Option<&'static str>,
    read: Read,
}

/// Reads the series of the people who are wanted out of the files of a form.
type Read = fn(&[PathBuf], &HashSet<String>) -> Result<Vec<Series>, PeopleError>;

pub(super) use events::ARTERIAL_AND_GRADED;
pub(super) use general::GENERAL;

impl Form {
    /// The named forms; [`GENERAL`] is for everything else.
    pub(super) const NAMED: [&'static Self; 7] = [
        &hourly::CINC2019,
        &hourly::EICU,
        &events::CINC2012,
        &glucose::SHANGHAI,
        &glucose::DEXCOM,
        &welltory::WELLTORY,
        &blood_pressures::HOME,
    ];

    /// Whether a file of this name with these columns is of this form.
    pub(super) fn fits(&self, name: &str, columns: &[String]) -> bool {
        self.files.iter().any(|(known, needed)| {
            (known.is_empty() || *known == name)
                && needed.iter().all(|column| columns.iter().any(|has| has == column))
        })
    }

    /// Refuses a file that lacks a column of the first file of this form.
    pub(super) fn check(&self, file: &Path) -> Result<(), PeopleError> {
        let found = table::columns(file)?;
        let needed = self.files.first().map_or(&[] as &[&str], |(_, needed)| needed);
        match needed.iter().find(|column| !found.iter().any(|has| has == *column)) {
            Some(missing) => Err(table::missing_column(file, missing, &found)),
            None => Ok(()),
        }
    }

    /// Everybody in these files.
    pub(super) fn ids(&self, files: &[PathBuf]) -> Result<Vec<String>, PeopleError> {
        let Some(column) = self.id_column else { return Ok(vec![ONLY.to_owned()]) };
        let mut ids = BTreeSet::new();
        for file in files {
            let table = table::read(file, Wanted { texts: &[column], ..Wanted::default() })?;
            ids.extend(table.texts(column).words.iter().cloned());
        }
        Ok(ids.into_iter().collect())
    }

    /// The series of the people who are wanted.
    pub(super) fn load(
        &self,
        files: &[PathBuf],
        wanted: &HashSet<String>,
    ) -> Result<Vec<Series>, PeopleError> {
        (self.read)(files, wanted)
    }
}

/// The id of the only person in a file.
const ONLY: &str = "1";

/// Reads a column of numbers as facts.
struct Column {
    name: &'static str,
    fact: fn(f64) -> Fact,
}

/// A file beside these, of this name, in whatever form it is there.
pub(super) fn beside(files: &[PathBuf], name: &str) -> Option<PathBuf> {
    let folder = files.first()?.parent()?;
    let ends = ["csv.gz", "csv", "parquet"];
    ends.iter().map(|end| folder.join(format!("{name}.{end}"))).find(|path| path.is_file())
}

/// `"F"` or `"M"` for what sets call them.
fn sex(word: &str) -> Option<&'static str> {
    match word.chars().next()?.to_ascii_lowercase() {
        'f' => Some("F"),
        'm' => Some("M"),
        _ => None,
    }
}

/// 0 for female and 1 for male, as the challenges of PhysioNet have it.
fn sex_of_code(code: f64) -> Option<&'static str> {
    if code == 0.0 {
        return Some("F");
    }
    (code == 1.0).then_some("M")
}

/// Breathing more oxygen than air has: a fraction of 0.21, or 21 when given in percent.
fn on_oxygen(fraction_or_percent: f64) -> bool {
    let percent =
        if fraction_or_percent > 1.0 { fraction_or_percent } else { fraction_or_percent * 100.0 };
    percent > 21.5
}

/// What a row has in each of these columns.
fn facts_of_row<'a>(
    table: &'a Table,
    columns: &'a [Column],
    row: usize,
) -> impl Iterator<Item = Fact> + 'a {
    columns.iter().filter_map(move |column| Some((column.fact)(table.number(column.name, row)?)))
}
