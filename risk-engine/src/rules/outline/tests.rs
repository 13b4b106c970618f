//! The form of a document: what it finds in the rules that ship, and that what it changes is what it says.

use vitals::VitalSign;

use super::*;
use crate::rules::RuleSet;
use crate::rules::sentence::plain;
use crate::rules::tongue::English;

fn name(_: VitalSign) -> &'static str {
    "Sign"
}

fn outline(text: &str) -> Outline {
    Outline::of(text, &English(name)).expect("the text is TOML")
}

fn rule(text: &str, id: &str) -> RuleOutline {
    let problems = outline(text).problems;
    let mut rules = problems.into_iter().flat_map(|problem| problem.rules);
    rules.find(|rule| rule.id == id).expect("the rule is there")
}

fn replaced(text: &str, at: usize, end: usize, by: &str) -> String {
    [&text[..at], by, &text[end..]].concat()
}

#[test]
fn every_rule_that_ships_has_words_and_every_number_its_place() {
    for rules in [RuleSet::built_in(), RuleSet::workload()] {
        let text = rules.text();
        let outline = outline(text);
        let found: usize = outline.problems.iter().map(|problem| problem.rules.len()).sum();
        assert_eq!(found, text.matches("\n[[rule]]").count());
        for piece in outline.pieces() {
            match piece {
                Piece::Number(number) => assert_eq!(text[number.at..number.end], number.text),
                Piece::Words(words) => assert!(
                    !words.contains(['_', '<', '>', '=']),
                    "{words}: nobody reads the language of rules"
                ),
                Piece::Limit(_) => {}
            }
        }
    }
}

#[test]
fn a_limit_changed_in_its_place_is_the_only_change() {
    let text = RuleSet::built_in().text().to_owned();
    let limit = rule(&text, "O2-1").limits.remove(1);
    assert_eq!((limit.name.as_str(), limit.value.text.as_str()), ("urgent", "92"));
    assert_eq!(limit.floor.as_deref(), Some("85 %"));
    let changed = replaced(&text, limit.value.at, limit.value.end, "91");
    assert_eq!(rule(&changed, "O2-1").limits[1].value.text, "91");
    let limits = RuleSet::from_toml(&changed).expect("the rules are right");
    let mut limits = limits.limits();
    let urgent = limits.find(|limit| &*limit.rule == "O2-1" && &*limit.name == "urgent");
    assert_eq!(urgent.map(|limit| limit.default_milli), Some(91_000));
    assert_eq!(text.lines().count(), changed.lines().count());
}

#[test]
fn a_rule_that_is_off_applies_to_nobody_and_comes_back_with_the_same_text() {
    let text = RuleSet::built_in().text().to_owned();
    let switch = rule(&text, "BP-6").switch.expect("it can be switched");
    assert!(switch.is_on);
    let off = replaced(&text, switch.at, switch.end, &switch.off);
    let rules = RuleSet::from_toml(&off).expect("the rules are right");
    let problem = rules.problems().iter().position(|of| of.name() == "blood_pressure_rise");
    assert_eq!(rules.signs_of(problem.expect("it is there still")), []);
    let again = rule(&off, "BP-6").switch.expect("it can be switched");
    assert!(!again.is_on);
    let on = replaced(&off, again.at, again.end, &again.on);
    assert!(rule(&on, "BP-6").switch.is_some_and(|switch| switch.is_on));
    RuleSet::from_toml(&on).expect("the rules are right");
}

#[test]
fn whom_no_rule_is_left_for_is_told() {
    let text = RuleSet::built_in().text().to_owned();
    let switch = rule(&text, "O2-1").switch.expect("it can be switched");
    let off = replaced(&text, switch.at, switch.end, &switch.off);
    let mistakes = RuleSet::from_toml(&off).expect_err("nobody watches their oxygen").0;
    assert!(mistakes.iter().any(|mistake| mistake.place == "problem oxygen_low"), "{mistakes:?}");
}

#[test]
fn one_measurement_can_be_made_enough_and_two_again() {
    let text = RuleSet::built_in().text().to_owned();
    let confirm = |text: &str| rule(text, "O2-1").levels[1].confirm.clone().expect("a switch");
    let twice = confirm(&text);
    assert!(twice.is_on);
    let once = replaced(&text, twice.at, twice.end, &twice.off);
    assert!(!confirm(&once).is_on);
    let level = &rule(&text, "BP-5").levels[0];
    let bare = level.confirm.as_ref().expect("a switch");
    let added = replaced(&text, bare.at, bare.end, &bare.on);
    assert!(rule(&added, "BP-5").levels[0].confirm.as_ref().is_some_and(|switch| switch.is_on));
    assert_eq!(plain(&rule(&added, "BP-5").levels[0].when), plain(&level.when));
}

#[test]
fn what_is_half_written_is_shown_as_far_as_it_goes() {
    let text = "name = \"x\"\n[[problem]]\nid = \"p\"\n[[rule]]\nid = \"R\"\nproblem = \"p\"\nlevels = [ { severity = \"urgent\", when = \"spo2 <\" } ]\n";
    let rule = rule(text, "R");
    assert_eq!(rule.line, 4);
    assert_eq!(rule.levels[0].when, [Piece::Words("spo2 <".into())]);
    assert_eq!(Outline::of("name = ", &English(name)), None);
}
