//! What is wrong in the text of rules, as the engine tells it, in a reader's language. It is looked up by the whole
//! sentence: the engine knows of no files of sentences, and a test holds that it says none that isn't there.

use std::collections::HashMap;
use std::sync::LazyLock;

use risk_engine::rules::Told;

use super::locales::{self, Piece, Places, Value};
use super::{Language, Words};

/// The keys of its sentences, by what they say in English with `{name}` for each place.
static KEYS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let known = locales::in_pieces("mistake-");
    known.map(|(key, pieces)| (pieces.iter().map(written).collect(), key)).collect()
});

/// A piece of a sentence as the engine writes it.
pub(super) fn written(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => (*text).to_owned(),
        Piece::Place(name) => format!("{{{name}}}"),
    }
}

/// What the engine tells, worded for whoever reads it; in English if it isn't known here.
pub(crate) fn told(words: &Words, what: &Told) -> String {
    let Told::Said { text, places } = what else { return what.to_string() };
    let known = KEYS.get(*text).filter(|_| words.language != Language::English);
    let Some(key) = known else { return what.to_string() };
    let places: Places<'_> =
        places.iter().map(|(name, what)| (*name, Value::Text(told(words, what).into()))).collect();
    locales::sentence(words.language, key, &places)
}
