//! What people type, held to a length before it goes into the journal.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;

use super::problem::Problem;
use crate::language::say;

/// A name is no longer.
const NAME_CHARS_MAX: usize = 80;
/// A reason is no longer.
const REASON_CHARS_MAX: usize = 500;

/// A person's name.
pub(super) fn name(key: &str, text: &str) -> Result<Arc<str>, Problem> {
    short(text, NAME_CHARS_MAX).ok_or_else(|| {
        Problem::bad_request(
            say("problem-bad-name").with("field", key.to_owned()).with("max", NAME_CHARS_MAX),
        )
    })
}

/// A reason, in a sentence or a few.
pub(super) fn reason(key: &str, text: &str) -> Result<Arc<str>, Problem> {
    short(text, REASON_CHARS_MAX).ok_or_else(|| {
        let what = say("problem-no-reason").with("field", key.to_owned());
        Problem::bad_request(what.with("max", REASON_CHARS_MAX))
    })
}

/// One line of text without control characters, trimmed; none if it is empty or too long.
pub(super) fn short(text: &str, chars_max: usize) -> Option<Arc<str>> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= chars_max;
    (fits && !text.chars().any(char::is_control)).then(|| text.into())
}

/// Some lines of text, trimmed, with one kind of line end; none if it is empty, too long, or holds other
/// control characters.
pub(super) fn lines(text: &str, chars_max: usize) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= chars_max;
    let odd = |letter: char| letter.is_control() && letter != '\n';
    (fits && !text.chars().any(odd)).then(|| text.to_owned())
}

/// The body of a request.
pub(super) fn body<T>(request: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    request.map(|Json(body)| body).map_err(|error| Problem::unreadable(error.body_text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_held_to_its_length() {
        let check = |text: &str, short_text: Option<&str>| {
            assert_eq!(short(text, 5).as_deref(), short_text, "{text:?}");
        };
        check("  ann ", Some("ann"));
        check("äöüßé", Some("äöüßé"));
        check("", None);
        check("   ", None);
        check("sixsix", None);
        check("a\nb", None);
    }

    #[test]
    fn lines_keep_their_ends_and_nothing_else_that_is_no_letter() {
        let check = |text: &str, kept: Option<&str>| {
            assert_eq!(lines(text, 9).as_deref(), kept, "{text:?}");
        };
        check(" a\r\nb ", Some("a\nb"));
        check("<b>a</b>", Some("<b>a</b>"));
        check("a\0b", None);
        check("a\u{1b}[1m", None);
        check(" \n ", None);
        check("ten letters", None);
    }
}
