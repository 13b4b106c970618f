//! A sentence that is put together now and worded later, when it is known who reads it.

use std::fmt;
use std::sync::Arc;

use super::locales::{Places, Value};
use super::words::Argument;
use super::{Language, Words, locales, recorded};

/// The sentence with this key, for whoever will read it.
pub(crate) fn say(key: &'static str) -> Sentence {
    Sentence { key, places: Vec::new() }
}

/// A sentence in no language yet. Shown as it is, it is in English: logs and the command line do so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    key: &'static str,
    places: Vec<(&'static str, Place)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Value(Value<'static>),
    /// Somebody as the journal names them, with a role.
    Person(Arc<str>),
    /// What is kept in English.
    Recorded(String),
}

impl Sentence {
    /// Puts something into its place.
    pub(crate) fn with(mut self, name: &'static str, value: impl Argument<'static>) -> Self {
        self.places.push((name, Place::Value(value.argument())));
        self
    }

    /// Puts somebody into their place, as the journal names them: "Ann Moss (care manager)".
    pub(crate) fn with_person(mut self, name: &'static str, by: &str) -> Self {
        self.places.push((name, Place::Person(by.into())));
        self
    }

    /// Puts what is kept in English into a place.
    pub(crate) fn with_recorded(mut self, name: &'static str, text: &str) -> Self {
        self.places.push((name, Place::Recorded(text.to_owned())));
        self
    }

    /// What somebody reads.
    pub(crate) fn in_language(&self, language: Language) -> String {
        let words = Words::in_language(language);
        let worded = |place: &Place| match place {
            Place::Value(value) => value.clone(),
            Place::Person(by) => Value::Text(words.person(by).into()),
            Place::Recorded(text) => Value::Text(recorded(&words, text).into()),
        };
        let places: Places<'_> =
            self.places.iter().map(|(name, place)| (*name, worded(place))).collect();
        locales::sentence(language, self.key, &places)
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(Language::English))
    }
}
