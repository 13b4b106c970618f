//! Which rows of a segment are whose: small enough for memory, kept in a file beside the segment.
//!
//! The file only saves time: it is made again from the segment when it is missing or wrong.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use vitals::{PatientId, TakenAt};

/// The rows of a segment by person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Index {
    /// Sorted by person; each one's rows begin where those of the one before end.
    people: Vec<Rows>,
    rows: usize,
}

/// One person's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    patient: PatientId,
    /// The first of them.
    pub(super) start: usize,
    /// How many.
    pub(super) count: usize,
    /// When the newest of them was taken.
    pub(super) newest: TakenAt,
}

/// The file's contents.
#[derive(Serialize, Deserialize)]
struct Saved {
    version: u8,
    /// The length of the segment that it belongs to.
    segment_bytes: u64,
    /// Person, rows, newest `taken_at`.
    people: Vec<(String, usize, i64)>,
}

const VERSION: u8 = 1;

impl Index {
    /// From the person and time of each row, in the segment's order.
    pub(super) fn of<'a>(keys: impl Iterator<Item = (&'a PatientId, TakenAt)>) -> Self {
        let mut index = Self::default();
        keys.for_each(|(patient, taken_at)| index.add(patient, taken_at));
        index
    }

    /// Adds the row that comes next.
    pub(super) fn add(&mut self, patient: &PatientId, taken_at: TakenAt) {
        self.rows += 1;
        match self.people.last_mut() {
            Some(last) if last.patient == *patient => {
                last.count += 1;
                last.newest = last.newest.max(taken_at);
            }
            _ => self.push(patient.clone(), 1, taken_at),
        }
    }

    /// Everybody with how many rows they have, by id.
    pub(super) fn people(&self) -> impl Iterator<Item = (&PatientId, usize)> {
        self.people.iter().map(|rows| (&rows.patient, rows.count))
    }

    /// The rows of all from one person to another: the first, and how many.
    pub(super) fn between(&self, first: &PatientId, last: &PatientId) -> (usize, usize) {
        let begin = self.people.partition_point(|rows| rows.patient < *first);
        let end = self.people.partition_point(|rows| rows.patient <= *last);
        let count = self.people[begin..end].iter().map(|rows| rows.count).sum();
        (self.people.get(begin).map_or(self.rows, |rows| rows.start), count)
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// When the newest of everybody's rows was taken.
    pub(super) fn newest(&self) -> Option<TakenAt> {
        self.people.iter().map(|rows| rows.newest).max()
    }

    /// A person's rows, if the segment has any.
    pub(super) fn find(&self, patient: &PatientId) -> Option<&Rows> {
        let place = self.people.binary_search_by(|rows| rows.patient.cmp(patient)).ok()?;
        self.people.get(place)
    }

    /// Reads the file; `None` if it is missing, torn, or about another segment.
    pub(super) fn load(path: &Path, segment_bytes: u64) -> Option<Self> {
        let saved: Saved = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        if saved.version != VERSION || saved.segment_bytes != segment_bytes {
            return None;
        }
        let mut index = Self::default();
        for (patient, count, newest) in saved.people {
            index.push(patient.parse().ok()?, count, TakenAt::from_unix_ms(newest));
            index.rows += count;
        }
        index.people.is_sorted_by(|a, b| a.patient < b.patient).then_some(index)
    }

    /// Writes the file: whole or not at all.
    pub(super) fn save(&self, path: &Path, segment_bytes: u64) -> io::Result<()> {
        let people = self.people.iter();
        let people =
            people.map(|rows| (rows.patient.to_string(), rows.count, rows.newest.unix_ms()));
        let saved = Saved { version: VERSION, segment_bytes, people: people.collect() };
        let temp = path.with_added_extension(super::segment::TEMP);
        let mut file = File::create(&temp)?;
        file.write_all(&serde_json::to_vec(&saved)?)?;
        file.sync_all()?;
        fs::rename(temp, path)
    }

    fn push(&mut self, patient: PatientId, count: usize, newest: TakenAt) {
        let start = self.people.last().map_or(0, |last| last.start + last.count);
        self.people.push(Rows { patient, start, count, newest });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_knows_whose_rows_are_where_and_comes_back_from_its_file() {
        let (ann, bob): (PatientId, PatientId) = ("ann".parse().unwrap(), "bob".parse().unwrap());
        let keys = [(&ann, 5), (&ann, 3), (&bob, 4)];
        let index = Index::of(keys.map(|(id, at)| (id, TakenAt::from_unix_ms(at))).into_iter());
        assert_eq!(index.rows(), 3);
        let rows = index.find(&ann).unwrap();
        assert_eq!((rows.start, rows.count, rows.newest.unix_ms()), (0, 2, 5));
        assert_eq!(index.find(&bob).unwrap().start, 2);
        assert_eq!(index.find(&"cy".parse().unwrap()), None);

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.index");
        assert_eq!(Index::load(&path, 9), None);
        index.save(&path, 9).unwrap();
        assert_eq!(Index::load(&path, 9), Some(index));
        assert_eq!(Index::load(&path, 8), None, "it is about another segment");
    }
}
