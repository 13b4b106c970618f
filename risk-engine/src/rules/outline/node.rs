//! A table of a document, read leniently, with the places of what it holds.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Field, Switch};
use crate::rules::sentence::Number;

/// A table.
pub(crate) struct Node<'a> {
    text: &'a str,
    entries: DeTable<'a>,
    at: usize,
}

impl<'a> Node<'a> {
    /// A whole document; none if it isn't TOML.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let document = DeTable::parse(text).ok()?;
        Some(Self { text, entries: document.into_inner(), at: 0 })
    }

    fn within(&self, value: &Spanned<DeValue<'a>>) -> Option<Node<'a>> {
        let entries = value.get_ref().as_table()?.clone();
        Some(Node { text: self.text, entries, at: value.span().start })
    }

    fn get(&self, key: &str) -> Option<&Spanned<DeValue<'a>>> {
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// The line where it begins, from 1.
    pub(crate) fn line(&self) -> usize {
        1 + self.text.bytes().take(self.at).filter(|byte| *byte == b'\n').count()
    }

    /// Every key, in the document's order.
    pub(crate) fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<_> =
            self.entries.keys().map(|key| (key.span().start, &**key.get_ref())).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, key)| key).collect()
    }

    /// A table within.
    pub(crate) fn table(&self, key: &str) -> Option<Node<'a>> {
        self.within(self.get(key)?)
    }

    /// A list of tables; empty if there is none.
    pub(crate) fn tables(&self, key: &str) -> Vec<Node<'a>> {
        let array = self.get(key).and_then(|value| value.get_ref().as_array());
        array.into_iter().flatten().filter_map(|item| self.within(item)).collect()
    }

    /// A text; empty if there is none.
    pub(crate) fn words(&self, key: &str) -> String {
        let text = self.get(key).and_then(|value| value.get_ref().as_str());
        text.unwrap_or_default().to_owned()
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(|value| value.get_ref().as_bool()) == Some(true)
    }

    /// A text between its quotes, or a number. None where the document writes it with escapes.
    pub(crate) fn field(&self, key: &str) -> Option<Field> {
        let value = self.get(key)?;
        let (mut at, mut end) = (value.span().start, value.span().end);
        let text = match value.get_ref() {
            DeValue::String(text) => {
                (at, end) = (at + 1, end.checked_sub(1)?);
                text.to_string()
            }
            DeValue::Integer(_) | DeValue::Float(_) => self.text.get(at..end)?.to_owned(),
            _ => return None,
        };
        (self.text.get(at..end)? == text).then_some(Field { at, end, text })
    }

    /// A number with a unit, in one text.
    pub(crate) fn quantity(&self, key: &str) -> Option<Number> {
        let Field { at, text, .. } = self.field(key)?;
        let length = text.find(|c: char| !c.is_ascii_digit() && !"-.".contains(c))?;
        let (number, unit) = text.split_at(length);
        (!number.is_empty()).then(|| Number {
            at,
            end: at + length,
            text: number.to_owned(),
            unit: unit.trim().to_owned(),
        })
    }

    /// Something that is on unless `key = true` says that it is off, on the line below another key.
    pub(crate) fn switch_below(&self, key: &str, beside: &str) -> Option<Switch> {
        if let Some(said) = self.said(key) {
            let (on, off) = ("false".to_owned(), "true".to_owned());
            return Some(Switch { is_on: !said.is_on, on, off, ..said });
        }
        let end = self.get(beside)?.span().end;
        let start = self.text.get(..end)?.rfind('\n').map_or(0, |before| before + 1);
        let has_own_line = self.text.get(start..end)?.trim_start().starts_with(beside);
        let at = end + self.text.get(end..)?.find('\n')? + 1;
        let off = format!("{key} = true\n");
        has_own_line.then_some(Switch { is_on: true, at, end: at, on: String::new(), off })
    }

    /// Something that is on if `key = true` says so, in the same braces as another key.
    pub(crate) fn switch_beside(&self, key: &str, beside: &str) -> Option<Switch> {
        if let Some(said) = self.said(key) {
            return Some(said);
        }
        let at = self.get(beside)?.span().end;
        let is_inline = self.text.get(self.at..)?.starts_with('{');
        let on = format!(", {key} = true");
        is_inline.then_some(Switch { is_on: false, at, end: at, on, off: String::new() })
    }

    fn said(&self, key: &str) -> Option<Switch> {
        let value = self.get(key)?;
        let is_on = value.get_ref().as_bool()?;
        let (at, end) = (value.span().start, value.span().end);
        Some(Switch { is_on, at, end, on: "true".into(), off: "false".into() })
    }

    /// Every value below, each with its path, in the document's order.
    pub(crate) fn leaves(&self) -> Vec<(Vec<String>, String)> {
        let mut found = Vec::new();
        for (key, value) in &self.entries {
            self.collect(vec![key.get_ref().to_string()], value, &mut found);
        }
        found.sort_by_key(|(at, ..)| *at);
        found.into_iter().map(|(_, path, text)| (path, text)).collect()
    }

    fn collect(
        &self,
        path: Vec<String>,
        value: &Spanned<DeValue<'a>>,
        found: &mut Vec<(usize, Vec<String>, String)>,
    ) {
        match value.get_ref() {
            DeValue::Table(entries) => {
                for (key, value) in entries {
                    let path = [path.clone(), vec![key.get_ref().to_string()]].concat();
                    self.collect(path, value, found);
                }
            }
            DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
                for (place, item) in items.iter().enumerate() {
                    let id = item.get_ref().as_table().and_then(|table| {
                        let id = table.iter().find(|(key, _)| key.get_ref() == "id")?;
                        id.1.get_ref().as_str().map(str::to_owned)
                    });
                    let name = id.unwrap_or_else(|| (place + 1).to_string());
                    self.collect([path.clone(), vec![name]].concat(), item, found);
                }
            }
            DeValue::String(text) => found.push((value.span().start, path, text.to_string())),
            _ => {
                let text = self.text.get(value.span()).unwrap_or_default().to_owned();
                found.push((value.span().start, path, text));
            }
        }
    }
}
