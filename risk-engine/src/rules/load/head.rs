//! The head of a document: its name, its times, and the words that it declares.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use toml::de::DeValue;

use crate::held::{SIGNS, code};
use crate::rules::Order;
use crate::rules::document::{Table, is_name, whole_of};
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
        document.tell(0, "version is missing", "add version = 1, and count it up with each change");
    }
    let order = match document.text_if("order") {
        None => Order::Taken,
        Some(order) => match order.text {
            "taken" => Order::Taken,
            "arrival" => Order::Arrival,
            other => {
                document.tell(
                    order.at,
                    format!("unknown order \"{other}\""),
                    "write \"taken\" or \"arrival\"",
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
                format!("\"{}\" in {key} is no name", word.text),
                "use lower-case letters, digits and _",
            );
        } else if !words.insert(word.text.into()) {
            document.tell(
                word.at,
                format!("\"{}\" stands in {key} twice", word.text),
                "take one out",
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
        document.tell(0, "[hold_hours] is missing", "add [hold_hours] with default = 12");
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
                    format!("hold_hours.{} is no number of hours", name.text),
                    format!("write a whole number from 1 to {HOLD_HOURS_MAX}, or \"ever\""),
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
                format!("unknown sign \"{other}\" in hold_hours"),
                format!("use default, answers or one of: {}", sign_names()),
            ),
        }
    }
    if !has_default {
        table.tell(table.at, "hold_hours.default is missing", "add default = 12");
    }
    named.into_iter().for_each(|(sign, ms)| hold_ms[usize::from(code(sign))] = ms);
    (hold_ms, answers_ms)
}

/// A table of minutes by severity.
fn minutes(document: &Table<'_>, key: &'static str) -> [Duration; 3] {
    let Some(table) = document.table_if(key) else {
        document.tell(
            0,
            format!("[{key}] is missing"),
            format!("add [{key}] with emergency, urgent and review"),
        );
        return [Duration::MAX; 3];
    };
    let found = ["review", "urgent", "emergency"].map(|severity| {
        let minutes = table.whole_if(severity, 60 * 24 * 30);
        if !table.has(severity) {
            table.tell(table.at, format!("{key}.{severity} is missing"), "add it, in minutes");
        } else if minutes == Some(0) {
            table.tell(table.at, format!("{key}.{severity} is 0"), "write at least one minute");
        }
        Duration::from_secs(60 * minutes.unwrap_or(1) as u64)
    });
    if !found.is_sorted_by(|lesser, graver| lesser >= graver) {
        table.tell(
            table.at,
            format!("{key} gives a graver alert more time than a lesser one"),
            "let emergency be the shortest and review the longest",
        );
    }
    table.finish();
    found
}
