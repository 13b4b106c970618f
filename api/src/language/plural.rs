//! How a language counts: which form a whole number asks for.

use super::Language;

/// The plural category of a whole number.
///
/// Source: Unicode CLDR 47, plural rules (cardinal). Spanish has `many` for whole millions, too, which nothing here
/// counts.
pub(super) fn category(language: Language, number: i64) -> &'static str {
    match (language, number) {
        (Language::English | Language::Spanish | Language::German, 1) => "one",
        (Language::English | Language::Spanish | Language::German, _) => "other",
    }
}
