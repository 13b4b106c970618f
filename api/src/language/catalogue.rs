//! What rules say to people, in their language. It is looked up by the whole sentence and not by an id: whoever
//! changes a sentence at a site keeps its id, and then no translation of what it said before may be shown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Language, Words, locales};

/// Each built-in sentence in English, with the others.
static SENTENCES: LazyLock<BTreeMap<&'static str, [&'static str; 3]>> = LazyLock::new(|| {
    let [english, spanish, german] = locales::RULES.1.map(by_key);
    let of = |all: &BTreeMap<&str, &'static str>, key: &str| all.get(key).copied();
    let whole = english.iter().filter_map(|(key, sentence)| {
        Some((*sentence, [*sentence, of(&spanish, key)?, of(&german, key)?]))
    });
    whole.collect()
});

/// One message on each line, as a test makes sure.
fn by_key(text: &'static str) -> BTreeMap<&'static str, &'static str> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .collect()
}

/// A sentence of the rules in this language; as it is written where it isn't one of the built-in ones.
pub(crate) fn written(words: &Words, sentence: &str) -> String {
    let known = SENTENCES.get(sentence.trim());
    known.map_or_else(|| sentence.to_owned(), |all| all[words.language as usize].to_owned())
}

/// A line of a message in which a question stands with its answer, "…? Yes"; any other as it is written.
pub(crate) fn answered_line(words: &Words, line: &str) -> String {
    let answers = [(" Yes", "page-yes"), (" No", "page-no")];
    let found = answers.into_iter().find_map(|(answer, key)| {
        let question = line.strip_suffix(answer)?;
        SENTENCES.contains_key(question).then_some((question, key))
    });
    match found {
        Some((question, key)) if words.language != Language::English => {
            format!("{} {}", written(words, question), words.say(key))
        }
        _ => line.to_owned(),
    }
}
