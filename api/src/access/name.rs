//! An account's name: what somebody signs in with, and what the journal calls them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A name of 2 to 50 characters: letters, digits, and `. - ' _ @` and single spaces between them. There
/// are no brackets in it, so that "Ann (operator)" can only be what the server made of a name and a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountName(Arc<str>);

/// It can't be a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name has 2 to 50 characters: letters, digits, and . - ' _ @ and single spaces between them"
)]
pub(crate) struct InvalidName;

impl AccountName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for all ways to write a name: "Ann Moss" is "ann moss".
    pub(crate) fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl AccountName {
    /// The nearest name to what somebody is called elsewhere: without what can't be in a name.
    pub(crate) fn nearest(text: &str) -> Self {
        let kept: String = text
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| c.is_alphanumeric() || ".-'_@ ".contains(*c))
            .collect();
        let words: Vec<&str> = kept.split_whitespace().collect();
        let short: String = words.join(" ").chars().take(46).collect();
        short.parse().unwrap_or_else(|_| Self("Somebody".into()))
    }

    /// The same with a number after it, for a namesake; none if that would be too long.
    pub(crate) fn numbered(&self, number: u32) -> Option<Self> {
        format!("{self} {number}").parse().ok()
    }
}

impl FromStr for AccountName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim();
        let fits = (2..=50).contains(&text.chars().count())
            && text.chars().all(|c| c.is_alphanumeric() || ".-'_@ ".contains(c))
            && text.chars().any(char::is_alphanumeric)
            && !text.contains("  ");
        fits.then(|| Self(text.into())).ok_or(InvalidName)
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_letters_and_what_stands_between_them() {
        let check = |text: &str, fits: bool| {
            assert_eq!(text.parse::<AccountName>().is_ok(), fits, "{text:?}");
        };
        check("Ann Moss", true);
        check("  Siân O'Neill-Jones ", true);
        check("ann@example.org", true);
        check("李 雷", true);
        check("A", false);
        check("", false);
        check("Ann (operator)", false);
        check("<script>alert(1)</script>", false);
        check("Ann\nMoss", false);
        check("Ann  Moss", false);
        check("Ann\u{202e}ssoM", false);
        check(&"x".repeat(51), false);
        check("--", false);
    }

    #[test]
    fn somebody_from_elsewhere_has_the_nearest_name() {
        let check = |text: &str, name: &str| {
            assert_eq!(AccountName::nearest(text).as_str(), name, "{text:?}");
        };
        check("Ann Moss", "Ann Moss");
        check("  Ann\n Moss (operator) ", "Ann Moss operator");
        check("<script>", "script");
        check("", "Somebody");
        check("!", "Somebody");
        check(&"x".repeat(80), &"x".repeat(46));
        let numbered = "Ann Moss".parse::<AccountName>().unwrap().numbered(2);
        assert_eq!(numbered.unwrap().as_str(), "Ann Moss 2");
    }

    #[test]
    fn names_that_differ_in_capitals_are_one() {
        let folded = |text: &str| text.parse::<AccountName>().unwrap().folded();
        assert_eq!(folded("Ann Moss"), folded(" ann MOSS"));
    }
}
