//! The house rules that a program can check: what stands where, how long, and what must not stay.

use std::collections::BTreeSet;
use std::path::Path;

use tests::repository::{self, Package};

/// What a visitor sees first. Beside it only dotfiles and `.ci`.
const TOP_LEVEL: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "api",
    "benches",
    "gateway-agent",
    "ingest",
    "risk-engine",
    "tests",
];

/// The most lines of a source file before its unit tests; a comfortable file has 80 to 250.
const LINES_MAX: usize = 600;

/// Files that may be longer, each with the reason (a table, mostly).
const LONG: [(&str, &str); 1] =
    [("api/web/src/openapi.ts", "made from api/openapi.json by openapi-typescript")];

#[test]
fn the_top_level_is_fixed() {
    let files = repository::files();
    let first = |name: &String| name.split('/').next().unwrap_or_default().to_string();
    let top: BTreeSet<String> = files.iter().map(first).filter(|n| !n.starts_with('.')).collect();
    assert_eq!(top, TOP_LEVEL.map(String::from).into());
}

#[test]
fn every_rust_file_says_first_what_it_is_for() {
    let wrong: Vec<String> = repository::sources("rs")
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert!(wrong.is_empty(), "these must start with a `//! ` line: {wrong:?}");
}

#[test]
fn a_file_has_one_subject() {
    let mut wrong = Vec::new();
    for (file, text) in ["rs", "ts", "js", "mjs"].into_iter().flat_map(repository::sources) {
        let lines = repository::before_tests(&text).lines().count();
        let listed = LONG.iter().any(|(long, _)| *long == file);
        match (lines > LINES_MAX, listed) {
            (true, false) => wrong.push(format!("{file}: {lines} lines; split it, or list it")),
            (false, true) => wrong.push(format!("{file}: {lines} lines; take it off the list")),
            _ => {}
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn nothing_unfinished_stays() {
    // In pieces, so that this file doesn't find itself.
    let rust = [["to", "do!("], ["unimplem", "ented!("], ["db", "g!("], ["#[ig", "nore"]];
    check_absent(&["rs"], &rust.map(|mark| mark.concat()));
    let script = [[".sk", "ip("], [".on", "ly("], [".to", "do("]];
    check_absent(&["ts", "js", "mjs"], &script.map(|mark| mark.concat()));
}

#[test]
fn warnings_are_fixed_and_not_allowed() {
    check_absent(&["rs"], &[["#[al", "low("], ["#![al", "low("]].map(|mark| mark.concat()));
}

#[test]
fn every_package_tells_its_promise_and_its_decisions() {
    let mut wrong = Vec::new();
    for package in Package::all() {
        let page = format!("{}/README.md", package.folder);
        let text = std::fs::read_to_string(repository::root().join(&page)).unwrap_or_default();
        if !text.starts_with("# ") || !text.contains("Decisions") {
            wrong.push(page);
        }
    }
    assert!(wrong.is_empty(), "a title and decisions are missing from: {wrong:?}");
}

#[test]
fn text_has_no_trailing_space_and_ends_with_a_newline() {
    let mut wrong = Vec::new();
    for (file, text) in texts() {
        for (number, line) in (1..).zip(text.split('\n')) {
            if line.ends_with([' ', '\t', '\r']) {
                wrong.push(format!("{file}:{number}: trailing space"));
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            wrong.push(format!("{file}: no newline at the end"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_text_names_a_path_of_somebody_s_machine() {
    let places = ["root", "work", "farm", "Users", "tmp/hw"].map(|place| format!("/{place}/"));
    let mut wrong = Vec::new();
    for (file, text) in texts() {
        for (number, line) in (1..).zip(text.lines()) {
            if places.iter().any(|place| names_path(line, place)) {
                wrong.push(format!("{file}:{number}: {line}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_path_is_told_from_the_middle_of_an_address() {
    assert!(names_path("cd /place/x", "/place/"));
    assert!(names_path("\"/place/x\"", "/place/"));
    assert!(!names_path("https://a.example/place/x", "/place/"));
}

/// Whether the line has the path at the start of a word.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-*/}".contains(c))
    })
}

#[test]
fn lock_files_name_the_public_registries() {
    let crates = repository::read("Cargo.lock");
    for line in crates.lines().filter(|line| line.starts_with("source = ")) {
        let known = line.contains("registry+https://github.com/rust-lang/crates.io-index");
        assert!(known, "Cargo.lock: {line}");
    }
    for file in repository::files().iter().filter(|name| name.ends_with("package-lock.json")) {
        for line in repository::read(file).lines().filter(|line| line.contains("\"resolved\":")) {
            assert!(line.contains("\"https://registry.npmjs.org/"), "{file}: {line}");
        }
    }
}

/// Every tracked file that is text, and not written by a tool or kept byte for byte.
fn texts() -> impl Iterator<Item = (String, String)> {
    let kept = |name: &String| {
        let lock = name.ends_with(".lock") || name.ends_with("package-lock.json");
        let folders = Path::new(name).parent().into_iter().flat_map(Path::components);
        let is_fixture = |part: &std::ffi::OsStr| part == "golden" || part == "seeds";
        let fixture = folders.into_iter().any(|part| is_fixture(part.as_os_str()));
        !lock && !fixture
    };
    repository::files().into_iter().filter(kept).filter_map(|name| {
        let bytes = std::fs::read(repository::root().join(&name)).expect("git listed it");
        let text = (!bytes.contains(&0)).then(|| String::from_utf8(bytes).ok())??;
        Some((name, text))
    })
}

#[track_caller]
fn check_absent(extensions: &[&str], marks: &[String]) {
    let mut wrong = Vec::new();
    for (file, text) in extensions.iter().flat_map(|extension| repository::sources(extension)) {
        let code = repository::without_comments(&text);
        for (number, line) in (1..).zip(code.lines()) {
            if marks.iter().any(|mark| line.contains(mark)) {
                wrong.push(format!("{file}:{number}: {}", line.trim()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
