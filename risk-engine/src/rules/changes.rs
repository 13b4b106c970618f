//! What differs between two documents, in words.

use std::collections::BTreeMap;

use super::outline::Node;
use super::sentence::{Lexicon, plain, sentence};
use super::tongue::Tongue;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is part of: `rule O2-1`; empty for the document itself.
    pub place: String,
    /// What of it; empty if all of it came or went.
    pub what: String,
    /// As it was; none if it wasn't there.
    pub before: Option<String>,
    /// As it is; none if it isn't there any more.
    pub after: Option<String>,
}

/// Tells every value that differs; none if one of the two isn't TOML. Comments and order are no values.
pub fn changes(before: &str, after: &str, tongue: &dyn Tongue) -> Option<Vec<Change>> {
    let (before, after) = (Node::parse(before)?.leaves(), Node::parse(after)?.leaves());
    let was: BTreeMap<_, _> = before.iter().map(|(path, text)| (path, text)).collect();
    let is: BTreeMap<_, _> = after.iter().map(|(path, text)| (path, text)).collect();
    let mut found: Vec<Change> = Vec::new();
    let paths = before.iter().filter(|(path, _)| !is.contains_key(path)).chain(&after);
    for (path, _) in paths {
        let (was_so, is_so) = (was.get(path).copied(), is.get(path).copied());
        if was_so == is_so {
            continue;
        }
        let change = change(path, was_so, is_so, tongue);
        let whole = whole(path, &was, &is);
        let change = if whole { Change { what: String::new(), ..change } } else { change };
        // All of a part that came or went is one change.
        if !whole || !found.iter().any(|told| told.place == change.place && told.what.is_empty()) {
            found.push(change);
        }
    }
    Some(found)
}

type Leaves<'a> = BTreeMap<&'a Vec<String>, &'a String>;

/// Whether all that a path is part of is in one of the two only.
fn whole(path: &[String], was: &Leaves<'_>, is: &Leaves<'_>) -> bool {
    let has = |leaves: &Leaves<'_>| leaves.keys().any(|other| other.get(..2) == path.get(..2));
    path.len() > 2 && has(was) != has(is)
}

fn change(
    path: &[String],
    was: Option<&String>,
    is: Option<&String>,
    tongue: &dyn Tongue,
) -> Change {
    let (place, rest) = match path {
        [kind, id, rest @ ..] if !rest.is_empty() => (format!("{kind} {id}"), rest),
        _ => (String::new(), path),
    };
    let is_condition = matches!(
        path.last().map(String::as_str),
        Some("when" | "clear" | "applies" | "exactly_one_for")
    );
    let lexicon = Lexicon { tongue, question: &|_| None, is_limit: &|_| false };
    let say = |text: &String| match is_condition {
        true => plain(&sentence(text, &lexicon)),
        false => text.clone(),
    };
    let (mut before, mut after) = (was.map(say), is.map(say));
    if before == after {
        (before, after) = (was.cloned(), is.cloned());
    }
    Change { place, what: what(rest), before, after }
}

fn what(path: &[String]) -> String {
    let path: Vec<_> = path.iter().map(|part| part.replace('_', " ")).collect();
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["limits", name, "value"] | ["limits", name] => format!("limit {name}"),
        ["limits", name, "floor"] => format!("floor of limit {name}"),
        ["levels", place, key] => format!("level {place}, {key}"),
        ["steps", step, rest @ ..] => format!("step {step}, {}", rest.join(" ")),
        ["items", item, rest @ ..] => format!("question {item}, {}", rest.join(" ")),
        parts => parts.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;
    use crate::rules::tongue::English;

    #[track_caller]
    fn check(from: &str, to: &str, want: &[(&str, &str, Option<&str>, Option<&str>)]) {
        let text = RuleSet::built_in().text().to_owned();
        assert!(text.contains(from), "{from}");
        let found =
            changes(&text, &text.replacen(from, to, 1), &English(|_| "Sign")).expect("both TOML");
        let found: Vec<_> = found
            .iter()
            .map(|Change { place, what, before, after }| {
                (place.as_str(), what.as_str(), before.as_deref(), after.as_deref())
            })
            .collect();
        assert_eq!(found, want);
    }

    #[test]
    fn a_limit_a_severity_and_a_condition_are_told_with_their_rule() {
        check(
            "urgent = { value = \"92 %\"",
            "urgent = { value = \"91 %\"",
            &[("rule O2-1", "limit urgent", Some("92 %"), Some("91 %"))],
        );
        check(
            "clear = \"temperature >= 35.5 °C\"",
            "clear = \"temperature >= 36 °C\"",
            &[(
                "rule FV-2",
                "clear",
                Some("Sign at or over 35.5 °C"),
                Some("Sign at or over 36 °C"),
            )],
        );
        check(
            "id = \"BP-6\"\n",
            "id = \"BP-6\"\noff = true\n",
            &[("rule BP-6", "off", None, Some("true"))],
        );
        check("version = 2", "version = 3", &[("", "version", Some("2"), Some("3"))]);
    }

    #[test]
    fn a_comment_is_no_difference_and_a_whole_rule_is_one() {
        check("# Hysteresis of 2 points: ours.", "# Ours.", &[]);
        let rule = "[[problem]]\nid = \"temperature_low\"";
        check(
            rule,
            &format!("[[adjust]]\nid = \"x\"\nsource = \"s\"\nwhen = \"pregnant\"\n\n{rule}"),
            &[("adjust x", "", None, Some("x"))],
        );
    }

    #[test]
    fn what_is_no_toml_has_no_differences_to_tell() {
        assert_eq!(changes("a = 1", "a = ", &English(|_| "")), None);
    }
}
