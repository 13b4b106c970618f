//! What people read: short sentences, plain words. UX "Wording".

/// Words that we don't say to patients, and letters that only staff know.
const NOT_SAID: [&str; 16] = [
    "abnormal",
    "failed",
    "failure",
    "non-compliant",
    "deteriorat",
    "score",
    "news2",
    "hypo",
    "hyper",
    "systolic",
    "saturation",
    "spo2",
    "glucose",
    "respiration",
    "exacerbation",
    "dyspn",
];

/// Each sentence of the rule set that a person reads, with where it stands.
fn sentences() -> Vec<(String, String)> {
    let document: toml::Table = include_str!("../default.toml").parse().unwrap();
    let list = |table: &toml::Value, key: &str| table[key].as_array().unwrap().clone();
    let text = |value: &toml::Value, key: &str| {
        value.get(key).map_or(String::new(), |text| text.as_str().unwrap().to_string())
    };
    let mut found = Vec::new();
    let parts = [("pathway", "steps", "say"), ("questionnaire", "items", "text")];
    for (kind, inner, said) in parts {
        for whole in document[kind].as_array().unwrap() {
            for part in list(whole, inner) {
                let place = format!("{} {}", text(whole, "id"), text(&part, "id"));
                let said = text(&part, said);
                let said = said.split_inclusive(['.', '?', '!']).map(str::trim);
                found.extend(
                    said.filter(|one| !one.is_empty()).map(|one| (place.clone(), one.into())),
                );
            }
        }
    }
    found
}

#[test]
fn sentences_are_short_and_end() {
    let sentences = sentences();
    assert!(sentences.len() > 150, "{}", sentences.len());
    for (place, sentence) in sentences {
        let words = sentence.split_whitespace().count();
        assert!(words < 15, "{place}: {words} words: {sentence}");
        assert!(sentence.ends_with(['.', '?', '!']), "{place}: {sentence}");
    }
}

#[test]
fn words_are_plain() {
    for (place, sentence) in sentences() {
        let lower = sentence.to_lowercase();
        let said: Vec<_> = NOT_SAID.iter().filter(|word| lower.contains(**word)).collect();
        assert!(said.is_empty(), "{place}: {said:?}: {sentence}");
    }
}

/// Flesch and Kincaid's grade: 0.39 words per sentence + 11.8 syllables per word − 15.59.
#[test]
fn a_reading_age_of_nine_to_eleven_is_enough() {
    let (mut count, mut words, mut syllables) = (0u64, 0u64, 0u64);
    for (_, sentence) in sentences() {
        count += 1;
        for word in sentence.split_whitespace() {
            words += 1;
            syllables += syllables_of(word);
        }
    }
    let grade_hundredths =
        39 * words as i64 / count as i64 + 1180 * syllables as i64 / words as i64 - 1559;
    assert!(grade_hundredths <= 600, "grade {grade_hundredths} hundredths");
}

/// Groups of vowels, without a silent e at the end.
fn syllables_of(word: &str) -> u64 {
    let word = word.to_lowercase();
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    let is_vowel = |c: char| "aeiouy".contains(c);
    let mut groups = 0;
    let mut before = false;
    for c in word.chars() {
        groups += u64::from(is_vowel(c) && !before);
        before = is_vowel(c);
    }
    if word.ends_with('e') && !word.ends_with("le") && groups > 1 {
        groups - 1
    } else {
        groups.max(1)
    }
}
