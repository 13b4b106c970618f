//! The keys of a configuration, taken one by one while their problems are gathered.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{Problem, Problems};

/// What is left to take, and what was wrong so far.
pub(super) struct Fields {
    table: BTreeMap<String, toml::Value>,
    problems: Vec<Problem>,
}

impl Fields {
    pub(super) fn new(table: BTreeMap<String, toml::Value>) -> Self {
        Self { table, problems: Vec::new() }
    }

    /// A text that is something else inside. A number is taken as it is written.
    pub(super) fn optional<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = match self.table.remove(key)? {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            other => return self.problem(key, format!("is a {}, not a text", other.type_str())),
        };
        match parse(&text) {
            Ok(value) => Some(value),
            Err(reason) => self.problem(key, reason),
        }
    }

    pub(super) fn required<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if self.table.contains_key(key) {
            return self.optional(key, parse);
        }
        self.problem(key, "is missing")
    }

    pub(super) fn whole(&mut self, key: &str, range: RangeInclusive<u64>) -> Option<u64> {
        self.optional(key, |text| {
            let number = text.parse().ok().filter(|number| range.contains(number));
            let (low, high) = range.into_inner();
            number.ok_or_else(|| format!("{text:?} is not a whole number from {low} to {high}"))
        })
    }

    /// A truth value, or the text of one.
    pub(super) fn truth(&mut self, key: &str) -> Option<bool> {
        if let Some(toml::Value::Boolean(truth)) = self.table.get(key) {
            let truth = *truth;
            self.table.remove(key);
            return Some(truth);
        }
        self.optional(key, |text| {
            text.parse().map_err(|_| format!("{text:?} is neither true nor false"))
        })
    }

    /// Notes a problem; the answer is `None`, for whoever needs a value instead.
    pub(super) fn problem<T>(&mut self, key: &str, reason: impl Into<String>) -> Option<T> {
        self.problems.push(Problem::new(key, reason));
        None
    }

    /// Whether this key already has a problem.
    pub(super) fn failed(&self, key: &str) -> bool {
        self.problems.iter().any(|problem| problem.key == key)
    }

    /// Everything that was wrong, with the keys that nobody took.
    pub(super) fn end(mut self) -> Result<(), Problems> {
        for key in self.table.into_keys() {
            self.problems.push(Problem::new(&key, "is not a key here"));
        }
        if self.problems.is_empty() { Ok(()) } else { Err(Problems(self.problems)) }
    }
}
