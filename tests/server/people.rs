//! Five hundred people at once, from their monitors' bytes to the page: nothing lost, nothing
//! twice, and what real series have wrong is kept apart with its reason.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tests::folder::Folder;
use tests::scene::{self, Scene};
use tests::{demo, repository};

const PEOPLE: u32 = 500;

#[test]
fn five_hundred_people_come_through_whole() {
    let _turn = scene::turn();
    let scene = Scene::new();
    let folder = Folder::of(PEOPLE);
    let people = scene.path("people");
    fs::create_dir(&people).expect("the scene is empty");
    fs::write(people.join("people.csv"), &folder.csv).expect("the folder was just made");
    let report = run(&people, &["--homes", "0", "--speed", "1800"]);
    let apart: u64 = folder.apart.values().sum();
    let expected = json!({
        "people": PEOPLE, "produced": folder.good + apart, "confirmed": folder.good + apart,
        "durable": folder.good, "repeated": 0, "quarantined": folder.apart,
        "scored": folder.good, "visible": folder.good, "not_heard": 0,
    });
    for (key, expected) in expected.as_object().expect("an object") {
        assert_eq!(report[key], *expected, "{key} of {report:#}");
    }
}

/// Runs where the recorded sets lie beside the checkout, as they do for those who develop it.
#[test]
fn people_out_of_public_sets_come_through_whole() {
    let sets = repository::root().join("../shared/data");
    if !sets.is_dir() {
        println!("there are no recorded sets at {}", sets.display());
        return;
    }
    let _turn = scene::turn();
    let report = run(&sets, &["--homes", "500", "--days", "1", "--speed", "1440"]);
    println!("{report:#}");
    assert_eq!(report["people"], PEOPLE);
    assert!(report["quarantined"]["implausible"].as_u64() > Some(0), "{report:#}");
}

/// Replays people to the end; a demo says itself if produced, durable, scored and visible differ.
fn run(people: &Path, arguments: &[&str]) -> Value {
    let people = people.to_str().expect("a path of ours is text");
    let output = demo::run(&[&["--people", people, "--until-done", "--json"], arguments].concat());
    let [said, complaints] = [&output.stdout, &output.stderr].map(|b| String::from_utf8_lossy(b));
    assert!(output.status.success(), "{}\n{said}\n{complaints}", output.status);
    serde_json::from_str(&said).unwrap_or_else(|e| panic!("not a report: {e}\n{said}"))
}
