//! The words of one request: its language, and where it is.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

use super::locales::{Places, Value};
use super::{Language, locales, negotiate};
use crate::access::{Actor, Pass, Role};
use crate::server::Shared;
use crate::wording;

/// The words of a page, and the page's own address, to which a choice of language leads back.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) language: Language,
    pub(crate) here: String,
}

impl Words {
    pub(crate) fn of(headers: &HeaderMap, address: &Uri, actor: Option<&Actor>) -> Self {
        let account = actor.and_then(|actor| actor.language);
        let language = negotiate::language(headers, account);
        let here = address.path_and_query().map_or("/", |path| path.as_str());
        Self { language, here: here.to_owned() }
    }

    /// Words by themselves.
    pub(crate) fn in_language(language: Language) -> Self {
        Self { language, here: "/".into() }
    }

    /// For what no person's page shows: programs, logs, the demo's narrator.
    pub(crate) fn english() -> Self {
        Self::in_language(Language::English)
    }

    /// The same for a page that is shown at another address than the one that was asked.
    pub(crate) fn at(mut self, here: impl Into<String>) -> Self {
        self.here = here.into();
        self
    }

    /// Whether the page's address ends so.
    pub(crate) fn is_at(&self, end: &str) -> bool {
        self.here.split('?').next().is_some_and(|path| path.ends_with(end))
    }

    /// The sentence with this key.
    pub(crate) fn say<'a>(&self, key: &'static str) -> Said<'a> {
        Said { language: self.language, key, places: Places::new() }
    }

    /// The languages that one can change to.
    pub(crate) fn others(&self) -> impl Iterator<Item = Language> + use<> {
        let own = self.language;
        Language::ALL.into_iter().filter(move |language| *language != own)
    }

    /// The language as browsers know it.
    pub(crate) fn tag(&self) -> &'static str {
        self.language.key()
    }

    /// A title within a sentence. German writes nouns large, and quotes what is called so.
    pub(crate) fn within(&self, title: &str) -> String {
        match self.language {
            Language::English | Language::Spanish => wording::in_sentence(title),
            Language::German => title.to_owned(),
        }
    }

    /// A role as people read it.
    pub(crate) fn role(&self, role: Role) -> String {
        self.say("page-role").with("role", role.key()).to_string()
    }

    /// Somebody as the journal names them: "Ann Moss (care manager)", with the role in this language.
    pub(crate) fn person(&self, by: &str) -> String {
        let named = by.strip_suffix(')').and_then(|by| by.rsplit_once(" ("));
        let known = named.and_then(|(name, role)| {
            let role = Role::ALL.into_iter().find(|known| known.words() == role)?;
            Some((name, role))
        });
        known.map_or_else(
            || by.to_owned(),
            |(name, role)| {
                self.say("page-person").with("name", name).with("role", self.role(role)).to_string()
            },
        )
    }
}

/// Whoever asks, and for a page that needs nobody, nobody.
impl FromRequestParts<Shared> for Words {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Infallible> {
        let pass = parts.extensions.get::<Pass>().map(|pass| pass.actor().clone());
        let actor = pass.or_else(|| parts.extensions.get::<Arc<Actor>>().cloned());
        Ok(Self::of(&parts.headers, &parts.uri, actor.as_deref()))
    }
}

/// A sentence that is being put together.
pub(crate) struct Said<'a> {
    language: Language,
    key: &'static str,
    places: Places<'a>,
}

impl<'a> Said<'a> {
    /// Puts something into its place.
    pub(crate) fn with(mut self, name: &'static str, value: impl Argument<'a>) -> Self {
        self.places.push((name, value.argument()));
        self
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&locales::sentence(self.language, self.key, &self.places))
    }
}

/// What a sentence has places for: texts, and whole numbers, by which plurals are chosen.
pub(crate) trait Argument<'a> {
    fn argument(self) -> Value<'a>;
}

impl<'a> Argument<'a> for &'a str {
    fn argument(self) -> Value<'a> {
        Value::Text(Cow::Borrowed(self))
    }
}

/// Templates hand on what they hold by reference.
impl<'a, T: Argument<'a> + Clone> Argument<'a> for &T {
    fn argument(self) -> Value<'a> {
        self.clone().argument()
    }
}

impl<'a> Argument<'a> for String {
    fn argument(self) -> Value<'a> {
        Value::Text(Cow::Owned(self))
    }
}

impl<'a> Argument<'a> for Said<'_> {
    fn argument(self) -> Value<'a> {
        self.to_string().argument()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl<'a> Argument<'a> for $number {
            fn argument(self) -> Value<'a> {
                // Nothing that is counted here comes near the limit.
                Value::Number(i64::try_from(self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

macro_rules! small_numbers {
    ($($number:ty)*) => {$(
        impl<'a> Argument<'a> for $number {
            fn argument(self) -> Value<'a> {
                Value::Number(i64::from(self))
            }
        }
    )*};
}

numbers! { u64 usize }
small_numbers! { u16 u32 i64 }
