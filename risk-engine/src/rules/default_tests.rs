//! The product's own rule set, rule by rule: both sides of every threshold, whom a rule is for, and
//! that nothing is judged by what is too old.

mod glucose;
mod heart;
mod medicine;
mod oxygen;
mod person;
mod pressure;
mod score;
mod silence;
mod wording;

use std::collections::BTreeSet;

use person::Person;

use super::{Look, RuleSet};

thread_local! {
    static RULES: RuleSet = RuleSet::built_in();
}

/// What the rules say of a problem of the person that `facts` describe: see [`Person::of`].
///
/// `urgent O2-1` if it is raised at once, with `, oxygen_low first` if that pathway comes first.
fn look(problem: &str, facts: &str) -> String {
    let person = Person::of(facts);
    RULES.with(|rules| {
        let place = rules.problems().iter().position(|known| known.name() == problem);
        let place = place.unwrap_or_else(|| panic!("no problem is called {problem}"));
        match rules.judge(place, &person.scene()).look {
            Look::Unknown => "unknown".into(),
            Look::Between => "between".into(),
            Look::Clear { .. } => "clear".into(),
            Look::Odd(odd) => {
                let severity =
                    odd.severity.map_or("automated".into(), |severity| format!("{severity:?}"));
                let first =
                    odd.pathway.map_or(String::new(), |pathway| format!(", {pathway} first"));
                format!("{} {}{first}", severity.to_lowercase(), odd.rule)
            }
        }
    })
}

fn check(problem: &str, table: &[(&str, &str)]) {
    for (facts, want) in table {
        assert_eq!(look(problem, facts), *want, "{problem}: {facts}");
    }
}

/// What the document has in a list of tables.
fn listed(key: &str) -> Vec<toml::Table> {
    let document: toml::Table = include_str!("default.toml").parse().unwrap();
    let tables = document[key].as_array().unwrap();
    tables.iter().map(|table| table.as_table().unwrap().clone()).collect()
}

#[test]
fn every_pathway_is_taken_and_every_question_asked() {
    let document = include_str!("default.toml");
    let unused = |kind: &str, used: fn(&str) -> String| {
        let tables = listed(kind);
        let ids = tables.iter().map(|table| table["id"].as_str().unwrap());
        let unused: Vec<_> =
            ids.filter(|id| !document.contains(&used(id)) && !REPORTED.contains(id)).collect();
        assert!(unused.is_empty(), "{kind}: {unused:?}");
    };
    unused("pathway", |id| format!("pathway = \"{id}\""));
    unused("questionnaire", |id| format!("do = \"ask {id}\""));
}

/// Questionnaires that nothing asks: people answer them of their own accord.
const REPORTED: [&str; 1] = ["side_effect"];

/// Every rule's id stands in a test.
#[test]
fn every_rule_has_a_test() {
    let tests = [
        include_str!("default_tests/glucose.rs"),
        include_str!("default_tests/heart.rs"),
        include_str!("default_tests/medicine.rs"),
        include_str!("default_tests/oxygen.rs"),
        include_str!("default_tests/pressure.rs"),
        include_str!("default_tests/score.rs"),
        include_str!("default_tests/silence.rs"),
    ]
    .concat();
    let rules = listed("rule");
    let ids = rules.iter().map(|rule| rule["id"].as_str().unwrap());
    let untested: BTreeSet<_> = ids
        .filter(|id| !tests.contains(&format!(" {id}\"")) && !tests.contains(&format!(" {id},")))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}
