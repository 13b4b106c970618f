//! The same answers whichever way the messages come.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::answers::write_final;
use super::door::Door;
use super::floor::Floor;
use super::floor::frames::FrameFloor;
use super::frames::{Frames, LeftOut};
use super::gate::Gate;
use super::machine::{Machine, Messages};

/// What came out, sorted: alerts, and how everybody stands.
type Answers = (Vec<String>, Vec<String>);

fn sorted(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn read(folder: &Path, name: &str) -> Vec<String> {
    sorted(&fs::read_to_string(folder.join(name)).unwrap())
}

/// Begins the engine behind `known`, lets it take something, and awaits its answers.
fn answers(known: &[Vec<u8>], take: impl FnOnce(&mut Machine)) -> Answers {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    fs::create_dir(&journal).unwrap();
    let told = Arc::new(Mutex::new(String::new()));
    let to_tell = told.clone();
    let mut machine = Machine::start(&journal, 1, known, move |line| {
        *to_tell.lock().unwrap() += &format!("{line}\n");
        Ok(())
    });
    let machine_ref = machine.as_mut().unwrap();
    take(machine_ref);
    let outcome = machine.unwrap().finish().unwrap();
    write_final(&folder.path().join("final.csv"), &outcome.snapshot).unwrap();
    let told = told.lock().unwrap();
    (sorted(&told), read(folder.path(), "final.csv"))
}

fn by_messages(text: &str) -> Answers {
    let (mut door, known) = Door::new().unwrap();
    answers(&[known], |machine| {
        let (mut messages, mut entries) = (Messages::default(), Vec::new());
        text.lines().for_each(|line| messages.push(line.as_bytes()));
        let said = door.admit(messages, &mut entries);
        machine.commit(&entries, said).unwrap();
    })
}

/// The answers, and how many readings were repeated and kept apart.
fn by_frames(text: &str, per_commit: usize) -> (Answers, (u64, u64)) {
    let frames = Arc::new(Frames::of(text.into()).unwrap());
    let (mut gate, known) = Gate::new(&frames);
    let answers = answers(&known, |machine| {
        let (count, mut entries) = (frames.frames().len(), Vec::new());
        for first in (0..count).step_by(per_commit) {
            let places = first..count.min(first + per_commit);
            let said = gate.admit(&frames, places, &mut entries).unwrap();
            machine.commit(&entries, said).unwrap();
        }
    });
    (answers, (gate.repeated, gate.quarantined))
}

fn by_floor(text: &str) -> Answers {
    let folder = tempfile::tempdir().unwrap();
    let mut floor = Floor::start(folder.path()).unwrap();
    text.lines().for_each(|line| floor.take(line.as_bytes()).unwrap());
    floor.finish(folder.path()).unwrap();
    (read(folder.path(), "alerts.csv"), read(folder.path(), "final.csv"))
}

fn by_frame_floor(text: &str) -> Answers {
    let folder = tempfile::tempdir().unwrap();
    let frames = Frames::of(text.into()).unwrap();
    let mut floor = FrameFloor::start(folder.path(), &frames).unwrap();
    frames.frames().iter().for_each(|frame| floor.take(frame).unwrap());
    floor.finish(folder.path()).unwrap();
    (read(folder.path(), "alerts.csv"), read(folder.path(), "final.csv"))
}

/// Two people: a repetition, one that comes too late, and each way to be invalid.
const MESSAGES: &str = r#"{"pid":"p1","dev":"p1-ox","seq":1,"r":[{"c":"SPO2","t":1767225600000,"v":96},{"c":"HR","t":1767225600000,"v":70}]}
{"pid":"p2","dev":"p2-bp","seq":1,"r":[{"c":"SBP","t":1767225600100,"v":88},{"c":"DBP","t":1767225600100,"v":88},{"c":"HR","t":1767225600100,"v":70}]}
{"pid":"p1","dev":"p1-ox","seq":3,"r":[{"c":"SPO2","t":1767225600300,"v":90},{"c":"HR","t":1767225600300,"v":132}]}
{"pid":"p1","dev":"p1-ox","seq":2,"r":[{"c":"SPO2","t":1767225600200,"v":99},{"c":"HR","t":1767225600200,"v":60}]}
{"pid":"p2","dev":"p2-bp","seq":1,"r":[{"c":"SBP","t":1767225600100,"v":88},{"c":"DBP","t":1767225600100,"v":88},{"c":"HR","t":1767225600100,"v":70}]}
{"pid":"p1","dev":"p1-th","seq":1,"r":[{"c":"TEMP","t":1767225600400,"v":39.4}]}
{"pid":"p1","dev":"p1-ox","seq":4,"r":[{"c":"XYZ","t":1767225600500,"v":96},{"c":"HR","t":1767225600500,"v":140}]}
{"pid":"p2","dev":"p2-belt","seq":1,"r":[{"c":"RR","t":1767225600600,"v":-999},{"c":"HR","t":1767225600600,"v":45}]}
{"pid":"p2","dev":"p2-belt","seq":2,"r":[{"c":"RR","t":1767225600700,"v":"n/a"},{"c":"HR","t":1767225600700,"v":110}]}
{"pid":"p2","dev":"p2-belt","seq":3,"r":[{"c":"RR","t":0,"v":30},{"c":"HR","t":1767225600800,"v":131}]}
{"pid":"p2","dev":"p2-app","seq":1,"r":[{"c":"ACVPU","t":1767225600900,"v":-999},{"c":"O2","t":1767225600900,"v":1}]}
{"dev":"p2-app","seq":2,"r":[{"c":"O2","t":1767225601000,"v":0}]}
{"pid":"p2","dev":"p2-app","seq":2,"r":[{"c":"O2","t":17672256
{"pid":"p2","dev":"p2-app","seq":3,"r":[{"c":"ACVPU","t":1767225601100,"v":2},{"c":"O2","t":1767225601100,"v":0}]}
{"pid":"p1","dev":"p1-gl","seq":1,"r":[{"c":"GLU","t":1767225601200,"v":10}]}
{"pid":"p1","dev":"p1-gl","seq":2,"r":[{"c":"GLU","t":1767225601300,"v":-999}]}
{"pid":"p1","dev":"p1-sc","seq":1,"r":[{"c":"WT","t":1767225601400,"v":76.4}]}
{"pid":"p1","dev":"p1-th","seq":2,"r":[{"c":"TEMP","t":1767225601500,"v":36.9}]}
{"pid":"p1","dev":"p1-th","seq":2,"r":[{"c":"TEMP","t":1767225601500,"v":36.9}]}
"#;

#[test]
fn frames_give_the_answers_that_messages_give() {
    let want = by_messages(MESSAGES);
    assert!(want.0.len() > 3, "{want:?}");
    assert_eq!(by_floor(MESSAGES), want);
    assert_eq!(by_frame_floor(MESSAGES), want);
    let (got, (repeated, quarantined)) = by_frames(MESSAGES, 4096);
    assert_eq!(got, want);
    // Three pressures and a temperature came again; three values have no body or no time.
    assert_eq!((repeated, quarantined), (4, 3));
}

#[test]
fn a_home_s_readings_leave_a_hundred_at_a_time_in_the_order_in_which_they_came() {
    // A hundred readings of another person come between a message and its repetition.
    let reading = |seq: u64| {
        let (at_ms, value) = (1_767_225_600_000 + 1_000 * seq, 85 + seq % 15);
        format!(
            r#"{{"pid":"p3","dev":"p3-ox","seq":{seq},"r":[{{"c":"SPO2","t":{at_ms},"v":{value}}}]}}"#
        )
    };
    let many: Vec<String> = (1..=250).map(reading).collect();
    let text = format!("{MESSAGES}{}\n{}\n{MESSAGES}", many.join("\n"), many[200]);
    let frames = Frames::of(text.clone().into()).unwrap();
    let counts: Vec<usize> = frames
        .frames()
        .iter()
        .map(|frame| wire::Frame::peek(&frame.message.payload).readings.len())
        .collect();
    assert_eq!(counts[..3], [100, 100, 51], "{counts:?}");
    assert_eq!(frames.left_out, LeftOut { messages: 4, readings: 6 });
    let want = by_messages(&text);
    assert_eq!(by_frame_floor(&text), want);
    for per_commit in [1, 2, 4096] {
        assert_eq!(by_frames(&text, per_commit).0, want, "{per_commit} frames a commit");
    }
}
