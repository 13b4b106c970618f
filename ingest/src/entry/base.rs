//! The care plan that follows from what the register says of a person, until a clinician plans otherwise.

use std::sync::Arc;

use risk_engine::fact::{CarePlan, Spo2Scale};

/// The plan of somebody about whom only this is known.
///
/// Nothing here sets the saturation scale: that is a clinician's, and comes as it is.
pub fn base_plan(
    born: &str,
    conditions: &[String],
    spo2_scale: Spo2Scale,
    supplemental_oxygen: Option<bool>,
) -> CarePlan {
    CarePlan {
        spo2_scale,
        supplemental_oxygen,
        born_day: born_day(born),
        conditions: conditions.iter().map(|text| condition(text)).collect(),
        ..CarePlan::default()
    }
}

/// A condition in the rule set's words; one that it has no word for becomes its own words, joined.
pub fn condition(text: &str) -> Arc<str> {
    let mut word = String::new();
    for part in text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        if !word.is_empty() {
            word.push('_');
        }
        word.push_str(&part.to_lowercase());
    }
    let known = WORDS.iter().find(|(_, texts)| texts.contains(&word.as_str()));
    known.map_or(word.as_str(), |(known, _)| known).into()
}

/// The rule set's words, each with what people write for it.
#[rustfmt::skip]
const WORDS: [(&str, &[&str]); 5] = [
    ("copd",                &["chronic_obstructive_pulmonary_disease", "emphysema"]),
    ("heart_failure",       &["hf", "chf", "congestive_heart_failure", "chronic_heart_failure"]),
    ("hypertension",        &["high_blood_pressure", "htn", "hbp"]),
    ("diabetes",            &["type_2_diabetes", "type_1_diabetes", "diabetes_type_2", "diabetes_type_1", "t2dm", "t1dm", "dm"]),
    ("atrial_fibrillation", &["af", "afib"]),
];

/// Days since 1970-01-01 of a date of birth, or of the middle of a year alone.
fn born_day(born: &str) -> Option<i32> {
    let date = match born.parse::<jiff::civil::Date>() {
        Ok(date) => date,
        Err(_) => jiff::civil::Date::new(born.parse().ok()?, 7, 1).ok()?,
    };
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    Some(date.since(epoch).ok()?.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_become_the_rule_sets_words() {
        let check = |text: &str, word: &str| assert_eq!(&*condition(text), word, "{text:?}");
        check("COPD", "copd");
        check("Heart failure", "heart_failure");
        check("Hypertension", "hypertension");
        check("Diabetes", "diabetes");
        check("Type 2 diabetes", "diabetes");
        check("  Atrial-fibrillation ", "atrial_fibrillation");
        check("Long COVID (2021)", "long_covid_2021");
        check("", "");
    }

    #[test]
    fn a_date_of_birth_becomes_a_day() {
        let check = |born: &str, day| assert_eq!(born_day(born), day, "{born:?}");
        check("1970-01-01", Some(0));
        check("1970-03-01", Some(59));
        check("1969-12-31", Some(-1));
        check("1952", Some(-6394));
        check("", None);
        check("yesterday", None);
    }
}
