//! The staff pages: their own checks, and a real browser on a running demo.

use std::process::Command;
use std::time::Duration;

use tests::demo::Demo;
use tests::repository;
use tests::scene::{self, Scene};
use tests::wait;

/// So many that somebody else soon needs help when the first alerts are acknowledged.
const HOMES: &str = "200";

#[test]
fn the_pages_sources_have_types_no_lint_and_pass_their_own_tests() {
    let _turn = scene::turn();
    npm("api/web", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], &[]);
    npm("api/web", &["run", "check"], &[]);
}

#[test]
fn the_pages_types_are_those_of_the_openapi_document() {
    let _turn = scene::turn();
    npm("tests/browser", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], &[]);
    npm("tests/browser", &["run", "types", "--", "--check"], &[]);
}

#[test]
fn the_pages_of_a_demo_do_in_a_browser_what_a_person_needs() {
    let _turn = scene::turn();
    npm("tests/browser", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], &[]);
    let scene = Scene::new();
    let demo = Demo::start(&scene, &["--homes", HOMES, "--speed", "60"]);
    npm("tests/browser", &["test"], &[("HEARTHWATCH_URL", &demo.url())]);
}

#[test]
fn a_care_manager_tries_a_threshold_on_90_days_and_activates_it() {
    let _turn = scene::turn();
    npm("tests/browser", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], &[]);
    let scene = Scene::new();
    let data = scene.path("data");
    let data = data.to_str().expect("a test's folder is text");
    let lived = Demo::start(&scene, &["--homes", "12", "--speed", "40000", "--data", data]);
    let began = lived.now_ms();
    wait::until("90 days of 12 homes", Duration::from_secs(400), || {
        (lived.now_ms() - began > 91 * 86_400_000).then_some(())
    });
    drop(lived);
    // The same journal, at a pace at which a person reads.
    let demo = Demo::start(&scene, &["--homes", "12", "--history-days", "0", "--data", data]);
    npm("tests/browser", &["run", "programme"], &[("HEARTHWATCH_URL", &demo.url())]);
}

/// Runs npm in one of our folders; what it says is shown if it fails.
pub(crate) fn npm(folder: &str, arguments: &[&str], with: &[(&str, &str)]) {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(repository::root().join(folder));
    let output = command.envs(with.iter().copied()).output().expect("tests/run looks for npm");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "npm {} in {folder}:\n{said}", arguments.join(" "));
}
