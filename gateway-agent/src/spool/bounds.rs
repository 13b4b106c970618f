//! How much a spool keeps: what the server holds goes first, and only then, oldest first and counted,
//! what it isn't known to hold.

use std::fs;

use vitals::HeardAt;
use wire::Incarnation;

use super::error::GiveUp;
use super::file::{create, disk};
use super::folder::Folder;
use super::segment::Segment;
use super::{Spool, SpoolError, SpoolNote, Step};

/// How full a spool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fill {
    /// Readings that the server isn't known to hold.
    pub readings: u64,
    /// When the oldest of them was heard.
    pub oldest: Option<HeardAt>,
    /// What those take on the disk.
    pub waiting_bytes: u64,
    /// What everything takes on the disk.
    pub bytes: u64,
    /// What it may take.
    pub bytes_max: u64,
    /// Readings that were given up since the spool was made.
    pub given_up: u64,
}

impl Spool {
    /// Whether the next write needs [`Spool::make_room`] first.
    pub fn is_full(&self) -> bool {
        self.bytes() > self.bytes_wanted()
    }

    /// Makes room for a segment: drops what the server holds, and if that isn't enough, gives up the
    /// oldest of what it isn't known to hold. True if a new incarnation began for that.
    pub fn make_room(&mut self, fresh: Incarnation) -> Result<bool, SpoolError> {
        if self.is_full() {
            self.drop_aside();
        }
        while self.is_full() && self.drop_oldest_held() {}
        let (mut bytes, mut count) = (self.bytes(), 0);
        while bytes > self.bytes_wanted() && count + 1 < self.segments.len() {
            bytes -= self.segments[count].footprint();
            count += 1;
        }
        self.give_up(count, GiveUp::Full, fresh)
    }

    /// Gives up what the server isn't known to hold and is older than the spool keeps. True if a new
    /// incarnation began for that.
    pub fn give_up_aged(&mut self, now: HeardAt, fresh: Incarnation) -> Result<bool, SpoolError> {
        let aged = |it: &Segment| now >= it.head.created_at.later(self.options.max_age);
        // A clock that wasn't set says nothing about age.
        let first_set = self.segments.first().is_some_and(|it| it.head.created_at >= CLOCK_SET);
        let later = || self.segments.iter().skip(1);
        let count = later().take_while(|it| first_set && aged(it)).count();
        let held = later().take_while(|it| self.is_held_before(it)).count();
        if count <= held { Ok(false) } else { self.give_up(count, GiveUp::TooOld, fresh) }
    }

    /// Gives up that many segments, in one step: the name of the folder says it.
    fn give_up(
        &mut self,
        count: usize,
        why: GiveUp,
        fresh: Incarnation,
    ) -> Result<bool, SpoolError> {
        if count == 0 {
            return Ok(false);
        }
        let last = self.segments[count].head.first_seq - 1;
        let readings = last.saturating_sub(self.folder.base + self.stored());
        let given_up = self.folder.given_up + readings;
        let folder = Folder { base: last, given_up, ..self.folder.next(fresh) };
        let durable = self.rename(folder)?;
        self.cursor = None;
        self.notes.push(SpoolNote::GivenUp { readings, why });
        if durable {
            self.forget_given_up();
        } else {
            // Without the new name the old one needs them. The next start takes them away.
            self.segments.drain(..count);
        }
        Ok(true)
    }

    /// Takes away the segments that the folder's name says are given up.
    pub(super) fn forget_given_up(&mut self) {
        while let [oldest, next, ..] = &self.segments[..] {
            if next.head.first_seq - 1 > self.folder.base || !remove(oldest, &mut self.notes) {
                return;
            }
            self.segments.remove(0);
        }
    }

    /// Drops the oldest segment if the server holds it all and another comes after it.
    pub(super) fn drop_oldest_held(&mut self) -> bool {
        let [oldest, next, ..] = &self.segments[..] else { return false };
        let held = self.is_held_before(next) && remove(oldest, &mut self.notes);
        if held {
            self.segments.remove(0);
        }
        held
    }

    /// Whether the server holds everything before a segment.
    pub(super) fn is_held_before(&self, segment: &Segment) -> bool {
        segment.head.first_seq - 1 <= self.folder.base + self.stored()
    }

    /// What everything takes on the disk, but for what another key sealed.
    pub(super) fn bytes(&self) -> u64 {
        let aside: u64 = self.aside.iter().map(|(_, bytes)| bytes).sum();
        self.segments.iter().map(Segment::footprint).sum::<u64>() + aside
    }

    /// What it may take before a write, so that it stays below the limit with it.
    fn bytes_wanted(&self) -> u64 {
        self.options.max_bytes.saturating_sub(self.options.segment_bytes)
    }

    /// Tries whether the disk takes anything, after it didn't.
    pub fn probe(&self) -> Result<(), SpoolError> {
        let path = self.root.join("probe");
        let hook = self.options.hook.as_ref();
        let _ = fs::remove_file(&path);
        let tried = create(&path, &[0; 4096], &self.root, hook);
        let _ = fs::remove_file(&path);
        tried
    }

    /// Bytes that were written since it was opened.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// How full it is; the time of the oldest reading is read from the disk when it is another.
    pub fn fill(&mut self) -> Fill {
        let first = self.stored() + 1;
        let readings = self.durable() + 1 - first;
        if readings == 0 {
            self.oldest = None;
        } else if self.oldest.is_none_or(|(seq, _)| seq != first + self.folder.base) {
            let read = self.read(first, first).ok().and_then(|mut it| it.pop());
            self.oldest = read.map(|it| (first + self.folder.base, it.heard_at));
        }
        let held = self.segments.iter().skip(1).take_while(|it| self.is_held_before(it)).count();
        let waiting = self.segments.iter().skip(held).filter(|_| readings > 0);
        Fill {
            readings,
            oldest: self.oldest.map(|(_, at)| at),
            waiting_bytes: waiting.map(Segment::footprint).sum(),
            bytes: self.bytes(),
            bytes_max: self.options.max_bytes,
            given_up: self.folder.given_up,
        }
    }
}

fn remove(segment: &Segment, notes: &mut Vec<SpoolNote>) -> bool {
    let removed = fs::remove_file(&segment.path);
    let error = removed.err().map(|source| disk(Step::Remove, &segment.path, source));
    let failed = error.is_some();
    notes.extend(error.map(SpoolNote::Housekeeping));
    !failed
}

/// 2020-01-01. What was heard before was heard by a clock that wasn't set.
const CLOCK_SET: HeardAt = HeardAt::from_unix_ms(1_577_836_800_000);
