//! A condition back to text: what is printed reads as the same condition.

use std::fmt::{Display, Formatter, Result};

use super::{Argument, Expr, Op, Term};
use crate::rules::quantity::shown_ms;

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Any(parts) => joined(f, parts, " or "),
            Self::All(parts) => joined(f, parts, " and "),
            Self::Not(inner) => write!(f, "not {}", Inner(inner)),
            Self::AtLeast(count, parts) => {
                write!(f, "at least {count} of (")?;
                listed(f, parts)?;
                f.write_str(")")
            }
            Self::Compare(left, op, right) => write!(f, "{left} {op} {right}"),
            Self::Lasting(inner, ms) => write!(f, "{} for {}", Inner(inner), shown_ms(*ms)),
            Self::Times(2, inner, ms) => write!(f, "{} twice in {}", Inner(inner), shown_ms(*ms)),
            Self::Times(times, inner, ms) => {
                write!(f, "{} {times} times in {}", Inner(inner), shown_ms(*ms))
            }
            Self::Is(term) => write!(f, "{term}"),
        }
    }
}

/// A part of a condition, in parentheses if it has parts of its own.
struct Inner<'a>(&'a Expr);

impl Display for Inner<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            simple @ (Expr::Compare(..) | Expr::Is(_)) => write!(f, "{simple}"),
            other => write!(f, "({other})"),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expr], between: &str) -> Result {
    for (place, part) in parts.iter().enumerate() {
        f.write_str(if place == 0 { "" } else { between })?;
        write!(f, "{}", Inner(part))?;
    }
    Ok(())
}

fn listed<T: Display>(f: &mut Formatter<'_>, parts: &[T]) -> Result {
    for (place, part) in parts.iter().enumerate() {
        f.write_str(if place == 0 { "" } else { ", " })?;
        write!(f, "{part}")?;
    }
    Ok(())
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Number(number, None) => write!(f, "{number}"),
            Self::Number(number, Some(unit)) => write!(f, "{number} {unit}"),
            Self::Name(name) => f.write_str(name),
            Self::Text(text) => {
                let quote = if text.contains('"') { '\'' } else { '"' };
                write!(f, "{quote}{text}{quote}")
            }
            Self::Call(name, arguments) => {
                write!(f, "{name}(")?;
                listed(f, arguments)?;
                f.write_str(")")
            }
            Self::Sum(left, right) => write!(f, "{left} + {right}"),
            Self::Difference(left, right) => write!(f, "{left} - {right}"),
            Self::Scaled(times, term) => write!(f, "{times} * {term}"),
        }
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Of(expr) => write!(f, "{expr}"),
            Self::Number(number, None) => write!(f, "{number}"),
            Self::Number(number, Some(unit)) => write!(f, "{number} {unit}"),
            Self::AtLeast(count) => write!(f, "at least {count}"),
            Self::DropFirstDay => f.write_str("drop first day"),
            Self::SameTimeOfDay => f.write_str("same time of day"),
        }
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Unequal => "!=",
        })
    }
}
