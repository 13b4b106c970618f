//! The floor: the workload's job and nothing else, on one thread, durable nowhere. What the product is
//! measured beside: serde_json, a map by person, a buffered file.

pub mod frames;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;

use super::message::{Sent, SentReading};
use super::numbers::Numbers;

/// What one thread needs to know.
pub struct Floor {
    people: HashMap<String, Person>,
    devices: HashMap<String, Numbers>,
    readings: BufWriter<File>,
    alerts: BufWriter<File>,
    /// Readings and alerts so far.
    pub counts: (u64, u64),
}

#[derive(Default)]
struct Person {
    /// By the sign's place in [`SCORED`]: when (ms since 1970), and the points.
    latest: [Option<(i64, u8)>; SCORED.len()],
    level: u8,
    stored: u64,
}

/// The scored codes.
const SCORED: [&str; 7] = ["RR", "SPO2", "O2", "SBP", "HR", "ACVPU", "TEMP"];

impl Floor {
    /// Begins the three files of the answers.
    pub fn start(out: &Path) -> Result<Self> {
        let file = |name| Ok::<_, std::io::Error>(BufWriter::new(File::create(out.join(name))?));
        let (readings, alerts) = (file("readings.csv")?, file("alerts.csv")?);
        Ok(Self {
            people: HashMap::new(),
            devices: HashMap::new(),
            readings,
            alerts,
            counts: (0, 0),
        })
    }

    /// Takes a message.
    pub fn take(&mut self, payload: &[u8]) -> Result<()> {
        let Ok(sent) = Sent::read(payload) else {
            return Ok(());
        };
        if let Some(numbers) = self.devices.get_mut(&*sent.dev) {
            if !numbers.add(sent.seq) {
                return Ok(());
            }
        } else {
            self.devices.insert(sent.dev.to_string(), Numbers::from(sent.seq));
        }
        if !self.people.contains_key(&*sent.pid) {
            self.people.insert(sent.pid.to_string(), Person::default());
        }
        // It is there now.
        let Some(person) = self.people.get_mut(&*sent.pid) else {
            return Ok(());
        };
        for (place, reading) in sent.r.iter().enumerate() {
            let Ok((code, at_ms, milli)) = reading.checked() else {
                continue;
            };
            let (Sent { pid, dev, seq, .. }, value) = (&sent, Value(reading));
            writeln!(self.readings, "{pid},{dev},{seq},{place},{code},{at_ms},{value}")?;
            self.counts.0 += 1;
            person.stored += 1;
            if let Some((level, sum)) = person.rise(code, at_ms, milli) {
                writeln!(self.alerts, "{pid},{dev},{seq},{place},{at_ms},{code},{level},{sum}")?;
                self.counts.1 += 1;
            }
        }
        Ok(())
    }

    /// Writes how everybody stands.
    pub fn finish(mut self, out: &Path) -> Result<()> {
        self.readings.flush()?;
        self.alerts.flush()?;
        write_final(out, self.people.iter().map(|(pid, person)| (pid.as_str(), person)))
    }
}

/// Writes how everybody stands of whom something is stored.
fn write_final<'a>(out: &Path, people: impl Iterator<Item = (&'a str, &'a Person)>) -> Result<()> {
    let mut file = BufWriter::new(File::create(out.join("final.csv"))?);
    for (pid, person) in people.filter(|(_, person)| person.stored > 0) {
        writeln!(file, "{pid},{},{},{}", person.sum(), person.level, person.stored)?;
    }
    file.flush()?;
    Ok(())
}

impl Person {
    /// Takes a value; gives the level and the sum if the level rises.
    fn rise(&mut self, code: &str, at_ms: i64, milli: i32) -> Option<(u8, u8)> {
        let place = SCORED.iter().position(|scored| *scored == code)?;
        if self.latest[place].is_some_and(|(newest_ms, _)| at_ms <= newest_ms) {
            return None;
        }
        self.latest[place] = Some((at_ms, points(code, milli)));
        let sum = self.sum();
        let three = self.latest.iter().flatten().any(|(_, points)| *points == 3);
        let level = match sum {
            7.. => 3,
            5.. => 2,
            _ => u8::from(three),
        };
        let before = std::mem::replace(&mut self.level, level);
        (level > before).then_some((level, sum))
    }

    fn sum(&self) -> u8 {
        self.latest.iter().flatten().map(|(_, points)| points).sum()
    }
}

/// The table of the workload.
fn points(code: &str, milli: i32) -> u8 {
    match (code, milli) {
        ("RR", ..=8_000 | 25_000..) | ("SPO2", ..=91_000) => 3,
        ("SBP", ..=90_000 | 220_000..) | ("HR", ..=40_000 | 131_000..) => 3,
        ("TEMP", ..=35_000) | ("ACVPU", 1_000..) => 3,
        ("RR", 21_000..) | ("SPO2", ..=93_000) | ("O2", 1_000..) => 2,
        ("SBP", ..=100_000) | ("HR", 111_000..) | ("TEMP", 39_100..) => 2,
        ("RR", ..=11_000) | ("SPO2", ..=95_000) | ("SBP", ..=110_000) => 1,
        ("HR", ..=50_000 | 91_000..) | ("TEMP", ..=36_000 | 38_100..) => 1,
        _ => 0,
    }
}

/// A value as it was sent.
struct Value<'a>(&'a SentReading<'a>);

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use super::message::Loose;
        match &self.0.v {
            Loose::Whole(number) => write!(f, "{number}"),
            Loose::Number(number) => write!(f, "{number}"),
            Loose::Text(_) | Loose::Other => Ok(()),
        }
    }
}
