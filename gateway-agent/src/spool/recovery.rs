//! Opening a spool after any kind of end, and starting a new incarnation when the count can't go on.
//!
//! Each incarnation has a folder `{generation}-{incarnation}`, made beside its place and renamed into
//! it, so that the folder with the highest generation is always whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use vitals::HeardAt;
use wire::Incarnation;

use super::file::{before, disk, sync_dir};
use super::segment::{Found, HEADER_BYTES, Segment, find, next_record};
use super::{Mark, Spool, SpoolError, SpoolNote, SpoolOptions, Step};

/// Whether sequence numbers can go on where they stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    GoesOn,
    Broken,
}

impl Spool {
    /// Opens the spool in `root`, or makes one there. `fresh` is random, and becomes the incarnation
    /// if a new one begins.
    pub fn open(
        root: &Path,
        options: SpoolOptions,
        fresh: Incarnation,
        now: HeardAt,
    ) -> Result<Self, SpoolError> {
        fs::create_dir_all(root).map_err(|source| disk(Step::Create, root, source))?;
        let lock = options.exclusive.then(|| lock(&root.join("lock"))).transpose()?;
        let Some((generation, incarnation)) = generations(root)?.into_iter().next_back() else {
            let mut spool = Self::empty(root, options, 1, fresh);
            spool._lock = lock;
            spool.begin()?;
            return Ok(spool);
        };
        let mut spool = Self::empty(root, options, generation, incarnation);
        spool._lock = lock;
        if spool.recover()? == Count::Broken {
            let first_seq = spool.mark.map_or(0, |mark| mark.stored) + 1;
            spool.renew(fresh, first_seq, now)?;
        }
        Ok(spool)
    }

    fn empty(
        root: &Path,
        options: SpoolOptions,
        generation: u64,
        incarnation: Incarnation,
    ) -> Self {
        Self {
            root: root.to_owned(),
            options,
            _lock: None,
            generation,
            dir: root.join(folder(generation, incarnation)),
            incarnation,
            segments: Vec::new(),
            index_next: 1,
            appendable: false,
            pending: Vec::new(),
            appended: 0,
            durable: 0,
            mark: None,
            cursor: None,
            notes: Vec::new(),
        }
    }

    /// Makes the folder of an incarnation that has no records yet.
    fn begin(&mut self) -> Result<(), SpoolError> {
        let place = std::mem::replace(&mut self.dir, self.root.join(NEW));
        self.make_new_folder()?;
        self.put_in_place(place)
    }

    /// Ends this incarnation, and begins another with every record from `first_seq` on that can be
    /// read. The old folder is kept as long as a released record is. If it fails, nothing changed.
    pub fn renew(
        &mut self,
        fresh: Incarnation,
        first_seq: u64,
        now: HeardAt,
    ) -> Result<(), SpoolError> {
        let survivors = self.survivors(first_seq)?;
        let mut next = Self::empty(&self.root, self.options.clone(), self.generation + 1, fresh);
        let place = std::mem::replace(&mut next.dir, self.root.join(NEW));
        next.make_new_folder()?;
        for payload in survivors.values() {
            next.append_payload(payload)?;
            if next.pending.len() as u64 >= next.options.segment_bytes {
                next.sync(now)?;
            }
        }
        next.sync(now)?;
        next.put_in_place(place)?;
        next.notes.splice(0..0, self.take_notes());
        let (old, carried) = (self.incarnation, next.durable);
        next.notes.push(SpoolNote::Renewed { old, new: fresh, carried });
        next._lock = self._lock.take();
        *self = next;
        Ok(())
    }

    fn make_new_folder(&self) -> Result<(), SpoolError> {
        // A crash in an earlier attempt may have left one.
        let _ = fs::remove_dir_all(&self.dir);
        before(self.options.hook.as_ref(), Step::Create)
            .and_then(|()| fs::create_dir(&self.dir))
            .map_err(|source| disk(Step::Create, &self.dir, source))
    }

    /// Renames the folder to where the next start finds it.
    fn put_in_place(&mut self, place: PathBuf) -> Result<(), SpoolError> {
        let hook = self.options.hook.as_ref();
        sync_dir(&self.dir, hook)?;
        before(hook, Step::Rename)
            .and_then(|()| fs::rename(&self.dir, &place))
            .map_err(|source| disk(Step::Rename, &self.dir, source))?;
        for segment in &mut self.segments {
            segment.path = Segment::path(&place, segment.index);
        }
        self.dir = place;
        sync_dir(&self.root, hook)
    }

    /// Every record from `first_seq` on that can be read, past any damage.
    fn survivors(&self, first_seq: u64) -> Result<BTreeMap<u64, Vec<u8>>, SpoolError> {
        let mut survivors = BTreeMap::new();
        for (_, path) in segment_files(&self.dir)? {
            let bytes = fs::read(&path).map_err(|source| disk(Step::Read, &path, source))?;
            let mut place = Some(HEADER_BYTES.min(bytes.len()));
            while let Some(offset) = place {
                place = match find(&bytes, offset) {
                    Found::Record { seq, payload, end } => {
                        if seq >= first_seq {
                            // A later segment has what counts.
                            survivors.insert(seq, payload.to_owned());
                        }
                        Some(end)
                    }
                    Found::End | Found::Torn => None,
                    Found::Damaged => next_record(&bytes, offset + 1),
                };
            }
        }
        Ok(survivors)
    }

    fn recover(&mut self) -> Result<Count, SpoolError> {
        self.mark = Mark::load(&self.dir);
        let mut count = Count::GoesOn;
        let files = segment_files(&self.dir)?;
        let newest = files.last().map_or(0, |(index, _)| *index);
        for (index, path) in files {
            let opened = Segment::open(&path, self.incarnation);
            match opened.map_err(|source| disk(Step::Read, &path, source))? {
                Some(segment) => self.segments.push(segment),
                None if index == newest && !holds_records(&path)? => remove(&path)?,
                None => {
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
        self.appendable = true;
        let went_back = self.mark.is_some_and(|mark| mark.stored > self.durable);
        Ok(if went_back { Count::Broken } else { count })
    }

    /// Finds the last record. A segment without one was never durable, and is taken away.
    fn recover_last(&mut self) -> Result<Count, SpoolError> {
        while let Some(mut segment) = self.segments.pop() {
            let bytes =
                segment.read_from(0).map_err(|source| disk(Step::Read, &segment.path, source))?;
            let (mut offset, mut next_seq) = (HEADER_BYTES, segment.first_seq);
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
            if next_seq == segment.first_seq {
                remove(&path)?;
                if self.segments.is_empty() && segment.first_seq > 1 {
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
        Ok(Count::GoesOn)
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

    /// Drops the folders of earlier incarnations when a released record of that age would go too.
    pub(super) fn drop_old_generations(&mut self, now: HeardAt) {
        let aged = |segment: &Segment| now >= segment.created_at.later(self.options.retain_for);
        if self.generation == 1 || !self.segments.first().is_some_and(aged) {
            return;
        }
        for (generation, incarnation) in generations(&self.root).unwrap_or_default() {
            let path = self.root.join(folder(generation, incarnation));
            if generation < self.generation
                && let Err(source) = fs::remove_dir_all(&path)
            {
                let error = disk(Step::Remove, &path, source);
                self.notes.push(SpoolNote::Housekeeping(error));
            }
        }
    }
}

/// The folder that an incarnation is made in.
const NEW: &str = "new";

fn folder(generation: u64, incarnation: Incarnation) -> String {
    format!("{generation:06}-{incarnation}")
}

/// The incarnations in a folder, oldest first.
fn generations(root: &Path) -> Result<BTreeMap<u64, Incarnation>, SpoolError> {
    let entries = names(root)?;
    let parsed = entries.iter().filter_map(|name| {
        let (generation, incarnation) = name.split_once('-')?;
        Some((generation.parse().ok()?, incarnation.parse().ok()?))
    });
    Ok(parsed.collect())
}

/// The segments in a folder by index, oldest first.
fn segment_files(dir: &Path) -> Result<Vec<(u64, PathBuf)>, SpoolError> {
    let mut files: Vec<(u64, PathBuf)> = names(dir)?
        .iter()
        .filter_map(|name| Some((name.strip_suffix(".seg")?.parse().ok()?, dir.join(name))))
        .collect();
    files.sort();
    Ok(files)
}

fn names(dir: &Path) -> Result<Vec<String>, SpoolError> {
    let list = || {
        fs::read_dir(dir)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<Vec<String>>>()
    };
    list().map_err(|source| disk(Step::Read, dir, source))
}

fn holds_records(path: &Path) -> Result<bool, SpoolError> {
    let bytes = fs::read(path).map_err(|source| disk(Step::Read, path, source))?;
    Ok(next_record(&bytes, 0).is_some())
}

fn remove(path: &Path) -> Result<(), SpoolError> {
    fs::remove_file(path).map_err(|source| disk(Step::Remove, path, source))
}

fn lock(path: &Path) -> Result<File, SpoolError> {
    let opened = File::options().create(true).truncate(false).write(true).open(path);
    let file = opened.map_err(|source| disk(Step::Create, path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(SpoolError::InUse { path: path.to_owned() }),
        Err(fs::TryLockError::Error(source)) => Err(disk(Step::Create, path, source)),
    }
}
