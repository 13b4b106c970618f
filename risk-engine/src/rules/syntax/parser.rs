//! Words, numbers and marks to a condition, by recursive descent.

use super::lexer::{Token, tokens};
use super::{Argument, Expr, Op, Term, Unreadable};
use crate::rules::mistake::{Told, told};
use crate::rules::quantity::{Decimal, duration_of};

/// Deeper than this nothing is read: the document comes from outside, and the stack ends.
const DEPTH_MAX: usize = 24;

/// Reads a condition.
pub(crate) fn parse(text: &str) -> Result<Expr, Unreadable> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0, end: text.len() };
    let expr = parser.any()?;
    match parser.tokens.get(parser.at) {
        None => Ok(expr),
        Some((offset, token)) => Err(Unreadable {
            offset: *offset,
            what: told("{token} comes where the condition should end, or go on with and/or")
                .with("token", shown(token)),
        }),
    }
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    depth: usize,
    end: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    /// Takes the next token if it is this one.
    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    /// Takes the next words if they are these.
    fn take_words(&mut self, words: &str) -> bool {
        let words: Vec<&str> = words.split(' ').collect();
        let found = (self.at..).zip(&words).all(|(at, word)| {
            matches!(self.tokens.get(at), Some((_, Token::Word(found))) if found == word)
        });
        self.at += if found { words.len() } else { 0 };
        found
    }

    fn fail<T>(&self, wanted: Told) -> Result<T, Unreadable> {
        let (offset, found) = match self.tokens.get(self.at) {
            Some((offset, token)) => (*offset, Told::given(shown(token))),
            None => (self.end, told("the end")),
        };
        let what = told("{wanted} should come where {found} is");
        Err(Unreadable { offset, what: what.and("wanted", wanted).and("found", found) })
    }

    fn expect(&mut self, token: &Token) -> Result<(), Unreadable> {
        if self.take(token) { Ok(()) } else { self.fail(Told::given(shown(token))) }
    }

    /// Runs one level deeper.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Unreadable>,
    ) -> Result<T, Unreadable> {
        if self.depth == DEPTH_MAX {
            return self.fail(told("fewer parentheses, or a simpler condition,"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn any(&mut self) -> Result<Expr, Unreadable> {
        let mut parts = vec![self.all()?];
        while self.take_words("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Expr::Any(parts) })
    }

    fn all(&mut self) -> Result<Expr, Unreadable> {
        let mut parts = vec![self.not()?];
        while self.take_words("and") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Expr::All(parts) })
    }

    fn not(&mut self) -> Result<Expr, Unreadable> {
        if self.take_words("not") {
            return Ok(Expr::Not(Box::new(self.deeper(Self::not)?)));
        }
        let mut expr = self.test()?;
        loop {
            expr = if self.take_words("for") {
                Expr::Lasting(Box::new(expr), self.duration()?)
            } else if self.take_words("twice") {
                Expr::Times(2, Box::new(expr), self.within()?)
            } else if let Some(times) = self.times() {
                Expr::Times(times, Box::new(expr), self.within()?)
            } else {
                return Ok(expr);
            };
        }
    }

    /// `3 times`.
    fn times(&mut self) -> Option<u32> {
        let Some(Token::Number(number, None)) = self.peek() else { return None };
        let times = u32::try_from(number.as_whole()?).ok()?;
        self.at += 1;
        if self.take_words("times") {
            return Some(times);
        }
        self.at -= 1;
        None
    }

    /// `in 24 h`.
    fn within(&mut self) -> Result<i64, Unreadable> {
        if !self.take_words("in") {
            return self.fail(told("\"in\" and a duration"));
        }
        self.duration()
    }

    fn duration(&mut self) -> Result<i64, Unreadable> {
        if let Some(Token::Number(number, Some(unit))) = self.peek()
            && let Some(ms) = duration_of(*number, unit)
        {
            self.at += 1;
            return Ok(ms);
        }
        self.fail(told("a duration, like 2 h,"))
    }

    fn count(&mut self) -> Result<u32, Unreadable> {
        if let Some(Token::Number(number, None)) = self.peek()
            && let Some(count) = number.as_whole().and_then(|count| u32::try_from(count).ok())
        {
            self.at += 1;
            return Ok(count);
        }
        self.fail(told("a whole number"))
    }

    fn test(&mut self) -> Result<Expr, Unreadable> {
        if self.take_words("at least") {
            let count = self.count()?;
            return self.some_of(count);
        }
        if self.take(&Token::Open) {
            let inner = self.deeper(Self::any)?;
            self.expect(&Token::Close)?;
            return Ok(inner);
        }
        let left = self.sum()?;
        let Some(Token::Compare(op)) = self.peek() else { return Ok(Expr::Is(left)) };
        let op: Op = *op;
        self.at += 1;
        Ok(Expr::Compare(left, op, self.sum()?))
    }

    /// `of (a, b, c)`.
    fn some_of(&mut self, count: u32) -> Result<Expr, Unreadable> {
        if !self.take_words("of") {
            return self.fail(told("\"of\" and conditions in parentheses"));
        }
        self.expect(&Token::Open)?;
        let mut parts = vec![self.deeper(Self::any)?];
        while self.take(&Token::Comma) {
            parts.push(self.deeper(Self::any)?);
        }
        self.expect(&Token::Close)?;
        Ok(Expr::AtLeast(count, parts))
    }

    fn sum(&mut self) -> Result<Term, Unreadable> {
        let mut sum = self.scaled()?;
        loop {
            if self.take(&Token::Plus) {
                sum = Term::Sum(Box::new(sum), Box::new(self.scaled()?));
            } else if self.take(&Token::Minus) {
                sum = Term::Difference(Box::new(sum), Box::new(self.scaled()?));
            } else {
                return Ok(sum);
            }
        }
    }

    fn scaled(&mut self) -> Result<Term, Unreadable> {
        let first = self.leaf()?;
        if !self.take(&Token::Star) {
            return Ok(first);
        }
        let offset = self.at;
        match (first, self.leaf()?) {
            (Term::Number(times, None), term) | (term, Term::Number(times, None))
                if !matches!(term, Term::Number(..) | Term::Text(_)) =>
            {
                Ok(Term::Scaled(times, Box::new(term)))
            }
            _ => {
                self.at = offset;
                self.fail(told("a number without a unit beside a name"))
            }
        }
    }

    fn leaf(&mut self) -> Result<Term, Unreadable> {
        let minus = self.take(&Token::Minus);
        match self.peek().cloned() {
            Some(Token::Number(number, unit)) => {
                self.at += 1;
                Ok(Term::Number(if minus { number.negated() } else { number }, unit))
            }
            Some(Token::Word(name)) if !minus && !super::KEYWORDS.contains(&name.as_str()) => {
                self.at += 1;
                if self.take(&Token::Open) {
                    return Ok(Term::Call(name, self.deeper(Self::arguments)?));
                }
                Ok(Term::Name(name))
            }
            Some(Token::Text(text)) if !minus => {
                self.at += 1;
                Ok(Term::Text(text))
            }
            _ => self.fail(told("a name or a number")),
        }
    }

    fn arguments(&mut self) -> Result<Vec<Argument>, Unreadable> {
        let mut found = vec![self.argument()?];
        while self.take(&Token::Comma) {
            found.push(self.argument()?);
        }
        self.expect(&Token::Close)?;
        Ok(found)
    }

    fn argument(&mut self) -> Result<Argument, Unreadable> {
        if self.take_words("drop first day") {
            return Ok(Argument::DropFirstDay);
        }
        if self.take_words("same time of day") {
            return Ok(Argument::SameTimeOfDay);
        }
        if let Some((number, unit)) = self.lone_number() {
            return Ok(Argument::Number(number, unit));
        }
        let start = self.at;
        if self.take_words("at least") {
            let count = self.count()?;
            if matches!(self.peek(), Some(Token::Comma | Token::Close)) {
                return Ok(Argument::AtLeast(count));
            }
            self.at = start;
        }
        Ok(Argument::Of(self.any()?))
    }

    /// A number that is a whole argument.
    fn lone_number(&mut self) -> Option<(Decimal, Option<String>)> {
        let Some(Token::Number(number, unit)) = self.peek().cloned() else { return None };
        let after = self.tokens.get(self.at + 1).map(|(_, token)| token);
        if !matches!(after, Some(Token::Comma | Token::Close)) {
            return None;
        }
        self.at += 1;
        Some((number, unit))
    }
}

/// A token as a message shows it.
fn shown(token: &Token) -> String {
    match token {
        Token::Word(word) => format!("\"{word}\""),
        Token::Number(number, Some(unit)) => format!("{number} {unit}"),
        Token::Number(number, None) => number.to_string(),
        Token::Text(text) => format!("\"{text}\""),
        Token::Compare(op) => format!("\"{op}\""),
        Token::Open => "\"(\"".into(),
        Token::Close => "\")\"".into(),
        Token::Comma => "\",\"".into(),
        Token::Plus => "\"+\"".into(),
        Token::Minus => "\"-\"".into(),
        Token::Star => "\"*\"".into(),
    }
}
