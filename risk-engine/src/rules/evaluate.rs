//! Whether a condition holds: yes, no, or not known. Unknown is never taken for either.

mod eye;
mod figure;
mod moments;

pub(crate) use eye::Eye;

use super::condition::{Fact, Leaf, Test, Value, Watched};
use super::syntax::Op;

/// Where a condition looks things up.
pub(crate) trait Facts {
    /// A number in thousandths.
    fn leaf(&self, leaf: &Leaf) -> Option<i64>;
    /// Whether something is so.
    fn fact(&self, fact: &Fact) -> Option<bool>;
    /// Whether a condition has held for so many milliseconds.
    fn lasting(&self, watched: &Watched, ms: i64) -> Option<bool>;
    /// Whether two numbers compare so.
    fn compare(&self, left: &Value, op: Op, right: &Value) -> Option<bool> {
        Some(op.holds(number(left, self)?, number(right, self)?))
    }
}

/// Whether a condition holds; none if that depends on what isn't known.
pub(crate) fn holds<F: Facts + ?Sized>(test: &Test, facts: &F) -> Option<bool> {
    match test {
        Test::Compare(left, op, right) => facts.compare(left, *op, right),
        Test::Fact(fact) => facts.fact(fact),
        Test::Not(inner) => holds(inner, facts).map(|held| !held),
        Test::Any(parts) => first_or_all(parts, true, facts),
        Test::All(parts) => first_or_all(parts, false, facts),
        Test::AtLeast(count, parts) => at_least(*count as usize, parts, facts),
        Test::Lasting(watched, ms) => facts.lasting(watched, *ms),
    }
}

/// `decides` as soon as one part is that; the other if all are; else unknown.
fn first_or_all<F: Facts + ?Sized>(parts: &[Test], decides: bool, facts: &F) -> Option<bool> {
    let mut unknown = false;
    for part in parts {
        match holds(part, facts) {
            Some(held) if held == decides => return Some(decides),
            Some(_) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(!decides) }
}

fn at_least<F: Facts + ?Sized>(count: usize, parts: &[Test], facts: &F) -> Option<bool> {
    let (mut true_of, mut unknown) = (0, 0);
    for part in parts {
        match holds(part, facts) {
            Some(true) => true_of += 1,
            Some(false) => {}
            None => unknown += 1,
        }
    }
    if true_of >= count {
        return Some(true);
    }
    if true_of + unknown < count { Some(false) } else { None }
}

/// A number in thousandths; unknown if one of its parts is.
pub(crate) fn number<F: Facts + ?Sized>(value: &Value, facts: &F) -> Option<i64> {
    match value {
        Value::Const(milli) => Some(*milli),
        Value::Leaf(leaf) => facts.leaf(leaf),
        Value::Sum(left, right) => Some(number(left, facts)?.saturating_add(number(right, facts)?)),
        Value::Difference(left, right) => {
            Some(number(left, facts)?.saturating_sub(number(right, facts)?))
        }
        Value::Scaled(micro, inner) => {
            let product = i128::from(*micro) * i128::from(number(inner, facts)?);
            // Rounded half up.
            i64::try_from((product * 2 + 1_000_000).div_euclid(2_000_000)).ok()
        }
    }
}
