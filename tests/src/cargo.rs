//! Cargo inside a test: checks of the whole workspace, and the programs that the tests start.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::repository;

/// Runs cargo in the workspace and panics with its complaint when it fails.
///
/// Cargo has let go of the target folder before it starts a test, so this doesn't wait for
/// itself; it may wait for another test's cargo.
pub fn run(args: &[&str]) {
    let output = command(args).output().expect("cargo can be started");
    if !output.status.success() {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        panic!("cargo {} failed:\n{stdout}\n{stderr}", args.join(" "));
    }
}

fn command(args: &[&str]) -> Command {
    // The outer cargo's own variables would tell crates' build scripts that they must run again.
    let outer = |key: &str| {
        ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
            .iter()
            .any(|prefix| key.starts_with(prefix))
    };
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(repository::root());
    for (key, _) in std::env::vars_os() {
        if key.to_str().is_some_and(outer) {
            command.env_remove(key);
        }
    }
    command
}

/// The path of one of our programs, built from the sources as they are now.
///
/// The build asks for the same features as `tests/run`, so that nothing below is built twice. With
/// `HEARTHWATCH_BUILT` in the environment the program is taken as it is: whoever works on the
/// gateway builds it alone, and not the server.
pub fn program(name: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    if std::env::var_os("HEARTHWATCH_BUILT").is_none() {
        BUILT.get_or_init(|| run(&BUILD));
    }
    let path = target().join(name);
    assert!(path.is_file(), "no program at {}", path.display());
    path
}

/// Where this test's own cargo puts programs: two folders above the test.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let profile = test.parent().and_then(|deps| deps.parent());
    profile.expect("tests are in target/<profile>/deps").into()
}

const BUILD: [&str; 7] =
    ["build", "--quiet", "--workspace", "--bins", "--tests", "--features", "tests/servers"];
