//! Labelled events: a CSV file with the columns `patient` and `at`, in any order, others ignored.

use std::path::Path;

use anyhow::{Context, Result, bail};
use ingest::import::patient_id;
use vitals::named::unix_ms_of;
use vitals::{PatientId, TakenAt};

/// Reads a file; every line that can't be read is told.
pub(super) fn read(path: &Path) -> Result<Vec<(PatientId, TakenAt)>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("could not read {shown}"))?;
    parse(&text).with_context(|| format!("{shown} is not a list of events"))
}

fn parse(text: &str) -> Result<Vec<(PatientId, TakenAt)>> {
    let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let Some((heading, _)) = lines.next() else {
        bail!("the file is empty: it needs a first line `patient,at`");
    };
    let columns: Vec<_> = heading.split(',').map(str::trim).collect();
    let column = |name: &str| {
        let place = columns.iter().position(|column| *column == name);
        place.with_context(|| format!("there is no column `{name}`: it needs `patient,at`"))
    };
    let (patient, at) = (column("patient")?, column("at")?);
    let (mut events, mut mistakes) = (Vec::new(), Vec::new());
    for (line, number) in lines {
        let fields: Vec<_> = line.split(',').map(str::trim).collect();
        match event(&fields, patient, at) {
            Ok(event) => events.push(event),
            Err(why) => mistakes.push(format!("line {number}: {why}")),
        }
    }
    if !mistakes.is_empty() {
        bail!("{}", mistakes.join("; "));
    }
    Ok(events)
}

fn event(fields: &[&str], patient: usize, at: usize) -> Result<(PatientId, TakenAt), String> {
    let field = |place: usize| fields.get(place).ok_or("too few fields".to_owned());
    let at_ms = unix_ms_of(field(at)?).map_err(|refused| refused.to_string())?;
    Ok((patient_id(field(patient)?), TakenAt::from_unix_ms(at_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_by_the_names_of_their_columns() {
        let events = parse("kind,at,patient\nfall,1970-01-01T00:00:01Z,p-1\n").unwrap();
        assert_eq!(events, [("p-1".parse().unwrap(), TakenAt::from_unix_ms(1000))]);
    }

    #[test]
    fn every_line_that_cannot_be_read_is_told() {
        let told = parse("patient,at\np-1,noon\np-2\n").unwrap_err().to_string();
        assert!(told.contains("line 2") && told.contains("line 3"), "{told}");
        assert!(parse("").is_err());
        assert!(parse("patient,when\n").is_err());
    }
}
