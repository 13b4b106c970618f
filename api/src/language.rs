//! The languages that people read: which one somebody gets, and every sentence in it, from `locales/*/*.ftl`.

mod catalogue;
mod locales;
mod measure;
mod negotiate;
mod plural;
mod recorded;
mod sentence;
#[cfg(test)]
mod tests;
mod time;
mod told;
mod tongue;
mod words;

pub(crate) use catalogue::{answered_line, written};
pub(crate) use measure::Measure;
pub(crate) use negotiate::{COOKIE, language as asked_for};
pub(crate) use recorded::recorded;
pub(crate) use sentence::{Sentence, say};
pub(crate) use told::told;
pub(crate) use words::{Said, Words};

/// A language that every sentence is there in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Language {
    #[default]
    English,
    Spanish,
    German,
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::English, Self::Spanish, Self::German];

    /// Its tag (BCP 47), as pages, cookies and accounts keep it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::German => "de",
        }
    }

    /// As those call it who speak it.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::German => "Deutsch",
        }
    }

    /// The language with this tag.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.key() == key)
    }

    /// What stands between a number and its fraction.
    fn decimal_mark(self) -> char {
        match self {
            Self::English => '.',
            Self::Spanish | Self::German => ',',
        }
    }
}
