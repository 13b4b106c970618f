//! One person's series: facts at their times, put together into measurements, and replayed.

use std::collections::{BTreeMap, HashSet};

use super::find::Set;
use super::table::Texts;
use crate::civil::{DAY, year_of};
use crate::dice::hash;
use crate::home::Home;
use crate::monitor::{Monitor, MonitorKind};
use crate::person::Person;
use crate::sample::{Cuff, Sample, Taken};

/// A value of one sign at one time, before it is known which belong together.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact {
    Systolic(f64),
    Diastolic(f64),
    /// A pulse that the cuff counted, if one was used at that time.
    Pulse(f64),
    /// Complete on its own.
    Whole(Sample),
}

/// What a file says about one person.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) sex: Option<&'static str>,
    pub(super) age: Option<f64>,
    pub(super) conditions: Vec<String>,
    pub(super) facts: Vec<(i64, Fact)>,
}

/// Collects what files say about the people who are wanted.
pub(super) struct Collector<'a> {
    wanted: &'a HashSet<String>,
    places: BTreeMap<String, usize>,
    records: Vec<Record>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(wanted: &'a HashSet<String>) -> Self {
        Self { wanted, places: BTreeMap::new(), records: Vec::new() }
    }

    /// The place of one person's record, or `None` for a person who isn't wanted.
    pub(super) fn place(&mut self, id: &str) -> Option<usize> {
        if !self.wanted.contains(id) {
            return None;
        }
        let next = self.records.len();
        let place = *self.places.entry(id.to_owned()).or_insert(next);
        if place == next {
            self.records.push(Record::default());
        }
        Some(place)
    }

    /// The places of all people of a column, by the column's codes.
    pub(super) fn places(&mut self, ids: &Texts) -> Vec<Option<usize>> {
        ids.words.iter().map(|id| self.place(id)).collect()
    }

    pub(super) fn record(&mut self, place: usize) -> &mut Record {
        &mut self.records[place]
    }

    pub(super) fn push(&mut self, place: usize, at_ms: i64, fact: Fact) {
        self.records[place].facts.push((at_ms, fact));
    }

    /// The series of everybody who was seen, in the order of their ids.
    pub(super) fn finish(mut self) -> Vec<Series> {
        let series = self.places.into_iter().map(|(id, place)| {
            let Record { sex, age, conditions, facts } = std::mem::take(&mut self.records[place]);
            Series { id, sex: sex.unwrap_or("U"), age, conditions, samples: assemble(facts) }
        });
        series.collect()
    }
}

/// One person's measurements in the order of time, at the times of the file.
pub(super) struct Series {
    pub(super) id: String,
    pub(super) sex: &'static str,
    pub(super) age: Option<f64>,
    pub(super) conditions: Vec<String>,
    pub(super) samples: Vec<(i64, Sample)>,
}

/// Puts pressures of one time together as one measurement of a cuff, with the pulse of that time.
/// A pressure without its partner is sent with NaN in the partner's place, a pulse without a cuff
/// as a heart rate.
fn assemble(mut facts: Vec<(i64, Fact)>) -> Vec<(i64, Sample)> {
    facts.sort_by_key(|(at_ms, _)| *at_ms);
    let mut samples = Vec::with_capacity(facts.len());
    for instant in facts.chunk_by_mut(|(a, _), (b, _)| a == b) {
        let at_ms = instant[0].0;
        let (mut systolic, mut diastolic, mut pulse) = (Vec::new(), Vec::new(), Vec::new());
        for (_, fact) in instant {
            match fact {
                Fact::Systolic(mmhg) => systolic.push(*mmhg),
                Fact::Diastolic(mmhg) => diastolic.push(*mmhg),
                Fact::Pulse(bpm) => pulse.push(*bpm),
                Fact::Whole(sample) => {
                    samples.push((at_ms, std::mem::replace(sample, Sample::CgmStart)));
                }
            }
        }
        for index in 0..systolic.len().max(diastolic.len()) {
            let at = |values: &[f64]| values.get(index).copied().unwrap_or(f64::NAN);
            let cuff = Cuff::plain(at(&systolic), at(&diastolic), pulse.get(index).copied());
            samples.push((at_ms, Sample::Cuff(cuff)));
        }
        for bpm in pulse.into_iter().skip(systolic.len().max(diastolic.len())) {
            samples.push((at_ms, Sample::HeartRate { bpm, rr_1024: Box::default() }));
        }
    }
    samples
}

impl Series {
    /// The home of this person, with the series moved to begin at `begins_ms`, and how much it will
    /// emit apart from the starts of sensors. Ages are as of `start_ms`.
    pub(super) fn into_home(self, set: &Set, start_ms: i64, begins_ms: i64) -> (Home, usize) {
        let readings = self.samples.len();
        let patient = if set.keeps_ids {
            safe_id(&self.id)
        } else {
            safe_id(&format!("{}-{}", set.name, self.id))
        };
        let person = Person {
            name: format!("{} {}", set.name, self.id),
            // Only the age in whole years is known: any day would do.
            born: self.age.map(|age| format!("{:04}-01-01", year_of(start_ms) - age as i64)),
            sex: self.sex,
            conditions: self.conditions,
            spo2_scale: 1,
            zone: "UTC".to_owned(),
            source: set.name.clone(),
            patient,
        };
        let samples = with_sensor_starts(self.samples);
        let kinds: HashSet<MonitorKind> = samples.iter().map(|(_, s)| s.monitor()).collect();
        let mut kinds: Vec<MonitorKind> = kinds.into_iter().collect();
        kinds.sort_unstable();
        let monitors = kinds.into_iter().map(|kind| {
            // Made of a fixed word of at most 11 letters and a safe id of at most 48.
            let device = format!("{}-{}", kind.word(), person.patient).parse().expect("a safe id");
            Monitor::new(device, kind, 0)
        });
        let monitors = monitors.collect();
        let moved_ms = samples.first().map_or(0, |(first, _)| begins_ms - first);
        (
            Home::recorded(person, monitors, Replay { samples: samples.into_iter(), moved_ms }),
            readings,
        )
    }
}

/// A sensor's records count minutes from the start of its session, so each needs one; a new session
/// begins after two weeks.
fn with_sensor_starts(samples: Vec<(i64, Sample)>) -> Vec<(i64, Sample)> {
    let mut session = None;
    let mut with_starts = Vec::with_capacity(samples.len() + 1);
    for (at_ms, sample) in samples {
        let fresh = session.is_some_and(|start| at_ms - start < 14 * DAY);
        if matches!(sample, Sample::CgmMgDl(_)) && !fresh {
            session = Some(at_ms);
            with_starts.push((at_ms, Sample::CgmStart));
        }
        with_starts.push((at_ms, sample));
    }
    with_starts
}

/// An id that is safe everywhere, short enough to be part of another, and of this text only.
fn safe_id(text: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' };
    let id: String = text.chars().map(safe).collect();
    if id == text && id.len() <= 48 && id.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return id;
    }
    let cut: String =
        id.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).chars().take(38).collect();
    let name = if cut.is_empty() { "p" } else { cut.as_str() };
    format!("{name}-{:08x}", hash(text) >> 32)
}

/// A recorded series on its way out.
#[derive(Debug)]
pub(crate) struct Replay {
    samples: std::vec::IntoIter<(i64, Sample)>,
    moved_ms: i64,
}

impl Replay {
    pub(crate) fn next_at(&self) -> Option<i64> {
        self.samples.as_slice().first().map(|(at_ms, _)| at_ms + self.moved_ms)
    }

    pub(crate) fn next_taken(&mut self) -> Option<Taken> {
        let (at_ms, sample) = self.samples.next()?;
        let at_ms = at_ms + self.moved_ms;
        Some(Taken { at_ms, taken_at_ms: at_ms, sample })
    }
}
