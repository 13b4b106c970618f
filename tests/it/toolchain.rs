//! Formatting and lints are tests: `cargo test` is the whole check.

use tests::cargo;

#[test]
fn rustfmt_would_change_nothing() {
    cargo::run(&["fmt", "--all", "--check"]);
}

#[test]
fn clippy_has_nothing_to_say() {
    cargo::run(&[
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--features",
        "tests/servers,tests/vm",
        "--",
        "--deny=warnings",
    ]);
}
