//! Continuous glucose with finger sticks: `cgm_shanghai_t2dm` and `cgm_dexcom`.

use std::collections::HashSet;
use std::path::PathBuf;

use super::super::error::PeopleError;
use super::super::series::{Collector, Fact, Series};
use super::super::table::{self, Wanted};
use super::{Column, Form, facts_of_row};
use crate::sample::Sample;

/// ShanghaiT2DM: every 15 minutes, type 2 diabetes. Told from the other by the finger sticks.
pub(super) const SHANGHAI: Form = Form {
    files: &[("cgm", &["patient", "time", "cgm_mg_dl", "cbg_mg_dl"])],
    id_column: Some("patient"),
    read: |files, wanted| read(files, wanted, None),
};

/// Dexcom: every 5 minutes; the file says who has diabetes.
pub(super) const DEXCOM: Form = Form {
    files: &[("cgm", &["patient", "time", "cgm_mg_dl", "diagnosis"])],
    id_column: Some("patient"),
    read: |files, wanted| read(files, wanted, Some("diagnosis")),
};

const COLUMNS: [Column; 2] = [
    Column { name: "cgm_mg_dl", fact: |mg_dl| Fact::Whole(Sample::CgmMgDl(mg_dl)) },
    Column { name: "cbg_mg_dl", fact: |mg_dl| Fact::Whole(Sample::MeterMgDl(mg_dl)) },
];

fn read(
    files: &[PathBuf],
    wanted: &HashSet<String>,
    diagnosis: Option<&'static str>,
) -> Result<Vec<Series>, PeopleError> {
    let mut collector = Collector::new(wanted);
    let mut texts = vec!["patient", "time"];
    texts.extend(diagnosis);
    for file in files {
        let columns =
            Wanted { texts: &texts, numbers: &["cgm_mg_dl"], numbers_if_any: &["cbg_mg_dl"] };
        let table = table::read(file, columns)?;
        let ids = table.texts("patient");
        let places = collector.places(ids);
        for row in 0..table.rows {
            let Some(place) = places[ids.codes[row] as usize] else { continue };
            let at_ms = table.time("time", row)?;
            let record = collector.record(place);
            if record.conditions.is_empty() {
                record.conditions = condition(diagnosis.map(|column| table.texts(column).get(row)));
            }
            record.facts.extend(facts_of_row(&table, &COLUMNS, row).map(|fact| (at_ms, fact)));
        }
    }
    Ok(collector.finish())
}

fn condition(diagnosis: Option<&str>) -> Vec<String> {
    let words = match diagnosis {
        None | Some("type 2") => "Type 2 diabetes",
        Some("diabetic") => "Diabetes",
        Some("pre-diabetic") => "Prediabetes",
        Some(_) => return Vec::new(),
    };
    vec![words.to_owned()]
}
