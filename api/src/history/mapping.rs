//! `--map`: what somebody's file calls columns, kinds and units.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use store::tabular::{Column, Names};
use vitals::named::{Kind, Unit};

/// The file as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    columns: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
    units: BTreeMap<String, String>,
}

/// Reads a mapping; no path is no mapping.
pub fn read(path: Option<&Path>) -> Result<Names> {
    let Some(path) = path else { return Ok(Names::default()) };
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("could not read {shown}"))?;
    parse(&text).with_context(|| format!("{shown} is not a mapping"))
}

/// Reads the text of a mapping. Gives every mistake at once.
pub fn parse(text: &str) -> Result<Names> {
    let written: Written = toml::from_str(text)?;
    let mut mistakes = Vec::new();
    let mut names = Names::default();
    for (ours, theirs) in written.columns {
        match Column::from_name(&ours) {
            Some(column) => drop(names.columns.insert(column, theirs)),
            None => mistakes.push(format!("columns.{ours}: not one of {}", columns())),
        }
    }
    for (theirs, ours) in written.kinds {
        match Kind::ALL.into_iter().find(|kind| kind.name() == ours) {
            Some(kind) => drop(names.kinds.insert(theirs, kind)),
            None => mistakes.push(format!("kinds.{theirs}: not one of {}", Kind::names())),
        }
    }
    for (theirs, ours) in written.units {
        match Unit::from_name(&ours) {
            Some(unit) => drop(names.units.insert(theirs, unit)),
            None => mistakes.push(format!("units.{theirs}: {ours:?} is no unit that we know")),
        }
    }
    if !mistakes.is_empty() {
        bail!("{}", mistakes.join("; "));
    }
    Ok(names)
}

fn columns() -> String {
    Column::ALL.map(Column::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_names_columns_kinds_and_units() {
        let names = parse(
            "[columns]\npatient = \"stay\"\n[kinds]\n220045 = \"pulse\"\n[units]\n\"insp/min.\" = \"/min\"\n",
        )
        .unwrap();
        assert_eq!(names.columns[&Column::Patient], "stay");
        assert_eq!(names.kinds["220045"], Kind::Pulse);
        assert_eq!(names.units["insp/min."], Unit::PerMinute);
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let told =
            parse("[columns]\nwho = \"a\"\n[kinds]\nx = \"mood\"\n[units]\ny = \"furlong\"\n")
                .unwrap_err()
                .to_string();
        for mistake in ["columns.who", "kinds.x", "units.y"] {
            assert!(told.contains(mistake), "{told}");
        }
        assert!(parse("[colums]\n").is_err());
    }
}
