//! Opening a spool after any kind of end.

use std::fs;
use std::path::Path;

use vitals::HeardAt;
use wire::Incarnation;

use super::file::disk;
use super::folder::{Folder, lock, segment_files};
use super::record::{Found, find, next_record};
use super::segment::{Opened, Segment};
use super::{Mark, Spool, SpoolError, SpoolKey, SpoolNote, SpoolOptions, Step};

/// Whether sequence numbers can go on where they stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    GoesOn,
    Broken,
    /// Another key sealed it.
    Sealed,
}

impl Spool {
    /// Opens the spool in `root`, or makes one there. `fresh` is random, and becomes the incarnation
    /// if a new one begins.
    pub fn open(
        root: &Path,
        key: &SpoolKey,
        options: SpoolOptions,
        fresh: Incarnation,
        now: HeardAt,
    ) -> Result<Self, SpoolError> {
        fs::create_dir_all(root).map_err(|source| disk(Step::Create, root, source))?;
        let lock = options.exclusive.then(|| lock(&root.join("lock"))).transpose()?;
        let folders = Folder::all(root)?;
        let mut spool = match folders.last() {
            None => Self::begun(root, key, options, Folder::first(fresh))?,
            Some(newest) => Self::resumed(root, key, options, *newest, fresh, now)?,
        };
        spool.lock = lock;
        for folder in folders.iter().filter(|it| it.sealed) {
            spool.take_back(folder, fresh, now)?;
        }
        spool.look_aside()?;
        Ok(spool)
    }

    /// A spool in a new folder.
    fn begun(
        root: &Path,
        key: &SpoolKey,
        options: SpoolOptions,
        folder: Folder,
    ) -> Result<Self, SpoolError> {
        let mut spool = Self::empty(root, key, options, folder);
        let place = spool.make_new_folder()?;
        spool.put_in_place(place)?;
        Ok(spool)
    }

    /// The spool in the newest folder, or in one after it if that can't be gone on with.
    fn resumed(
        root: &Path,
        key: &SpoolKey,
        options: SpoolOptions,
        newest: Folder,
        fresh: Incarnation,
        now: HeardAt,
    ) -> Result<Self, SpoolError> {
        let mut spool = Self::empty(root, key, options, newest);
        match spool.recover()? {
            // It may have waited for this key.
            Count::GoesOn => drop(spool.rename(Folder { sealed: false, ..newest })?),
            Count::Broken => {
                let stored = spool.mark.map_or(0, |mark| mark.stored);
                spool.renew(fresh, stored.saturating_sub(newest.base) + 1, now)?;
            }
            Count::Sealed => {
                spool.rename(Folder { sealed: true, ..newest })?;
                let note = SpoolNote::OtherKey { path: spool.dir.clone() };
                let next = newest.next(fresh);
                spool = Self::begun(root, key, spool.options, Folder { base: 0, ..next })?;
                spool.notes.push(note);
            }
        }
        Ok(spool)
    }

    pub(super) fn empty(
        root: &Path,
        key: &SpoolKey,
        options: SpoolOptions,
        folder: Folder,
    ) -> Self {
        Self {
            root: root.to_owned(),
            key: key.clone(),
            options,
            lock: None,
            dir: folder.path(root),
            folder,
            lineage: folder.incarnation,
            segments: Vec::new(),
            aside: Vec::new(),
            index_next: 1,
            writing: None,
            pending: Vec::new(),
            appended: folder.base,
            durable: folder.base,
            written: 0,
            mark: None,
            cursor: None,
            oldest: None,
            notes: Vec::new(),
        }
    }

    fn recover(&mut self) -> Result<Count, SpoolError> {
        self.mark = Mark::load(&self.dir);
        let mut count = Count::GoesOn;
        let files = segment_files(&self.dir)?;
        let newest = files.last().map_or(0, |(index, _)| *index);
        for (index, path) in files {
            let opened = Segment::open(&path, &self.key);
            let (opened, bytes) = opened.map_err(|source| disk(Step::Read, &path, source))?;
            match opened {
                Opened::Good(head) if self.belongs(head.lineage) => {
                    self.lineage = head.lineage;
                    self.segments.push(Segment { index, path, head, bytes });
                }
                // The sums of both are right, so it is no damage.
                Opened::OtherKey => return Ok(Count::Sealed),
                Opened::NoHeader if index == newest && !holds_records(&path)? => remove(&path)?,
                Opened::Good(_) | Opened::Damaged(_) | Opened::NoHeader => {
                    self.notes.push(SpoolNote::Damaged { path, offset: 0 });
                    count = Count::Broken;
                }
            }
        }
        self.index_next = newest + 1;
        if self.recover_last()? == Count::Broken {
            count = Count::Broken;
        }
        self.appended = self.durable;
        self.forget_given_up();
        let went_back = self.mark.is_some_and(|mark| mark.stored > self.durable);
        Ok(if went_back { Count::Broken } else { count })
    }

    /// Whether a segment with that lineage can be one of this folder. Where the first records were
    /// given up, the count began in an incarnation that the folder's name no longer says.
    fn belongs(&self, lineage: Incarnation) -> bool {
        let unknown = self.segments.is_empty() && self.folder.base > 0;
        unknown || lineage == self.lineage
    }

    /// Finds the last record. A segment without one was never durable, and is taken away.
    fn recover_last(&mut self) -> Result<Count, SpoolError> {
        while let Some(mut segment) = self.segments.pop() {
            let bytes =
                segment.read_from(0).map_err(|source| disk(Step::Read, &segment.path, source))?;
            let first_seq = segment.head.first_seq;
            let (mut offset, mut next_seq) = (segment.head.length(), first_seq);
            let end = loop {
                match find(&bytes, offset) {
                    Found::Record { seq, end, .. } if seq == next_seq => {
                        (offset, next_seq) = (end, seq + 1);
                    }
                    Found::Record { .. } => break Found::Damaged,
                    end => break end,
                }
            };
            let path = segment.path.clone();
            if end == Found::Damaged {
                self.durable = next_seq - 1;
                self.notes.push(SpoolNote::Damaged { path, offset: offset as u64 });
                self.segments.push(segment);
                return Ok(Count::Broken);
            }
            if next_seq == first_seq {
                remove(&path)?;
                if self.segments.is_empty() && first_seq > 1 {
                    return Ok(Count::Broken);
                }
                continue;
            }
            if end == Found::Torn {
                self.cut(&path, offset as u64, bytes.len() as u64)?;
            }
            segment.bytes = offset as u64;
            self.durable = next_seq - 1;
            self.segments.push(segment);
            return Ok(Count::GoesOn);
        }
        // Whoever gives up records keeps some.
        Ok(if self.folder.base > 0 { Count::Broken } else { Count::GoesOn })
    }

    fn cut(&mut self, path: &Path, offset: u64, length: u64) -> Result<(), SpoolError> {
        let cut = || {
            let file = fs::OpenOptions::new().write(true).open(path)?;
            file.set_len(offset)?;
            file.sync_all()
        };
        cut().map_err(|source| disk(Step::Remove, path, source))?;
        let path = path.to_owned();
        self.notes.push(SpoolNote::TornTail { path, offset, bytes: length - offset });
        Ok(())
    }
}

impl Folder {
    fn first(incarnation: Incarnation) -> Self {
        Self { generation: 1, incarnation, base: 0, given_up: 0, sealed: false }
    }

    /// The folder that comes after this one.
    pub(super) fn next(self, incarnation: Incarnation) -> Self {
        Self { generation: self.generation + 1, incarnation, sealed: false, ..self }
    }
}

fn holds_records(path: &Path) -> Result<bool, SpoolError> {
    let bytes = fs::read(path).map_err(|source| disk(Step::Read, path, source))?;
    Ok(next_record(&bytes, 0).is_some())
}

fn remove(path: &Path) -> Result<(), SpoolError> {
    fs::remove_file(path).map_err(|source| disk(Step::Remove, path, source))
}
