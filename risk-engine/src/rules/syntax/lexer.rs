//! Text to words, numbers with their units, and marks.

use super::{KEYWORDS, Op, Unreadable};
use crate::rules::mistake::told;
use crate::rules::quantity::Decimal;
use crate::rules::sentence::Number;

/// The smallest parts of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Number(Decimal, Option<String>),
    Text(String),
    Compare(Op),
    Open,
    Close,
    Comma,
    Plus,
    Minus,
    Star,
}

/// No condition is longer, bytes.
const LENGTH_MAX: usize = 4_000;

/// The tokens of a condition, each with its place in bytes.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Unreadable> {
    if text.len() > LENGTH_MAX {
        let what = told("it is longer than {most} bytes").with("most", LENGTH_MAX);
        return Err(Unreadable { offset: 0, what });
    }
    let mut lexer = Lexer { text, at: 0 };
    let mut found = Vec::new();
    loop {
        lexer.skip_space();
        let offset = lexer.at;
        match lexer.next()? {
            Some(token) => found.push((offset, token)),
            None => return Ok(found),
        }
    }
}

/// The numbers of a condition with their places, in its order.
pub(crate) fn numbers(text: &str) -> Result<Vec<Number>, Unreadable> {
    let found = tokens(text)?.into_iter().filter_map(|(at, token)| {
        let Token::Number(_, unit) = token else { return None };
        let rest = text.get(at..)?;
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let digits = rest.get(..length)?.to_owned();
        Some(Number { at, end: at + length, text: digits, unit: unit.unwrap_or_default() })
    });
    Ok(found.collect())
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Takes the longest run of such characters.
    fn run(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn next(&mut self) -> Result<Option<Token>, Unreadable> {
        let Some(first) = self.rest().chars().next() else {
            return Ok(None);
        };
        if first.is_ascii_digit() {
            return self.number().map(Some);
        }
        if first.is_ascii_lowercase() {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
            return Ok(Some(Token::Word(self.run(fits).to_string())));
        }
        if first == '"' || first == '\'' {
            return self.quoted(first).map(Some);
        }
        let (length, token) = mark(self.rest()).ok_or_else(|| Unreadable {
            offset: self.at,
            what: told("'{letter}' means nothing here").with("letter", first),
        })?;
        self.at += length;
        Ok(Some(token))
    }

    fn number(&mut self) -> Result<Token, Unreadable> {
        let offset = self.at;
        let digits = self.run(|c| c.is_ascii_digit() || c == '.');
        let number = Decimal::parse(digits).ok_or_else(|| Unreadable {
            offset,
            what: told("{digits} is not a number of at most six digits after the point")
                .with("digits", digits),
        })?;
        let after = self.at;
        self.skip_space();
        let starts = |c: char| c.is_ascii_alphabetic() || "°%/[".contains(c);
        if !self.rest().starts_with(starts) {
            return Ok(Token::Number(number, None));
        }
        let unit = self.run(|c| c.is_ascii_alphabetic() || "°%/[]_".contains(c));
        if KEYWORDS.contains(&unit) {
            self.at = after;
            return Ok(Token::Number(number, None));
        }
        Ok(Token::Number(number, Some(unit.to_string())))
    }

    fn quoted(&mut self, quote: char) -> Result<Token, Unreadable> {
        let offset = self.at;
        self.at += 1;
        let text = self.run(|c| c != quote).to_string();
        if self.rest().is_empty() {
            return Err(Unreadable { offset, what: told("a quote is open and never closed") });
        }
        self.at += 1;
        Ok(Token::Text(text))
    }
}

/// The mark that a text begins with, and its length.
fn mark(rest: &str) -> Option<(usize, Token)> {
    #[rustfmt::skip]
    let marks = [
        ("<=", Token::Compare(Op::AtMost)), (">=", Token::Compare(Op::AtLeast)),
        ("!=", Token::Compare(Op::Unequal)), ("<", Token::Compare(Op::Less)),
        (">", Token::Compare(Op::More)), ("=", Token::Compare(Op::Equal)),
        ("(", Token::Open), (")", Token::Close), (",", Token::Comma),
        ("+", Token::Plus), ("-", Token::Minus), ("*", Token::Star),
    ];
    marks
        .into_iter()
        .find(|(text, _)| rest.starts_with(text))
        .map(|(text, token)| (text.len(), token))
}
