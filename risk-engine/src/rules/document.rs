//! A TOML document read with every mistake told: keys that are missing, unknown or of another kind.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistake, Told, told};
use super::quantity::{Unfit, duration_ms};

/// The text of a document, and the mistakes found in it so far.
pub(crate) struct Source<'t> {
    text: &'t str,
    found: RefCell<Vec<Mistake>>,
}

impl<'t> Source<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, found: RefCell::default() }
    }

    /// Notes a mistake at a byte of the text.
    pub(crate) fn tell(&self, at: usize, place: &str, what: Told, remedy: Told) {
        let before = self.text.as_bytes().iter().take(at);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        let mistake = Mistake { line, place: place.into(), what, remedy };
        let mut found = self.found.borrow_mut();
        if !found.contains(&mistake) {
            found.push(mistake);
        }
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_right(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// All mistakes, in the document's order.
    pub(crate) fn into_mistakes(self) -> Vec<Mistake> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|mistake| mistake.line);
        found
    }
}

/// A text with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

/// One table of the document.
pub(crate) struct Table<'a> {
    pub(crate) source: &'a Source<'a>,
    entries: &'a DeTable<'a>,
    /// Where it begins.
    pub(crate) at: usize,
    /// What it is, for messages.
    pub(crate) place: String,
    used: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(
        source: &'a Source<'a>,
        entries: &'a DeTable<'a>,
        at: usize,
        place: String,
    ) -> Self {
        Self { source, entries, at, place, used: RefCell::default() }
    }

    /// Notes a mistake in this table.
    pub(crate) fn tell(&self, at: usize, what: Told, remedy: Told) {
        self.source.tell(at, &self.place, what, remedy);
    }

    /// Notes mistakes of a text in this table.
    pub(crate) fn tell_all(&self, at: usize, unfit: Vec<Unfit>) {
        unfit.into_iter().for_each(|unfit| self.tell(at, unfit.what, unfit.remedy));
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.used.borrow_mut().push(key);
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: Told) {
        let what = told("{key} is {kind}").with("key", key).and("kind", kind_of(value.get_ref()));
        self.tell(value.span().start, what, told("write {wanted}").and("wanted", wanted));
    }

    /// A text that may be left out.
    pub(crate) fn text_if(&self, key: &'static str) -> Option<Text<'a>> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(key, value, told("text in quotes"));
        }
        Some(Text { text: text?, at: value.span().start })
    }

    /// A text that has to be there, and say something.
    pub(crate) fn text(&self, key: &'static str) -> Option<Text<'a>> {
        let is_there = self.has(key);
        let text = self.text_if(key);
        if !is_there {
            let remedy = told("add {what}").with("what", format!("{key} = \"…\""));
            self.tell(self.at, told("{key} is missing").with("key", key), remedy);
        }
        let text = text?;
        if text.text.trim().is_empty() {
            let what = told("{key} is empty").with("key", key);
            self.tell(text.at, what, told("say something, or take it out"));
            return None;
        }
        Some(text)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.get_ref() == key)
    }

    /// An id: lower-case letters, digits and underscores; a letter first.
    pub(crate) fn name(&self, key: &'static str) -> Option<Text<'a>> {
        let text = self.text(key)?;
        if !is_name(text.text) {
            self.tell(
                text.at,
                told("\"{name}\" is no name").with("name", text.text),
                told("use lower-case letters, digits and _, a letter first, and no word of the language"),
            );
            return None;
        }
        Some(text)
    }

    /// A whole number from 0 to `most` that may be left out.
    pub(crate) fn whole_if(&self, key: &'static str, most: i64) -> Option<i64> {
        let value = self.get(key)?;
        let whole = whole_of(value.get_ref()).filter(|whole| (0..=most).contains(whole));
        if whole.is_none() {
            self.wrong(key, value, told("a whole number from 0 to {most}").with("most", most));
        }
        whole
    }

    /// Yes or no; no if it is left out.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, told("true or false"));
        }
        flag.unwrap_or(false)
    }

    /// A duration in ms, and its place; may be left out.
    pub(crate) fn duration_if(&self, key: &'static str) -> Option<(i64, usize)> {
        let text = self.text_if(key)?;
        let ms = duration_ms(text.text);
        if ms.is_none() {
            self.tell(
                text.at,
                told("{key} is no duration: \"{text}\"").with("key", key).with("text", text.text),
                told("write a number, a space and s, min, h or d: \"15 min\""),
            );
        }
        Some((ms?, text.at))
    }

    /// A list of texts; empty if it is left out.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Text<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(key, value, told("a list of texts: [\"…\", \"…\"]"));
            return Vec::new();
        };
        let texts = array.iter().filter_map(|item| {
            let text = item.get_ref().as_str();
            if text.is_none() {
                self.wrong(key, item, told("text in quotes"));
            }
            Some(Text { text: text?, at: item.span().start })
        });
        texts.collect()
    }

    /// A table within this one; may be left out.
    pub(crate) fn table_if(&self, key: &'static str) -> Option<Table<'a>> {
        let value = self.get(key)?;
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong(
                key,
                value,
                told("a table: {what}").with("what", format!("{key} = {{ … }}")),
            );
            return None;
        };
        Some(Table::new(self.source, entries, value.span().start, self.place.clone()))
    }

    /// Tables within this one: `[[key]]`, or a list of `{ … }`; none if it is left out.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(
                key,
                value,
                told("a list of tables: {what}").with("what", format!("[[{key}]]")),
            );
            return Vec::new();
        };
        let tables = array.iter().filter_map(|item| {
            let entries = item.get_ref().as_table();
            if entries.is_none() {
                self.wrong(key, item, told("a table: {what}").with("what", "{ … }"));
            }
            Some(Table::new(self.source, entries?, item.span().start, self.place.clone()))
        });
        tables.collect()
    }

    /// A text, or a list of tables, where either can stand.
    pub(crate) fn text_or_tables(
        &self,
        key: &'static str,
    ) -> Option<Result<Text<'a>, Vec<Table<'a>>>> {
        match self.get(key)?.get_ref() {
            DeValue::Array(_) => Some(Err(self.tables(key))),
            _ => self.text_if(key).map(Ok),
        }
    }

    /// Every entry of a table whose keys are names of the document's own, in the document's order.
    pub(crate) fn named(&self) -> Vec<(Text<'a>, &'a Spanned<DeValue<'a>>)> {
        let mut entries: Vec<_> = self
            .entries
            .iter()
            .map(|(name, value)| (Text { text: name.get_ref(), at: name.span().start }, value))
            .collect();
        entries.sort_by_key(|(name, _)| name.at);
        entries
    }

    /// Tells every key that nobody asked for.
    pub(crate) fn finish(&self) {
        let used = self.used.borrow();
        for (name, _) in self.entries {
            if !used.iter().any(|used| used == name.get_ref()) {
                let mut known: Vec<_> = used.clone();
                known.sort_unstable();
                known.dedup();
                self.tell(
                    name.span().start,
                    told("unknown key {key}").with("key", name.get_ref()),
                    told("take it out, or use one of: {known}").with("known", known.join(", ")),
                );
            }
        }
    }
}

/// A whole number; TOML's own forms of it, without a base.
pub(crate) fn whole_of(value: &DeValue<'_>) -> Option<i64> {
    let whole = value.as_integer()?;
    i64::from_str_radix(whole.as_str(), whole.radix()).ok()
}

/// Whether something of the document can be called so.
pub(crate) fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(fits)
        && !super::syntax::KEYWORDS.contains(&text)
}

/// What a value is instead of what it should be.
fn kind_of(value: &DeValue<'_>) -> Told {
    match value {
        DeValue::String(_) => told("a string"),
        DeValue::Integer(_) => told("an integer"),
        DeValue::Float(_) => told("a float"),
        DeValue::Boolean(_) => told("a boolean"),
        DeValue::Datetime(_) => told("a datetime"),
        DeValue::Array(_) => told("an array"),
        DeValue::Table(_) => told("a table"),
    }
}
