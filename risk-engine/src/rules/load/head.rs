//! The head of a document: its name, its times, and the words that it declares.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use toml::de::DeValue;

use crate::held::{SIGNS, code};
use crate::rules::Order;
use crate::rules::document::{Table, is_name, whole_of};
use crate::rules::mistake::told;
use crate::rules::sign::{sign_named, sign_names};

/// What the head of a document says.
pub(super) struct Head {
    pub(super) name: Option<Arc<str>>,
    pub(super) version: Option<u32>,
    pub(super) order: Order,
    pub(super) conditions: BTreeSet<Arc<str>>,
    pub(super) medicines: BTreeSet<Arc<str>>,
    pub(super) hold_ms: [i64; SIGNS.len()],
    pub(super) answers_hold_ms: i64,
    /// By severity: review, urgent, emergency.
    pub(super) acknowledge: [Duration; 3],
    pub(super) recheck: [Duration; 3],
}

/// A value speaks for at most so long; whoever wants longer writes "ever".
const HOLD_HOURS_MAX: i64 = 24 * 365;
const HOUR_MS: i64 = 3_600_000;

pub(super) fn read(document: &Table<'_>) -> Head {
    let name = document.name("name").map(|name| name.text.into());
    let version = document.whole_if("version", i64::from(u32::MAX)).map(|version| version as u32);
    if !document.has("version") {
        let remedy = told("add version = 1, and count it up with each change");
        document.tell(0, told("{key} is missing").with("key", "version"), remedy);
    }
    let order = match document.text_if("order") {
        None => Order::Taken,
        Some(order) => match order.text {
            "taken" => Order::Taken,
            "arrival" => Order::Arrival,
            other => {
                document.tell(
                    order.at,
                    told("unknown order \"{order}\"").with("order", other),
                    told("write \"taken\" or \"arrival\""),
                );
                Order::Taken
            }
        },
    };
    let (hold_ms, answers_hold_ms) = holds(document);
    Head {
        name,
        version,
        order,
        conditions: words(document, "conditions"),
        medicines: words(document, "medicines"),
        hold_ms,
        answers_hold_ms,
        acknowledge: minutes(document, "acknowledge_minutes"),
        recheck: minutes(document, "recheck_minutes"),
    }
}

fn words(document: &Table<'_>, key: &'static str) -> BTreeSet<Arc<str>> {
    let mut words = BTreeSet::new();
    for word in document.texts(key) {
        if !is_name(word.text) {
            document.tell(
                word.at,
                told("\"{word}\" in {key} is no name").with("word", word.text).with("key", key),
                told("use lower-case letters, digits and _"),
            );
        } else if !words.insert(word.text.into()) {
            document.tell(
                word.at,
                told("\"{word}\" stands in {key} twice").with("word", word.text).with("key", key),
                told("take one out"),
            );
        }
    }
    words
}

/// `[hold_hours]`: `default`, and signs that differ, and `answers`.
fn holds(document: &Table<'_>) -> ([i64; SIGNS.len()], i64) {
    let mut hold_ms = [i64::MAX; SIGNS.len()];
    let mut answers_ms = 24 * HOUR_MS;
    let Some(table) = document.table_if("hold_hours") else {
        let remedy = told("add [hold_hours] with default = 12");
        document.tell(0, told("{key} is missing").with("key", "[hold_hours]"), remedy);
        return (hold_ms, answers_ms);
    };
    let mut has_default = false;
    let mut named = Vec::new();
    for (name, value) in table.named() {
        let hours = whole_of(value.get_ref()).filter(|hours| (1..=HOLD_HOURS_MAX).contains(hours));
        let ms = match (value.get_ref(), hours) {
            (DeValue::String(text), _) if *text == "ever" => i64::MAX,
            (_, Some(hours)) => hours * HOUR_MS,
            _ => {
                table.tell(
                    value.span().start,
                    told("{key} is no number of hours")
                        .with("key", format!("hold_hours.{}", name.text)),
                    told("write a whole number from 1 to {most}, or \"ever\"")
                        .with("most", HOLD_HOURS_MAX),
                );
                continue;
            }
        };
        match (name.text, sign_named(name.text)) {
            ("default", _) => {
                has_default = true;
                hold_ms = [ms; SIGNS.len()];
            }
            ("answers", _) => answers_ms = ms,
            (_, Some(sign)) => named.push((sign, ms)),
            (other, None) => table.tell(
                name.at,
                told("unknown sign \"{sign}\"").with("sign", other),
                told("use default, answers or one of: {known}").with("known", sign_names()),
            ),
        }
    }
    if !has_default {
        table.tell(
            table.at,
            told("{key} is missing").with("key", "hold_hours.default"),
            told("add {what}").with("what", "default = 12"),
        );
    }
    named.into_iter().for_each(|(sign, ms)| hold_ms[usize::from(code(sign))] = ms);
    (hold_ms, answers_ms)
}

/// A table of minutes by severity.
fn minutes(document: &Table<'_>, key: &'static str) -> [Duration; 3] {
    let Some(table) = document.table_if(key) else {
        document.tell(
            0,
            told("{key} is missing").with("key", format!("[{key}]")),
            told("add {key} with emergency, urgent and review").with("key", format!("[{key}]")),
        );
        return [Duration::MAX; 3];
    };
    let found = ["review", "urgent", "emergency"].map(|severity| {
        let minutes = table.whole_if(severity, 60 * 24 * 30);
        if !table.has(severity) {
            let what = told("{key} is missing").with("key", format!("{key}.{severity}"));
            table.tell(table.at, what, told("add it, in minutes"));
        } else if minutes == Some(0) {
            let what = told("{key} is 0").with("key", format!("{key}.{severity}"));
            table.tell(table.at, what, told("write at least one minute"));
        }
        Duration::from_secs(60 * minutes.unwrap_or(1) as u64)
    });
    if !found.is_sorted_by(|lesser, graver| lesser >= graver) {
        table.tell(
            table.at,
            told("{key} gives a graver alert more time than a lesser one").with("key", key),
            told("let emergency be the shortest and review the longest"),
        );
    }
    table.finish();
    found
}
