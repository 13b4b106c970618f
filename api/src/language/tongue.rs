//! What rules say of values, in a language: the engine's phrases with this language's words.

use risk_engine::rules::tongue::{Phrase, Tongue};
use vitals::VitalSign;

use super::{Words, catalogue};
use crate::wording;

impl Tongue for Words {
    fn sign(&self, sign: VitalSign) -> String {
        self.say("reason-sign").with("sign", wording::sign_name(sign)).to_string()
    }

    fn sign_within(&self, sign: VitalSign) -> String {
        self.say("reason-sign-within").with("sign", wording::sign_name(sign)).to_string()
    }

    fn name(&self, name: &str) -> String {
        let written = name.replace('_', " ");
        self.say("reason-name").with("name", name).with("written", written).to_string()
    }

    fn written(&self, text: &str) -> String {
        catalogue::written(self, text)
    }

    fn phrase(&self, phrase: Phrase, of: &str) -> String {
        self.say("reason-phrase").with("phrase", phrase.key()).with("of", of).to_string()
    }
}

#[cfg(test)]
mod tests {
    use risk_engine::rules::RuleSet;
    use risk_engine::rules::outline::Outline;
    use risk_engine::rules::sentence::Piece;
    use risk_engine::rules::tongue::English;

    use super::*;
    use crate::language::Language;

    #[test]
    fn every_phrase_has_words_and_the_english_ones_are_the_engine_s() {
        let (english, engine) = (Words::english(), English(wording::sign));
        for phrase in Phrase::ALL {
            assert_eq!(english.phrase(*phrase, "it"), engine.phrase(*phrase, "it"), "{phrase:?}");
            let (has, had) = (phrase.english().contains("{}"), |said: &str| said.contains("it_"));
            for language in Language::ALL {
                let said = Words::in_language(language).phrase(*phrase, "it_");
                assert_eq!(had(&said), has, "{phrase:?} in {language:?}: {said}");
            }
        }
    }

    #[test]
    fn the_built_in_rules_are_the_same_outline_in_english() {
        let text = RuleSet::built_in().text().to_owned();
        assert_eq!(
            Outline::of(&text, &Words::english()),
            Outline::of(&text, &English(wording::sign))
        );
    }

    fn said(language: Language, id: &str) -> String {
        let words = Words::in_language(language);
        let outline = Outline::of(RuleSet::built_in().text(), &words).unwrap();
        let mut rules = outline.problems.iter().flat_map(|problem| &problem.rules);
        let rule = rules.find(|rule| rule.id == id).unwrap();
        let pieces = rule.levels[0].when.iter().map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Number(number) => format!("{} {}", number.text, number.unit),
            Piece::Limit(name) => format!("[{name}]"),
        });
        pieces.collect()
    }

    #[test]
    fn a_rule_reads_as_a_sentence_of_the_language() {
        assert_eq!(
            said(Language::German, "BP-6"),
            "Systolischer Druck, Mittel aus 3 d (aus mindestens 4  Werten) mindestens \
             systolischer Druck wie üblich (aus 28 d) + 20 mmHg"
        );
        assert_eq!(
            said(Language::Spanish, "HF-3.2"),
            "Presión sistólica por debajo de 80 mmHg o bien presión sistólica por debajo de 90 mmHg y algún síntoma de \
             insuficiencia cardíaca con respuesta «sí»"
        );
    }
}
