//! Which column is which: their names, and other people's names for them.

use std::fmt;
use std::path::Path;

use super::{Error, Names};

/// A column of a file of readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Whose.
    Patient,
    /// When the body was measured.
    TakenAt,
    /// What was measured.
    Kind,
    /// The value.
    Value,
    /// Its unit. May be missing as a whole.
    Unit,
    /// `device` or `typed`. May be missing as a whole.
    Origin,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 6] =
        [Self::Patient, Self::TakenAt, Self::Kind, Self::Value, Self::Unit, Self::Origin];

    /// Its own name.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// By its own name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Its own name and others', the one that is taken first in front.
    #[rustfmt::skip]
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Patient => &["patient", "patient_id", "patientid", "subject", "subject_id", "person", "person_id", "pid", "mrn", "id"],
            Self::TakenAt => &["taken_at", "time", "timestamp", "datetime", "date_time", "charttime", "chart_time", "measured_at", "recorded_at", "effective_datetime", "effectivedatetime", "observation_time"],
            Self::Kind => &["kind", "code", "vital", "vital_sign", "sign", "parameter", "measure", "measurement", "variable", "loinc", "mdc", "name", "type", "label", "item"],
            Self::Value => &["value", "valuenum", "value_num", "value_numeric", "result", "reading"],
            Self::Unit => &["unit", "units", "uom", "valueuom", "value_unit", "unit_of_measure"],
            Self::Origin => &["origin"],
        }
    }

    fn is_required(self) -> bool {
        !matches!(self, Self::Unit | Self::Origin)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where each column stands in a file, by the column's place in [`Column::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places([Option<usize>; Column::ALL.len()]);

impl Places {
    /// Finds the columns among a file's headings.
    pub(super) fn find(path: &Path, names: &Names, headings: &[String]) -> Result<Self, Error> {
        let mut places = [None; Column::ALL.len()];
        for (place, column) in places.iter_mut().zip(Column::ALL) {
            *place = place_of(column, names, headings);
            if place.is_none() && (column.is_required() || names.columns.contains_key(&column)) {
                return Err(Error::Column {
                    path: path.to_owned(),
                    column: column.name(),
                    found: headings.join(", "),
                });
            }
        }
        Ok(Self(places))
    }

    pub(super) fn of(&self, column: Column) -> Option<usize> {
        self.0[column as usize]
    }
}

/// The name that the mapping gives, or else the first of the known names that is there.
fn place_of(column: Column, names: &Names, headings: &[String]) -> Option<usize> {
    let is = |heading: &str, name: &str| heading.trim().eq_ignore_ascii_case(name);
    let place = |name: &str| headings.iter().position(|heading| is(heading, name));
    match names.columns.get(&column) {
        Some(name) => place(name),
        None => column.names().iter().find_map(|name| place(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &Names, headings: &str, expected: Result<&[Option<usize>; 6], &str>) {
        let headings: Vec<String> = headings.split(',').map(str::to_owned).collect();
        let found = Places::find(Path::new("a.csv"), names, &headings);
        match (found, expected) {
            (Ok(places), Ok(expected)) => assert_eq!(places.0, *expected, "{headings:?}"),
            (Err(error), Err(column)) => assert!(error.to_string().contains(column), "{error}"),
            (found, _) => panic!("{headings:?}: {found:?}"),
        }
    }

    #[test]
    fn columns_are_found_in_any_order_and_under_other_names() {
        let none = Names::default();
        let places = [Some(4), Some(3), Some(2), Some(1), Some(0), None];
        check(&none, "unit,value,kind,taken_at,patient", Ok(&places));
        check(&none, "UOM,valuenum,Code,charttime,subject_id", Ok(&places));
        check(
            &none,
            "id,time,kind,value,patient",
            Ok(&[Some(4), Some(1), Some(2), Some(3), None, None]),
        );
        check(&none, "patient,taken_at,kind,unit", Err("value"));
    }

    #[test]
    fn a_mapping_goes_before_the_known_names() {
        let columns = [(Column::Patient, "who".to_owned())].into();
        let names = Names { columns, ..Names::default() };
        check(
            &names,
            "who,time,kind,value,patient",
            Ok(&[Some(0), Some(1), Some(2), Some(3), None, None]),
        );
        check(&names, "patient,time,kind,value", Err("patient"));
    }
}
