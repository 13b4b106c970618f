//! The `.ftl` files, embedded and read once; and how a sentence of them is put together.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;

use super::{Language, plural};

/// A file with its text in each language, in the order of [`Language::ALL`].
pub(super) type Part = (&'static str, [&'static str; 3]);

macro_rules! parts {
    ($($name:literal)*) => {
        [$((
            $name,
            [
                include_str!(concat!("../../locales/en/", $name, ".ftl")),
                include_str!(concat!("../../locales/es/", $name, ".ftl")),
                include_str!(concat!("../../locales/de/", $name, ".ftl")),
            ],
        )),*]
    };
}

/// All files that the server reads.
pub(super) static PARTS: [Part; 16] = parts! {
    "page" "signin" "times" "day" "how" "messages" "medicines" "appointments" "documents" "questions" "keys"
    "reasons" "problems" "mistakes" "recorded" "mail"
};

/// What the built-in rules say, sentence by sentence.
pub(super) static RULES: Part = {
    let [rules] = parts! { "rules" };
    rules
};

/// What stands in a place of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    /// A whole number, by which plurals are chosen.
    Number(i64),
}

/// Places by name.
pub(super) type Places<'a> = Vec<(&'static str, Value<'a>)>;

type Sentences = HashMap<&'static str, Pattern<&'static str>>;

static SENTENCES: LazyLock<[Sentences; 3]> = LazyLock::new(|| Language::ALL.map(read));

fn read(language: Language) -> Sentences {
    let mut sentences = Sentences::new();
    for (name, texts) in &PARTS {
        let resource =
            parser::parse(texts[language as usize]).unwrap_or_else(|(resource, errors)| {
                // What can be read of it is taken; a test reads every file.
                tracing::error!(name, ?language, ?errors, "a file of sentences has mistakes");
                resource
            });
        sentences.extend(resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some((message.id.name, message.value?)),
            _ => None,
        }));
    }
    sentences
}

/// A part of a sentence without choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Text(&'static str),
    Place(&'static str),
}

/// The sentences in English whose keys begin so, in pieces.
pub(super) fn in_pieces(begins: &str) -> impl Iterator<Item = (&'static str, Vec<Piece>)> {
    let english = SENTENCES[Language::English as usize].iter();
    let wanted = english.filter(move |(key, _)| key.starts_with(begins));
    wanted.filter_map(|(key, pattern)| {
        let pieces: Option<_> = pattern.elements.iter().map(piece).collect();
        Some((*key, pieces?))
    })
}

fn piece(element: &PatternElement<&'static str>) -> Option<Piece> {
    match element {
        PatternElement::TextElement { value } => Some(Piece::Text(value)),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
            InlineExpression::StringLiteral { value } => Some(Piece::Text(value)),
            InlineExpression::VariableReference { id } => Some(Piece::Place(id.name)),
            _ => None,
        },
        PatternElement::Placeable { expression: Expression::Select { .. } } => None,
    }
}

/// A sentence; in English if it is there in no other language, and its key if it isn't there at all.
pub(super) fn sentence(language: Language, key: &str, places: &Places<'_>) -> String {
    let found = [language, Language::English]
        .into_iter()
        .find_map(|language| Some((language, SENTENCES[language as usize].get(key)?)));
    debug_assert!(found.is_some(), "there is no sentence {key}");
    let Some((language, pattern)) = found else { return key.to_owned() };
    let mut text = String::new();
    put(language, pattern, places, &mut text);
    text
}

fn put(language: Language, pattern: &Pattern<&str>, places: &Places<'_>, text: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                match value(inline, places) {
                    Some(Value::Text(value)) => text.push_str(&value),
                    Some(Value::Number(number)) => text.push_str(&number.to_string()),
                    None => {}
                }
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                let by = value(selector, places);
                let exact = variants.iter().find(|variant| is_exactly(&variant.key, by.as_ref()));
                let plural = match by {
                    Some(Value::Number(number)) => Some(plural::category(language, number)),
                    _ => None,
                };
                let plural = || variants.iter().find(|variant| Some(name(&variant.key)) == plural);
                let default = || variants.iter().find(|variant| variant.default);
                if let Some(variant) = exact.or_else(plural).or_else(default) {
                    put(language, &variant.value, places, text);
                }
            }
        }
    }
}

/// What an expression stands for; the files have places and quoted texts only, as a test makes sure.
fn value<'v>(inline: &InlineExpression<&'v str>, places: &Places<'v>) -> Option<Value<'v>> {
    match inline {
        InlineExpression::StringLiteral { value } => Some(Value::Text(Cow::Borrowed(*value))),
        InlineExpression::VariableReference { id } => {
            let found = places.iter().find(|(name, _)| *name == id.name);
            debug_assert!(found.is_some(), "nothing was put into the place ${}", id.name);
            found.map(|(_, value)| value.clone())
        }
        _ => None,
    }
}

fn is_exactly(key: &VariantKey<&str>, by: Option<&Value<'_>>) -> bool {
    match by {
        Some(Value::Text(text)) => name(key) == text,
        Some(Value::Number(number)) => name(key).parse() == Ok(*number),
        None => false,
    }
}

fn name<'k>(key: &VariantKey<&'k str>) -> &'k str {
    match key {
        VariantKey::Identifier { name } | VariantKey::NumberLiteral { value: name } => name,
    }
}
