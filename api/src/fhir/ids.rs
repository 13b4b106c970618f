//! Our ids as logical ids, which may hold no `_` and no `:`, and back.

use sha2::{Digest, Sha256};

use crate::json::hex;

/// What stands for what a logical id may not hold. A dot that would look like one of these is one itself.
const ESCAPES: [(&str, &str); 2] = [("_", ".5F"), (":", ".3A")];
const DOT: &str = ".2E";
/// A logical id is no longer.
const LENGTH_MAX: usize = 64;

/// The logical id of something of ours. What would be too long is a hash.
pub(super) fn of(own: &str) -> String {
    let mut text = own.to_owned();
    for escaped in [DOT, ESCAPES[0].1, ESCAPES[1].1] {
        text = text.replace(escaped, &format!("{DOT}{}", &escaped[1..]));
    }
    for (plain, escaped) in ESCAPES {
        text = text.replace(plain, escaped);
    }
    if text.len() <= LENGTH_MAX { text } else { format!("h.{}", &digest(own)[..40]) }
}

/// What a logical id stands for, unless it is a hash.
pub(super) fn own(logical: &str) -> String {
    let mut own = String::with_capacity(logical.len());
    let mut rest = logical;
    while let Some(first) = rest.chars().next() {
        let escape = ESCAPES.iter().chain([&(".", DOT)]);
        let found = escape.into_iter().find(|(_, escaped)| rest.starts_with(escaped));
        let (plain, length) = match found {
            Some((plain, escaped)) => (*plain, escaped.len()),
            None => (&rest[..first.len_utf8()], first.len_utf8()),
        };
        own.push_str(plain);
        rest = &rest[length..];
    }
    own
}

/// Whether this can be a logical id at all.
pub(super) fn is_logical(text: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    (1..=LENGTH_MAX).contains(&text.len()) && text.chars().all(safe)
}

/// A name for what somebody knows by this.
pub(super) fn made_of(kind: &str, key: &str) -> String {
    digest(&format!("{kind}\0{key}"))[..32].to_owned()
}

pub(super) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(own: &str, logical: &str) {
        assert_eq!(of(own), logical, "{own}");
        assert_eq!(super::own(logical), own, "{logical}");
        assert!(is_logical(logical));
    }

    #[test]
    fn an_id_becomes_a_logical_id_and_comes_back() {
        check("p-0001", "p-0001");
        check("a.b", "a.b");
        check("00:1A:7D", "00.3A1A.3A7D");
        check("a_b", "a.5Fb");
        check("a.5Fb", "a.2E5Fb");
        check("a.2Eb", "a.2E2Eb");
        check("a.3Ab:c", "a.2E3Ab.3Ac");
    }

    #[test]
    fn an_id_that_would_be_too_long_is_a_hash() {
        let long = of(&"a:".repeat(30));
        assert!(is_logical(&long) && long.starts_with("h."), "{long}");
        assert!(!is_logical("a_b") && !is_logical("") && !is_logical(&"x".repeat(65)));
    }
}
