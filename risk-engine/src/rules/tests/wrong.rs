//! Wrong documents: each kind of mistake is told, with its line.

use proptest::prelude::*;

use crate::rules::RuleSet;

/// A right document; each case below spoils a line of it.
const RIGHT: &str = r#"name = "trial"
version = 1
conditions = ["copd"]
[hold_hours]
default = 12
[acknowledge_minutes]
emergency = 5
urgent = 60
review = 1440
[recheck_minutes]
emergency = 60
urgent = 240
review = 1440
[[score]]
id = "points"
source = "a book"
missing = "bounds"
[[score.part]]
sign = "pulse"
bands = [{ at_most = "40 /min", points = 3 }, { at_most = "90 /min", points = 0 }, { points = 2 }]
[[questionnaire]]
id = "lungs"
title = "Your breathing"
items = [
  { id = "worse", text = "Is it worse?", kind = "yes_no" },
  { id = "ketone", text = "Ketone?", kind = "number", unit = "mmol/L", when = "answer.worse" },
]
[[pathway]]
id = "again"
steps = [
  { id = "measure", do = "measure spo2", say = "Please measure again.", wait = "15 min", on = { confirmed = "ask", fine = "end", no_answer = "tell" } },
  { id = "ask", do = "ask lungs", wait = "1 h", on = { answered = [{ when = "any_symptom", go = "tell" }, { go = "end" }], no_answer = "tell" } },
  { id = "tell", do = "escalate" },
  { id = "end", do = "end" },
]
[[problem]]
id = "oxygen_low"
title = "Low oxygen"
exactly_one_for = "age >= 0"
[[rule]]
id = "A-1"
problem = "oxygen_low"
source = "a book"
applies = "spo2_scale = 1"
limits = { low = { value = "88 %", floor = "80 %" }, lowish = { value = "92 %", floor = "85 %" } }
levels = [
  { severity = "emergency", when = "spo2 <= low", confirm = true, pathway = "again" },
  { severity = "urgent", when = "spo2 <= lowish", confirm = true, pathway = "again" },
]
clear = "spo2 >= 95 %"
[[rule]]
id = "A-2"
problem = "oxygen_low"
source = "a book"
applies = "spo2_scale = 2"
levels = [{ severity = "review", when = "news2 >= 7 or count(spo2 < 85 %, 24 h) >= 2" }]
"#;

#[test]
fn every_kind_of_mistake_is_told_with_its_line() {
    // With how many lines after the spoilt one it is told.
    #[rustfmt::skip]
    let table = [
        // Words, units and numbers.
        ("spo2 <= lowish", "spo3 <= lowish", "unknown name \"spo3\"", 0),
        ("spo2 <= lowish", "sp02 <", "can't read", 0),
        ("spo2 <= lowish", "foo(spo2, 1 h) <= lowish", "unknown function \"foo\"", 0),
        ("spo2 >= 95 %", "spo2 >= 95 mmHg", "spo2 isn't measured in mmHg", 0),
        ("spo2 >= 95 %", "spo2 >= 95", "95 has no unit", 0),
        ("spo2 >= 95 %", "spo2 >= 95.5 %", "no spo2 is 95.5 %", 0),
        ("spo2 >= 95 %", "spo2 >= 950 %", "no spo2 is ever 950 %", 0),
        ("spo2 >= 95 %", "spo2 >= 95 % and condition.asthma", "\"asthma\" is not in the rule set's conditions", 0),
        ("spo2 >= 95 %", "spo2 >= 95 % and not answer.cough", "no questionnaire has a question \"cough\"", 0),
        ("spo2 >= 95 %", "mean(spo2, 30 d) >= 95 %", "30 d can't be looked back on", 0),
        ("spo2 >= 95 %", "mean(spo2) >= 95 %", "isn't used so", 0),
        ("spo2 >= 95 %", "spo2 >= 95 % and answer.ketone < 1 mg/dL", "is compared with an answer", 0),
        ("spo2 >= 95 %", "spo2 >= systolic", "is compared with", 0),
        ("spo2 >= 95 %", "consciousness = asleep", "unknown name \"asleep\"", 0),
        ("24 h) >= 2", "24 h) >= 2.0001", "more than three digits", 0),
        ("24 h) >= 2", "24 h)", "a number, which neither holds nor doesn't", 0),
        // Limits.
        ("value = \"88 %\"", "value = \"78 %\"", "limit low is under its own floor", 0),
        ("spo2 <= low\"", "spo2 <= 88 %\"", "limit low is never used", -2),
        ("spo2 <= low\"", "spo2 <= low and spo2 > low\"", "over and under limit low are both odd", -2),
        // Levels and clearing.
        ("\"88 %\"", "\"93 %\"", "level \"spo2 <= lowish\" is never reached", 3),
        ("spo2 <= low\"", "spo2 <= low and spo2 > 90 %\"", "is never true", 0),
        ("severity = \"emergency\"", "severity = \"review\"", "a graver level stands after a lesser one", 1),
        ("spo2 >= 95 %", "spo2 >= 92 %", "are both true with spo2 = 92 %", 0),
        ("spo2 >= 95 %", "spo2 >= 95 % and spo2 < 90 %", "no value clears it", 0),
        ("levels = [{ severity = \"review\"", "levels = [{ severity = \"grave\"", "unknown severity \"grave\"", 0),
        ("levels = [{ severity = \"review\"", "levels = [{ severity = \"automated\"", "does nothing without a pathway", 0),
        ("applies = \"spo2_scale = 1\"", "applies = \"spo2_scale = 3\"", "it applies to nobody", 0),
        ("confirm = true, pathway = \"again\" },\n  { severity = \"urgent\"", "confirm = true },\n  { severity = \"urgent\"", "no pathway asks to measure", 0),
        ("confirm = true, pathway = \"again\" },\n]", "pathway = \"nowhere\" },\n]", "no pathway is called \"nowhere\"", 0),
        // Rules.
        ("source = \"a book\"\napplies = \"spo2_scale = 1\"", "applies = \"spo2_scale = 1\"", "source is missing", -3),
        ("id = \"A-2\"", "id = \"A-1\"", "another rule has this id", 0),
        ("problem = \"oxygen_low\"\nsource = \"a book\"\napplies = \"spo2_scale = 2\"", "problem = \"oxygen\"\nsource = \"a book\"\napplies = \"spo2_scale = 2\"", "no problem is called \"oxygen\"", 0),
        ("\"spo2_scale = 2\"", "\"spo2_scale = 2 or age < 16\"", "rules A-1 and A-2 both apply", -19),
        ("\"spo2_scale = 2\"", "\"spo2_scale = 2 and age >= 16\"", "no rule applies", -19),
        // Scores.
        ("{ points = 2 }]", "{ at_least = \"95 /min\", points = 2 }]", "pulse: 91 /min lies in no band", -2),
        ("{ points = 2 }]", "{ at_least = \"90 /min\", points = 2 }]", "pulse: 90 /min lies in two bands", -2),
        ("at_most = \"90 /min\"", "at_most = \"30 /min\"", "no value lies in band 2", -2),
        ("sign = \"pulse\"", "sign = \"puls\"", "unknown sign \"puls\"", 0),
        // Pathways and questionnaires.
        ("fine = \"end\"", "fine = \"finish\"", "no step is called \"finish\"", 0),
        ("confirmed = \"ask\"", "confirmed = \"tell\"", "step ask is never reached", 1),
        ("{ id = \"tell\", do = \"escalate\" }", "{ id = \"tell\", do = \"escalate\", then = \"measure\" }", "it can go round for ever", -2),
        (", no_answer = \"tell\" } },\n  { id = \"tell\"", " } },\n  { id = \"tell\"", "step ask can wait for ever", 0),
        (", { go = \"end\" }]", "]", "goes nowhere if none of its conditions holds", 0),
        ("fine = \"end\", no_answer = \"tell\"", "fine = \"end\", no_answer = \"end\"", "nobody is told if step measure", 16),
        ("do = \"ask lungs\"", "do = \"ask heart\"", "unknown questionnaire \"heart\"", 0),
        ("do = \"measure spo2\"", "do = \"measure breath\"", "unknown sign \"breath\"", 0),
        ("do = \"escalate\"", "do = \"shout\"", "nothing that a step does", 0),
        ("say = \"Please measure again.\", ", "", "says nothing to the person", 0),
        ("wait = \"15 min\"", "wait = \"15\"", "wait is no duration", 0),
        ("when = \"answer.worse\"", "when = \"spo2 < 90 %\"", "something else than earlier answers", 0),
        ("kind = \"yes_no\"", "kind = \"maybe\"", "unknown kind of question", 0),
        // The document.
        ("version = 1\n", "", "version is missing", -1),
        ("name = \"trial\"", "name = trial", "correct the TOML", 0),
        ("default = 12", "default = 12\nsleep = 8", "unknown sign \"sleep\"", 1),
        ("urgent = 60", "urgent = 2", "a graver alert more time", -2),
        ("title = \"Low oxygen\"", "titel = \"Low oxygen\"", "unknown key titel", 0),
        ("title = \"Low oxygen\"", "title = 7", "title is an integer", 0),
        ("[[problem]]", "[[problem]]\nid = \"unused\"\ntitle = \"Unused\"\n[[problem]]", "no rule raises it", 0),
    ];
    for (right, wrong, want, lines_after) in table {
        check(right, wrong, want, lines_after);
    }
}

/// Spoils the document without NEWS2, and looks for what is told so many lines after what was spoilt.
fn check(right: &str, wrong: &str, want: &str, lines_after: isize) {
    let document = RIGHT.replace("news2 >= 7 or ", "");
    assert_eq!(RuleSet::from_toml(&document).map(|_| ()), Ok(()));
    let place = document.find(right).unwrap_or_else(|| panic!("no {right} to spoil"));
    let spoilt = format!("{}{wrong}{}", &document[..place], &document[place + right.len()..]);
    let errors = RuleSet::from_toml(&spoilt).expect_err(want);
    let found = errors.0.iter().find(|mistake| mistake.to_string().contains(want));
    let found = found.unwrap_or_else(|| panic!("\"{want}\" is not told for {wrong}:\n{errors}"));
    assert!(!found.remedy.to_string().is_empty(), "{found}");
    let line = 1 + document[..place].matches('\n').count();
    assert_eq!(found.line, line.strict_add_signed(lines_after), "{found}");
}

#[test]
fn news2_needs_people_that_it_is_for() {
    let told = |applies: &str| match RuleSet::from_toml(&RIGHT.replace("spo2_scale = 2", applies)) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0.iter().map(|mistake| mistake.what.to_string()).collect::<Vec<_>>(),
    };
    let not_for = |who: &str| format!("NEWS2 is not for {who}");
    assert!(told("spo2_scale = 2").contains(&not_for("people who are pregnant")));
    assert!(told("spo2_scale = 2").contains(&not_for("people under 16")));
    assert!(!told("spo2_scale = 2 and not pregnant").contains(&not_for("people who are pregnant")));
    let enough = told("spo2_scale = 2 and not pregnant and age >= 16");
    assert!(!enough.iter().any(|what| what.contains("NEWS2")), "{enough:?}");
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_document() {
    let spoilt = RIGHT
        .replace("news2 >= 7 or ", "")
        .replace("version = 1", "version = -1")
        .replace("spo2 <= low\"", "spo3 <= low\"")
        .replace("spo2 >= 95 %", "spo2 >= 95 kg");
    let errors = RuleSet::from_toml(&spoilt).unwrap_err();
    let lines: Vec<_> = errors.0.iter().map(|mistake| mistake.line).collect();
    let line_of = |text: &str| 1 + spoilt[..spoilt.find(text).unwrap()].matches('\n').count();
    assert!(lines.is_sorted());
    for text in ["version = -1", "spo3 <= low", "95 kg"] {
        assert!(lines.contains(&line_of(text)), "{text}: {errors}");
    }
}

#[test]
fn conditions_of_several_numbers_are_checked_at_their_critical_values() {
    let with = |level: &str, clear: &str| {
        let document = RIGHT.replace("news2 >= 7 or ", "").replace(
            "levels = [{ severity = \"review\", when = \"count(spo2 < 85 %, 24 h) >= 2\" }]",
            &format!(
                "levels = [{{ severity = \"review\", when = \"{level}\" }}]\nclear = \"{clear}\""
            ),
        );
        RuleSet::from_toml(&document).map(|_| ()).map_err(|errors| errors.to_string())
    };
    let pressure = "systolic > 180 mmHg or diastolic > 120 mmHg";
    assert_eq!(with(pressure, "systolic <= 160 mmHg and diastolic <= 100 mmHg"), Ok(()));
    let told = with(pressure, "systolic <= 160 mmHg").unwrap_err();
    assert!(told.contains("are both true with systolic = "), "{told}");
    assert_eq!(with("weight >= usual(weight) + 2 kg", "weight < usual(weight) + 1 kg"), Ok(()));
    let told = with("weight >= usual(weight) + 2 kg", "weight < usual(weight) + 3 kg").unwrap_err();
    assert!(told.contains("are both true"), "{told}");
    let told = with("glucose > 400 mg/dL", "glucose != 100 mg/dL").unwrap_err();
    assert!(told.contains("are both true"), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_spoilt_document_is_refused_or_read_and_never_a_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), "[ -~°\n]{0,6}", 0usize..12), 1..6),
    ) {
        let mut text: Vec<char> = RIGHT.chars().collect();
        for (place, new, removed) in edits {
            let place = place.index(text.len());
            let end = (place + removed).min(text.len());
            text.splice(place..end, new.chars());
        }
        let _ = RuleSet::from_toml(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_text_is_no_panic(text in ".{0,200}") {
        let _ = RuleSet::from_toml(&text);
    }
}
