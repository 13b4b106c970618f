//! Every language says all of it: the same sentences with the same places and choices, none that nobody says, and no
//! words in templates beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use super::*;

/// What a sentence has: places, and the choices that it makes by them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    places: BTreeSet<String>,
    choices: BTreeSet<String>,
}

/// Counts by which languages tell plurals apart: each has its own.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path, ends: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path, ends));
        } else if ends.iter().any(|end| path.to_string_lossy().ends_with(end)) {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}

/// The sentences of one language by file and key, from the files themselves.
fn sentences(language: Language) -> BTreeMap<(String, String), Shape> {
    let mut all = BTreeMap::new();
    for (path, text) in files_below(&root().join("locales").join(language.key()), &[".ftl"]) {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let parsed = fluent_syntax::parser::parse(text);
        let resource =
            parsed.unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut shape = Shape::default();
            shape_of(message.value.as_ref().unwrap(), &mut shape);
            let before = all.insert((file.clone(), message.id.name.clone()), shape);
            assert_eq!(before, None, "{} is twice in {}", message.id.name, path.display());
        }
    }
    all
}

fn shape_of(pattern: &Pattern<String>, shape: &mut Shape) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => inlined(inline, shape),
            Expression::Select { selector, variants } => {
                inlined(selector, shape);
                for variant in variants {
                    let (VariantKey::Identifier { name }
                    | VariantKey::NumberLiteral { value: name }) = &variant.key;
                    if !PLURALS.contains(&name.as_str()) {
                        shape.choices.insert(name.clone());
                    }
                    shape_of(&variant.value, shape);
                }
            }
        }
    }
}

fn inlined(inline: &InlineExpression<String>, shape: &mut Shape) {
    match inline {
        InlineExpression::VariableReference { id } => {
            shape.places.insert(id.name.clone());
        }
        InlineExpression::FunctionReference {
            arguments: CallArguments { positional, .. }, ..
        } => {
            positional.iter().for_each(|argument| inlined(argument, shape));
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inline) = &**expression {
                inlined(inline, shape);
            }
        }
        _ => {}
    }
}

#[test]
fn each_language_has_the_same_sentences_with_the_same_places_and_choices() {
    let english = sentences(Language::English);
    assert!(english.len() > 300, "{}", english.len());
    for language in Language::ALL {
        let own = sentences(language);
        let missing: Vec<_> = english.keys().filter(|key| !own.contains_key(*key)).collect();
        let surplus: Vec<_> = own.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{language:?}: {missing:?} {surplus:?}");
        for (key, shape) in &own {
            assert_eq!(*shape, english[key], "{key:?} in {language:?}");
        }
    }
}

/// What this server's own reader knows: texts, places, choices, and quoted texts.
#[test]
fn the_files_that_the_server_reads_have_no_terms_functions_or_attributes() {
    for (name, texts) in locales::PARTS.iter().chain([&locales::RULES]) {
        for text in texts {
            let code = text.lines().filter(|line| !line.starts_with('#'));
            for line in code {
                let known = !line.starts_with('-') && !line.trim_start().starts_with('.');
                assert!(
                    known && !line.contains("NUMBER(") && !line.contains("{ -"),
                    "{name}: {line}"
                );
            }
        }
    }
}

#[test]
fn every_file_is_embedded() {
    let embedded: BTreeSet<&str> =
        locales::PARTS.iter().chain([&locales::RULES]).map(|(name, _)| *name).collect();
    let files = sentences(Language::English);
    let files: BTreeSet<&str> = files
        .keys()
        .map(|(file, _)| file.as_str())
        .filter(|file| !file.starts_with("staff"))
        .collect();
    assert_eq!(files, embedded);
}

/// The exports are in English, and tell it beside their figures.
#[test]
fn a_figure_means_the_same_on_the_page_and_in_the_exports() {
    let page = include_str!("../../locales/en/staff-cohort.ftl");
    for (name, text) in cohort::definitions::DEFINITIONS {
        let line = format!("staff-cohort-define-{} = {text}", name.replace('_', "-"));
        assert!(page.lines().any(|told| told == line), "{line}");
    }
}

/// What stands in quotes in our sources and looks like a key, by what it begins with.
fn quoted(text: &str, starts: &BTreeSet<&str>) -> BTreeSet<String> {
    let is_key = |part: &&str| {
        part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && part
                .split_once('-')
                .is_some_and(|(start, rest)| starts.contains(start) && !rest.is_empty())
    };
    text.split(['"', '\'', '`']).filter(is_key).map(str::to_owned).collect()
}

#[test]
fn every_sentence_is_said_and_every_one_that_is_said_is_there() {
    let there: BTreeSet<String> = sentences(Language::English)
        .into_keys()
        // What rules say is theirs, mistakes in them are the engine's, and why something was kept apart is
        // recorded elsewhere: tests of their own hold these.
        .filter(|(file, _)| !["rules", "mistakes", "recorded"].contains(&file.as_str()))
        .map(|(_, key)| key)
        .collect();
    let starts: BTreeSet<&str> = there.iter().map(|key| key.split('-').next().unwrap()).collect();
    let mut said = BTreeSet::new();
    for (path, text) in
        [("templates", ".html"), ("src", ".rs"), ("web/src", ".ts"), ("web/src", ".tsx")]
            .into_iter()
            .flat_map(|(folder, end)| files_below(&root().join(folder), &[end]))
    {
        if path.ends_with("language/tests.rs") {
            continue;
        }
        // Only what is asked for by `say` is a key in Rust and in templates; names of elements look like keys, too.
        let dense: String = text.split_whitespace().collect();
        for key in quoted(&text, &starts) {
            let is_title = key.starts_with("problem-title-");
            let is_asked = is_title || dense.contains(&format!("say(\"{key}\""));
            assert!(there.contains(&key) || !is_asked, "{}: {key}", path.display());
            said.insert(key);
        }
    }
    let unsaid: Vec<_> = there.difference(&said).collect();
    assert!(unsaid.is_empty(), "nobody says {unsaid:?}");
}

/// What a person would read of a template: text between elements, and the attributes that are read aloud or shown.
fn readable(template: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let end = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
        text.push_str(&rest[..at]);
        rest = rest[at..].split_once(end).map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let mut found = Vec::new();
    for piece in text.split('<') {
        let (tag, after) = piece.split_once('>').unwrap_or(("", piece));
        found.push(after.to_owned());
        for name in ["aria-label", "title", "alt", "placeholder", "aria-description"] {
            let value = tag
                .split_once(&format!(" {name}=\""))
                .and_then(|(_, value)| value.split('"').next());
            found.extend(value.map(str::to_owned));
        }
    }
    found.retain(|piece| piece.chars().any(char::is_alphabetic));
    found
}

#[test]
fn templates_hold_no_words_of_their_own() {
    let sample = "<p title=\"Shown\">{{ said }} Read {% if a %}me{% endif %}</p>";
    assert_eq!(readable(sample), [" Read me", "Shown"]);
    for (path, text) in files_below(&root().join("templates"), &[".html"]) {
        // The interface of programs is described in English.
        if path.ends_with("docs.html") {
            continue;
        }
        let words: Vec<_> = readable(&text)
            .into_iter()
            .filter(|piece| !piece.trim().trim_start_matches("– ").eq("Hearthwatch"))
            .collect();
        assert!(words.is_empty(), "{}: {words:?}", path.display());
    }
}

/// What the built-in rules say and ask, from the rules themselves.
fn built_in() -> BTreeSet<String> {
    let rules = include_str!("../../../risk-engine/src/rules/default.toml");
    let rules: toml::Table = rules.parse().unwrap();
    let mut said = BTreeSet::new();
    for (list, parts, keys) in
        [("pathway", "steps", &["say"][..]), ("questionnaire", "items", &["text", "choices"])]
    {
        for whole in rules[list].as_array().unwrap() {
            if list == "questionnaire" {
                said.insert(whole["title"].as_str().unwrap().to_owned());
            }
            for (part, key) in whole[parts]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|part| keys.iter().map(move |key| (part, key)))
            {
                match part.get(*key) {
                    Some(toml::Value::String(text)) => said.extend([text.clone()]),
                    Some(toml::Value::Array(all)) => {
                        said.extend(all.iter().map(|text| text.as_str().unwrap().to_owned()));
                    }
                    _ => {}
                }
            }
        }
    }
    // What it is about, as staff and patients read it.
    for problem in rules["problem"].as_array().unwrap() {
        said.insert(problem["title"].as_str().unwrap().to_owned());
    }
    said.remove("");
    said
}

#[test]
fn what_the_built_in_rules_say_is_there_in_every_language_with_the_same_numbers() {
    let digits = |text: &str| -> Vec<String> {
        let mut found: Vec<String> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
            .map(str::to_owned)
            .collect();
        found.sort();
        found
    };
    let said = built_in();
    assert!(said.len() > 150, "{}", said.len());
    for sentence in &said {
        for language in [Language::Spanish, Language::German] {
            let told = written(&Words::in_language(language), sentence);
            let is_name = sentence == "COPD";
            assert!(told != *sentence || is_name, "{language:?} has not: {sentence}");
            assert_eq!(digits(&told), digits(sentence), "{sentence}: {told}");
        }
        assert_eq!(written(&Words::in_language(Language::English), sentence), *sentence);
    }
    let [english, ..] = locales::RULES.1;
    let kept = english.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    assert_eq!(kept.count(), said.len(), "a sentence that no rule says");
}

#[test]
fn a_sentence_that_a_site_has_changed_is_shown_as_it_is_written() {
    let german = Words::in_language(Language::German);
    assert_eq!(
        written(&german, "Thank you. We have your weight."),
        "Danke. Wir haben Ihr Gewicht."
    );
    assert_eq!(
        written(&german, "Thank you. We have your weight now."),
        "Thank you. We have your weight now."
    );
    let asked = "Is it so bad that you want to stop the medicine? Yes";
    assert_eq!(
        answered_line(&german, asked),
        "Ist es so schlimm, dass Sie das Medikament absetzen wollen? Ja"
    );
    assert_eq!(answered_line(&german, "My rash? Yes"), "My rash? Yes");
}

/// The texts that a function takes in the sources of a folder, tests aside, as the compiler reads them.
fn taken_by(function: &str, folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let sources = files_below(folder, &[".rs"]);
    for (_, text) in sources.iter().filter(|(path, _)| !path.to_string_lossy().contains("tests")) {
        for call in text.split(&format!("{function}(")).skip(1) {
            let Some(literal) = call.trim_start().strip_prefix('"') else { continue };
            let mut said = String::new();
            let mut letters = literal.chars();
            while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                match letter {
                    '\\' => said.extend(letters.next()),
                    letter => said.push(letter),
                }
            }
            found.insert(said);
        }
    }
    found
}

#[test]
fn whatever_is_wrong_in_rules_is_told_in_every_language() {
    let told = taken_by("told", &root().join("../risk-engine/src/rules"));
    assert!(told.len() > 200, "{}", told.len());
    let known: BTreeSet<String> = locales::in_pieces("mistake-")
        .map(|(_, pieces)| pieces.iter().map(super::told::written).collect())
        .collect();
    let (unworded, unsaid): (Vec<_>, Vec<_>) =
        (told.difference(&known).collect(), known.difference(&told).collect());
    assert!(unworded.is_empty() && unsaid.is_empty(), "{unworded:#?} {unsaid:#?}");
}

#[test]
fn what_is_recorded_is_worded_as_it_is_written_there() {
    let folders = [
        "../ingest/src",
        "../gateway-agent/wire/src",
        "../risk-engine/vitals/src",
        "src/quarantine",
        "../risk-engine/src/rota",
    ];
    let written: String = folders
        .iter()
        .flat_map(|folder| files_below(&root().join(folder), &[".rs"]))
        .map(|(_, text)| text)
        .chain([include_str!("../quarantine.rs").to_owned()])
        .chain([include_str!("../../../risk-engine/src/rota.rs").to_owned()])
        .chain([include_str!("../routes/rules/activation.rs").to_owned()])
        .collect();
    for (key, pieces) in locales::in_pieces("recorded-") {
        for piece in pieces {
            let locales::Piece::Text(text) = piece else { continue };
            assert!(written.contains(text.trim()), "{key}: nobody writes {text:?}");
        }
    }
}

#[test]
fn a_mistake_keeps_what_the_document_says_and_is_worded_part_by_part() {
    let mistakes = |text: &str, language: Language| {
        let words = Words::in_language(language);
        let errors = risk_engine::rules::RuleSet::from_toml(text).unwrap_err();
        let told = errors.0.iter().map(|mistake| {
            format!(
                "{}; {}",
                super::told(&words, &mistake.what),
                super::told(&words, &mistake.remedy)
            )
        });
        told.collect::<Vec<_>>()
    };
    let wrong = "name = 7\nversion = 1\norder = \"{key}\"\n";
    let check = |language, name: &str, order: &str| {
        let told = mistakes(wrong, language);
        for wanted in [name, order] {
            assert!(told.iter().any(|told| told == wanted), "{wanted}: {told:#?}");
        }
    };
    check(
        Language::English,
        "name is an integer; write text in quotes",
        "unknown order \"{key}\"; write \"taken\" or \"arrival\"",
    );
    check(
        Language::German,
        "name ist eine ganze Zahl; schreiben Sie einen Text in Anführungszeichen",
        "unbekannte Reihenfolge „{key}“; schreiben Sie \"taken\" oder \"arrival\"",
    );
    check(
        Language::Spanish,
        "name es un número entero; escriba un texto entre comillas",
        "orden desconocido «{key}»; escriba \"taken\" o \"arrival\"",
    );
}

#[test]
fn a_dose_keeps_its_digits_and_can_t_be_taken_for_another() {
    let check = |language: Language, dose: &str, shown: &str| {
        assert_eq!(
            Words::in_language(language).dose(dose).replace('\u{a0}', " "),
            shown,
            "{language:?}"
        );
    };
    check(Language::English, "0.5 mg", "0.5 mg");
    check(Language::German, "0.5 mg", "0,5 mg");
    check(Language::Spanish, "0.5 mg", "0,5 mg");
    check(Language::German, "1000 mg", "1000 mg");
    check(Language::English, "2.125 mg", "2.125 mg");
    check(Language::German, "2.125 mg", "2,125 mg (2 Komma 125)");
    check(Language::Spanish, "2.125 mg", "2,125 mg (2 coma 125)");
}

#[test]
fn people_are_named_with_their_role_in_the_reader_s_language() {
    let german = Words::in_language(Language::German);
    assert_eq!(german.person("Ann Moss (care manager)"), "Ann Moss (Versorgungsleitung)");
    assert_eq!(german.person("Dilys Evans"), "Dilys Evans");
    assert_eq!(german.person("Ann (Wales)"), "Ann (Wales)");
    assert_eq!(
        Words::in_language(Language::English).person("Ben Cole (clinician)"),
        "Ben Cole (clinician)"
    );
}

#[test]
fn plurals_are_those_of_the_language() {
    let said = |language, count: usize| {
        Words::in_language(language).say("day-unread").with("count", count).to_string()
    };
    assert_eq!(said(Language::English, 1), "Read 1 new message");
    assert_eq!(said(Language::German, 2), "2 neue Nachrichten lesen");
    assert_eq!(said(Language::Spanish, 1), "Leer 1 mensaje nuevo");
    assert_eq!(said(Language::Spanish, 0), "Leer 0 mensajes nuevos");
}

/// The lines of a file that patients read, without places and choices.
fn plain_sentences(language: Language) -> Vec<String> {
    let mut found = Vec::new();
    for (name, texts) in &locales::PARTS {
        if ["signin", "times", "reasons", "problems", "mistakes", "recorded", "mail"].contains(name)
        {
            continue;
        }
        for line in texts[language as usize].lines().filter(|line| !line.starts_with('#')) {
            let text = line
                .split_once(" = ")
                .or_else(|| line.split_once("] "))
                .map_or("", |(_, text)| text);
            let mut plain = String::new();
            for (place, piece) in text.split(['{', '}']).enumerate() {
                plain.push_str(if place % 2 == 0 { piece } else { "it" });
            }
            let pieces = plain.split_inclusive(['.', '?', '!']).map(str::trim);
            found.extend(pieces.filter(|piece| piece.contains(' ')).map(str::to_owned));
        }
    }
    found
}

#[test]
fn what_patients_read_is_short_in_every_language() {
    for (language, most) in
        [(Language::English, 20), (Language::Spanish, 20), (Language::German, 20)]
    {
        let sentences = plain_sentences(language);
        assert!(sentences.len() > 100, "{}", sentences.len());
        for sentence in sentences {
            let words = sentence.split_whitespace().count();
            assert!(words <= most, "{language:?}, {words} words: {sentence}");
        }
    }
}

/// Flesch and Kincaid's grade: 0.39 words per sentence + 11.8 syllables per word − 15.59.
#[test]
fn a_reading_age_of_nine_to_eleven_is_enough_for_the_pages_in_english() {
    let sentences = plain_sentences(Language::English);
    let words: Vec<&str> =
        sentences.iter().flat_map(|sentence| sentence.split_whitespace()).collect();
    let syllables: usize = words.iter().map(|word| syllables_of(word)).sum();
    let grade = 0.39 * words.len() as f64 / sentences.len() as f64
        + 11.8 * syllables as f64 / words.len() as f64
        - 15.59;
    assert!(grade <= 6.0, "grade {grade:.2}");
}

/// Groups of vowels, without a silent e at the end.
fn syllables_of(word: &str) -> usize {
    let word = word.to_lowercase();
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    let is_vowel = |c: char| "aeiouy".contains(c);
    let groups = word
        .chars()
        .zip(std::iter::once(' ').chain(word.chars()))
        .filter(|(c, before)| is_vowel(*c) && !is_vowel(*before));
    let groups = groups.count();
    if word.ends_with('e') && !word.ends_with("le") && groups > 1 {
        groups - 1
    } else {
        groups.max(1)
    }
}
