//! Where the stores are, as the configuration says it.

use ingest::places::{CarePlace, Places, ReadingsPlace};
use serde::Deserialize;
use store::readings::QuestDbSettings;

use super::{Mistake, mistake};

/// `[readings]` as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenReadings {
    /// As QuestDB's clients write it.
    questdb: Option<String>,
    /// What the names of its tables begin with.
    tables: Option<String>,
    /// How many days readings are kept at least after they were taken.
    pub(super) keep_days: Option<u32>,
}

/// `[care]` as it may be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenCare {
    /// `postgres://user:password@host/database`
    postgres: Option<String>,
}

/// What the environment may set, and the table and key that it stands for: passwords stay out of files.
const FROM_ENVIRONMENT: [(&str, &str, &str); 2] =
    [("HEARTHWATCH_QUESTDB", "readings", "questdb"), ("HEARTHWATCH_POSTGRES", "care", "postgres")];

/// Puts what the environment says over the file.
pub(super) fn overlay(table: &mut toml::Table, environment: impl Fn(&str) -> Option<String>) {
    for (variable, section, key) in FROM_ENVIRONMENT {
        let Some(value) = environment(variable) else { continue };
        let section = table.entry(section).or_insert_with(|| toml::Table::new().into());
        // What is no table is told as a mistake when it is read.
        if let Some(section) = section.as_table_mut() {
            section.insert(key.into(), value.into());
        }
    }
}

/// Checks where the stores are.
pub(super) fn places(
    readings: &WrittenReadings,
    care: &WrittenCare,
    mistakes: &mut Vec<Mistake>,
) -> Places {
    Places { readings: readings_place(readings, mistakes), care: care_place(care, mistakes) }
}

fn care_place(written: &WrittenCare, mistakes: &mut Vec<Mistake>) -> CarePlace {
    match written.postgres.as_deref().map(str::parse) {
        None => CarePlace::Embedded,
        Some(Ok(settings)) => CarePlace::Postgres(settings),
        Some(Err(wrong)) => {
            let wrong: store::care::CareError = wrong;
            mistakes.push(mistake("care.postgres", wrong.to_string()));
            CarePlace::Embedded
        }
    }
}

fn readings_place(written: &WrittenReadings, mistakes: &mut Vec<Mistake>) -> ReadingsPlace {
    let Some(questdb) = &written.questdb else {
        if written.tables.is_some() {
            mistakes.push(mistake("readings.tables", "is for `questdb`, which isn't there"));
        }
        return ReadingsPlace::Embedded;
    };
    let tables = written.tables.as_deref().unwrap_or("hearthwatch");
    match QuestDbSettings::parse(questdb, tables) {
        Ok(settings) => ReadingsPlace::QuestDb(settings),
        Err(wrong) => {
            mistakes.push(mistake("readings.questdb", wrong.to_string()));
            ReadingsPlace::Embedded
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn check(text: &str, environment: Option<(&str, &str)>, expected: Result<&str, &str>) {
        let environment = |key: &str| {
            environment.filter(|(name, _)| *name == key).map(|(_, value)| value.to_owned())
        };
        let got = Config::parse(text, environment).map(|config| match config.places.readings {
            ReadingsPlace::Embedded => "embedded".to_owned(),
            ReadingsPlace::QuestDb(settings) => format!("{settings:?}"),
        });
        match (got, expected) {
            (Ok(got), Ok(expected)) => assert!(got.contains(expected), "{text}: {got}"),
            (Err(got), Err(expected)) => assert_eq!(got[0].key, expected, "{text}"),
            (got, _) => panic!("{text}: {got:?}"),
        }
    }

    #[test]
    fn without_a_word_everything_is_in_the_data_folder() {
        check("", None, Ok("embedded"));
        check("[readings]\n", None, Ok("embedded"));
    }

    #[test]
    fn a_questdb_is_said_in_the_file_or_the_environment() {
        let file = "[readings]\nquestdb = \"http::addr=one;\"\n";
        check(file, None, Ok("one:9000"));
        let over = Some(("HEARTHWATCH_QUESTDB", "http::addr=two:9001;"));
        check(file, over, Ok("two:9001"));
        check("", over, Ok("two:9001"));
        check(&format!("{file}tables = \"ward_7\"\n"), None, Ok("ward_7"));
    }

    #[test]
    fn what_cannot_be_a_place_is_told_with_its_key() {
        check("[readings]\nquestdb = \"https::addr=one;\"\n", None, Err("readings.questdb"));
        check("[readings]\ntables = \"one\"\n", None, Err("readings.tables"));
        check("[readings]\nparquet = true\n", None, Err("readings"));
        check("[care]\npostgres = \"localhost\"\n", None, Err("care.postgres"));
    }
}
