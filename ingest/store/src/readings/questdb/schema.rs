//! The tables, and how they come to be as this program needs them.

use tracing::info;

use super::super::error::ReadingsError;
use super::sql::Sql;

/// The table of rows.
///
/// `taken_at` is never before 1970, because QuestDB's time isn't; `early` has the rest, 0 or negative
/// milliseconds. `entry_offset`, `entry_index` and `sign` say which value it is.
pub(super) fn readings(tables: &str) -> String {
    format!("{tables}_readings")
}

/// The table of how far the rows reach: the newest row counts.
pub(super) fn cursor(tables: &str) -> String {
    format!("{tables}_cursor")
}

/// The table of the steps that were taken.
fn steps(tables: &str) -> String {
    format!("{tables}_schema")
}

/// Every step of the tables, in order; `{}` is what their names begin with. Each can be taken again,
/// because a step and the note of it are two statements. Add at the end; never change one that was
/// released.
const STEPS: [&[&str]; 1] = [&[
    "CREATE TABLE IF NOT EXISTS '{}_readings' (patient SYMBOL CAPACITY 65536 INDEX, \
     device SYMBOL CAPACITY 65536, sign SYMBOL CAPACITY 64, milli INT, reach SYMBOL CAPACITY 8, \
     origin SYMBOL CAPACITY 8, heard_at TIMESTAMP, stored_at TIMESTAMP, \
     gateway SYMBOL CAPACITY 65536, incarnation UUID, seq LONG, entry_offset LONG, entry_index INT, \
     early LONG, taken_at TIMESTAMP) TIMESTAMP(taken_at) PARTITION BY WEEK WAL \
     DEDUP UPSERT KEYS(taken_at, sign, entry_offset, entry_index)",
    "CREATE TABLE IF NOT EXISTS '{}_cursor' (last_entry LONG, chain VARCHAR, started_at LONG, \
     at TIMESTAMP) TIMESTAMP(at) PARTITION BY YEAR WAL DEDUP UPSERT KEYS(at)",
]];

/// Brings the tables up to date.
pub(super) fn migrate(sql: &Sql, tables: &str) -> Result<(), ReadingsError> {
    const WHAT: &str = "make tables in QuestDB";
    let steps = steps(tables);
    sql.run(
        WHAT,
        &format!(
            "CREATE TABLE IF NOT EXISTS '{steps}' (step LONG, at TIMESTAMP) \
             TIMESTAMP(at) PARTITION BY YEAR WAL DEDUP UPSERT KEYS(at, step)"
        ),
    )?;
    sql.applied(&steps)?;
    let taken: Vec<(Option<i64>,)> = sql.rows(WHAT, &format!("SELECT max(step) FROM '{steps}'"))?;
    let taken = taken.first().and_then(|(step,)| *step).unwrap_or(0);
    let known = STEPS.len() as i64;
    if taken > known {
        return Err(ReadingsError::Newer { tables: tables.into(), found: taken, known });
    }
    for (statements, step) in STEPS.iter().zip(1..).filter(|(_, step)| *step > taken) {
        for statement in *statements {
            sql.run(WHAT, &statement.replace("{}", tables))?;
        }
        sql.run(WHAT, &format!("INSERT INTO '{steps}' VALUES ({step}, now())"))?;
        info!(tables, step, "tables of QuestDB brought up to date");
    }
    sql.applied(&steps)
}
