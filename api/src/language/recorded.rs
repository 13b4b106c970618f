//! What is kept in English because it was told to nobody yet: why something was kept apart, and what would mend
//! it. It is worded by the sentence that it fits, whatever stands in its places; what fits none stays as it is.

use std::cmp::Reverse;
use std::sync::LazyLock;

use super::locales::{self, Piece, Places, Value};
use super::{Language, Words};

/// A sentence in English with its key.
type Form = (&'static str, Vec<Piece>);

/// Those with the most letters of their own first: of two that fit, they say more.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mut forms: Vec<Form> = locales::in_pieces("recorded-").collect();
    let letters = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Place(_) => 0,
    };
    forms.sort_by_key(|(key, pieces)| (Reverse(pieces.iter().map(letters).sum::<usize>()), *key));
    forms
});

/// What was recorded, worded for whoever reads it.
pub(crate) fn recorded(words: &Words, text: &str) -> String {
    worded(words, text, "recorded-").unwrap_or_else(|| text.to_owned())
}

fn worded(words: &Words, text: &str, begins: &str) -> Option<String> {
    if words.language == Language::English {
        return None;
    }
    let mut forms = FORMS.iter().filter(|(key, _)| key.starts_with(begins));
    let (key, found) = forms.find_map(|(key, pieces)| Some((*key, fit(pieces, text)?)))?;
    let places: Places<'_> = found
        .into_iter()
        .map(|(name, found)| (name, Value::Text(placed(words, name, found).into())))
        .collect();
    Some(locales::sentence(words.language, key, &places))
}

/// What stands in a place. Ids and what people wrote are nobody's to word.
fn placed(words: &Words, name: &str, found: &str) -> String {
    match name {
        "by" | "second" => words.person(found),
        "low" | "high" | "value" => words.number(found),
        "sign" | "why" | "measured" => {
            worded(words, found, "recorded-part-").unwrap_or_else(|| found.to_owned())
        }
        _ => found.to_owned(),
    }
}

/// What stands in the places of a sentence, if a text fits. A place ends where the text after it first comes.
fn fit<'t>(pieces: &[Piece], text: &'t str) -> Option<Vec<(&'static str, &'t str)>> {
    let (mut rest, mut found) = (text, Vec::new());
    let mut open = None;
    for (place, piece) in pieces.iter().enumerate() {
        match (piece, open.take()) {
            (Piece::Place(name), None) => open = Some(*name),
            // Nothing says where the first of two places ends.
            (Piece::Place(_), Some(_)) => return None,
            (Piece::Text(own), None) => rest = rest.strip_prefix(own)?,
            (Piece::Text(own), Some(name)) => {
                let is_last = place + 1 == pieces.len();
                let (held, after) =
                    if is_last { (rest.strip_suffix(own)?, "") } else { rest.split_once(own)? };
                found.push((name, held));
                rest = after;
            }
        }
    }
    match open {
        Some(name) => found.push((name, rest)),
        None if !rest.is_empty() => return None,
        None => {}
    }
    found.iter().all(|(_, held)| !held.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_recorded_is_worded_and_what_fits_nothing_stays() {
        let check = |language: Language, text: &str, told: &str| {
            assert_eq!(recorded(&Words::in_language(language), text), told, "{language:?}");
        };
        check(Language::German, "nobody wears device app-1", "niemand trägt das Gerät app-1");
        check(Language::Spanish, "nobody wears device app-1", "nadie lleva el aparato app-1");
        check(Language::English, "nobody wears device app-1", "nobody wears device app-1");
        check(Language::German, "something else", "something else");
        // A device may be called like something that is measured.
        check(Language::German, "nobody wears device weight", "niemand trägt das Gerät weight");
        check(
            Language::German,
            "gateway gw-1 was shut out by Ann Moss (operator): lost: in a bus",
            "das Gateway gw-1 wurde ausgeschlossen, von Ann Moss (Betrieb): lost: in a bus",
        );
        check(
            Language::German,
            "the monitor gave no oxygen saturation: not a number",
            "das Messgerät gab nicht: Sauerstoffsättigung; keine Zahl",
        );
        check(Language::German, "weight 70.25 kg", "Gewicht 70,25 kg");
        check(
            Language::Spanish,
            "pulse above the sensor's range",
            "pulso por encima del rango del sensor",
        );
    }

    #[test]
    fn a_value_out_of_range_is_told_with_its_numbers() {
        let refused = vitals::Weight::from_grams(9_500).unwrap_err().to_string();
        assert_eq!(refused, "weight 9.5 kg is outside 20 to 350 kg");
        assert_eq!(
            recorded(&Words::in_language(Language::German), &refused),
            "Gewicht 9,5 kg liegt nicht zwischen 20 und 350 kg"
        );
    }
}
