//! What tests of the configuration share.

use super::Config;

/// Which keys a file has mistakes in.
#[track_caller]
pub(super) fn check(text: &str, mistakes: &[&str]) {
    let found = match Config::parse(text, |_| None) {
        Ok(_) => Vec::new(),
        Err(found) => found.into_iter().map(|mistake| mistake.key).collect(),
    };
    assert_eq!(found, mistakes, "{text}");
}
