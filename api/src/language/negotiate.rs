//! Which language somebody gets: what they chose here, else what their browser asks for, else English.

use axum::http::{HeaderMap, header};

use super::Language;
use crate::access::gate::cookie;

/// Where a browser keeps what was chosen in it: nothing that is a secret.
pub(crate) const COOKIE: &str = "hearthwatch-language";

/// The language of a request: the account's, the browser's cookie's, or the first that it asks for.
pub(crate) fn language(headers: &HeaderMap, account: Option<Language>) -> Language {
    let kept = || cookie(headers, COOKIE).and_then(Language::of_key);
    let asked = || {
        let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
        lines.filter_map(|line| line.to_str().ok()).find_map(asked)
    };
    account.or_else(kept).or_else(asked).unwrap_or_default()
}

/// The best of what `Accept-Language` names (RFC 9110, 12.5.4): by weight, then by place. `de-AT` is German.
fn asked(line: &str) -> Option<Language> {
    let mut ranges: Vec<(u16, Language)> = line.split(',').filter_map(range).collect();
    // The sort is stable: of equal weights the first stays first.
    ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    ranges.first().map(|(_, language)| *language)
}

/// One range with its weight in thousandths; none for a language that isn't here, or isn't wanted.
fn range(part: &str) -> Option<(u16, Language)> {
    let mut pieces = part.split(';').map(str::trim);
    let tag = pieces.next()?;
    let primary = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let weight = pieces.find_map(|piece| piece.strip_prefix("q="));
    let weight = weight.map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
    let weight = (weight.clamp(0.0, 1.0) * 1000.0) as u16;
    (weight > 0).then_some(())?;
    Some((weight, Language::of_key(&primary)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_asks_for_languages_by_weight() {
        let check =
            |line: &str, language: Option<Language>| assert_eq!(asked(line), language, "{line}");
        check("de", Some(Language::German));
        check("de-AT,de;q=0.9,en;q=0.5", Some(Language::German));
        check("fr-CH, fr;q=0.9, es;q=0.7, en;q=0.8", Some(Language::English));
        check("ES-mx", Some(Language::Spanish));
        check("en;q=0, es;q=0.1", Some(Language::Spanish));
        check("fr, it", None);
        check("*", None);
        check("", None);
        check(";;q=x,,de;q=two", None);
    }

    #[test]
    fn what_was_chosen_comes_before_what_a_browser_asks_for() {
        let mut headers = HeaderMap::new();
        assert_eq!(language(&headers, None), Language::English);
        headers.insert(header::ACCEPT_LANGUAGE, "de".parse().unwrap());
        assert_eq!(language(&headers, None), Language::German);
        headers.insert(header::COOKIE, "hearthwatch-language=es".parse().unwrap());
        assert_eq!(language(&headers, None), Language::Spanish);
        assert_eq!(language(&headers, Some(Language::English)), Language::English);
        headers.insert(header::COOKIE, "hearthwatch-language=xx".parse().unwrap());
        assert_eq!(language(&headers, None), Language::German);
    }
}
