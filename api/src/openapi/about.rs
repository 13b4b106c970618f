//! What a route says of itself.

use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A type's schema: by name, so that two routes with one type share it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub(super) name: fn() -> std::borrow::Cow<'static, str>,
    pub(super) schema: fn() -> RefOr<Schema>,
    pub(super) below: fn(&mut Vec<(String, RefOr<Schema>)>),
    pub(super) form: Form,
}

/// One of a type, or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    One,
    Maybe,
    List,
}

/// What a route gives, with its status.
#[derive(Debug, Clone)]
pub(super) struct Gives {
    pub(super) status: u16,
    pub(super) words: &'static str,
    pub(super) content: Content,
}

/// What an answer holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    None,
    /// This, in JSON of this media type.
    Json(&'static str, Kind),
    /// Something of this media type.
    Text(&'static str),
}

/// What a request holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    /// Something of this media type.
    Typed(&'static str, Kind),
    /// A form with these fields, and a file in `file`.
    File(&'static [&'static str]),
}

/// What a route says of itself: what it is for, what it takes and gives.
#[derive(Debug, Clone)]
pub(crate) struct About {
    pub(super) summary: &'static str,
    pub(super) query: Option<Kind>,
    pub(super) body: Option<Body>,
    pub(super) gives: Vec<Gives>,
    pub(super) refuses: &'static [u16],
}

const JSON: &str = "application/json";

impl Kind {
    fn of<T: ToSchema + PartialSchema>(form: Form) -> Self {
        Self { name: T::name, schema: T::schema, below: T::schemas, form }
    }
}

impl About {
    /// In a sentence, what it is for.
    pub(crate) fn of(summary: &'static str) -> Self {
        Self { summary, query: None, body: None, gives: Vec::new(), refuses: &[] }
    }

    /// A page, of HTML. Whoever isn't signed in is sent to sign in.
    pub(crate) fn page(summary: &'static str) -> Self {
        Self::of(summary).text("text/html").elsewhere()
    }

    /// Takes this after the `?` of its address.
    pub(crate) fn asks<T: ToSchema>(mut self) -> Self {
        self.query = Some(Kind::of::<T>(Form::One));
        self
    }

    /// Takes this as JSON.
    pub(crate) fn takes<T: ToSchema>(self) -> Self {
        self.takes_as::<T>(JSON)
    }

    /// Takes this in this media type.
    pub(crate) fn takes_as<T: ToSchema>(mut self, media: &'static str) -> Self {
        self.body = Some(Body::Typed(media, Kind::of::<T>(Form::One)));
        self
    }

    /// Takes this as a form of a page.
    pub(crate) fn takes_form<T: ToSchema>(self) -> Self {
        self.takes_as::<T>("application/x-www-form-urlencoded")
    }

    /// Takes a form with a file in `file`, and these fields beside it.
    pub(crate) fn takes_file(mut self, fields: &'static [&'static str]) -> Self {
        self.body = Some(Body::File(fields));
        self
    }

    /// Gives this.
    pub(crate) fn gives<T: ToSchema>(self) -> Self {
        self.gives_as::<T>(200, "Done.", JSON)
    }

    /// Gives this in this media type, with a status of its own.
    pub(crate) fn gives_as<T: ToSchema>(
        self,
        status: u16,
        words: &'static str,
        media: &'static str,
    ) -> Self {
        self.answers(status, words, Content::Json(media, Kind::of::<T>(Form::One)))
    }

    /// Gives several of these.
    pub(crate) fn gives_list<T: ToSchema>(self) -> Self {
        self.answers(200, "All of them.", Content::Json(JSON, Kind::of::<T>(Form::List)))
    }

    /// Gives this, or `null`.
    pub(crate) fn gives_maybe<T: ToSchema>(self) -> Self {
        let words = "The one there is, or `null`.";
        self.answers(200, words, Content::Json(JSON, Kind::of::<T>(Form::Maybe)))
    }

    /// Makes this.
    pub(crate) fn makes<T: ToSchema>(self) -> Self {
        self.gives_as::<T>(201, "It is there now.", JSON)
    }

    /// Begins what takes a while.
    pub(crate) fn begins<T: ToSchema>(self) -> Self {
        self.gives_as::<T>(202, "It has begun.", JSON)
    }

    /// Says no more than that it was done.
    pub(crate) fn says_done(self) -> Self {
        self.answers(204, "Done.", Content::None)
    }

    /// Says no more than that it has begun.
    pub(crate) fn says_begun(self) -> Self {
        self.answers(202, "It has begun.", Content::None)
    }

    /// Says that whoever asks has the newest.
    pub(crate) fn unchanged(self) -> Self {
        self.answers(304, "What you have is the newest.", Content::None)
    }

    /// Gives something of this media type.
    pub(crate) fn text(self, media: &'static str) -> Self {
        self.answers(200, "It.", Content::Text(media))
    }

    /// Sends a browser to another page.
    pub(crate) fn elsewhere(self) -> Self {
        self.answers(303, "Another page is the answer.", Content::None)
    }

    /// Answers with a page and this status.
    pub(crate) fn page_with(self, status: u16) -> Self {
        self.answers(status, "A page that says what to do.", Content::Text("text/html"))
    }

    /// Shows a form's page again, with what has to be mended.
    pub(crate) fn asks_again(self) -> Self {
        let again = [400, 404, 409, 413, 415, 422];
        again.into_iter().fold(self, Self::page_with).refuses(&[409, 413, 415, 422])
    }

    /// Refuses with these statuses, beside those of its kind.
    pub(crate) fn refuses(mut self, statuses: &'static [u16]) -> Self {
        self.refuses = statuses;
        self
    }

    fn answers(mut self, status: u16, words: &'static str, content: Content) -> Self {
        self.gives.push(Gives { status, words, content });
        self
    }
}
