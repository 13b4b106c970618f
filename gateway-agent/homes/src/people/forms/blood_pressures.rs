//! One person's home cuff over months: `bp_home`.

use std::collections::HashSet;
use std::path::PathBuf;

use super::super::error::PeopleError;
use super::super::series::{Collector, Fact, Series};
use super::super::table::{self, Wanted};
use super::{Column, Form, ONLY, facts_of_row};

/// `home_108_days` of the R package bp; the other files of that folder are of clinics.
pub(super) const HOME: Form =
    Form { files: &[("home_108_days", &["time", "sbp", "dbp"])], id_column: None, read };

const COLUMNS: [Column; 3] = [
    Column { name: "sbp", fact: Fact::Systolic },
    Column { name: "dbp", fact: Fact::Diastolic },
    Column { name: "pulse", fact: Fact::Pulse },
];

fn read(files: &[PathBuf], wanted: &HashSet<String>) -> Result<Vec<Series>, PeopleError> {
    let mut collector = Collector::new(wanted);
    let Some(place) = collector.place(ONLY) else { return Ok(Vec::new()) };
    for file in files {
        let columns =
            Wanted { texts: &["time"], numbers: &["sbp", "dbp"], numbers_if_any: &["pulse"] };
        let table = table::read(file, columns)?;
        for row in 0..table.rows {
            let at_ms = table.time("time", row)?;
            for fact in facts_of_row(&table, &COLUMNS, row) {
                collector.push(place, at_ms, fact);
            }
        }
    }
    Ok(collector.finish())
}
