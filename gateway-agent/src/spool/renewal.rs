//! A new incarnation with everything that can be read, when the count can't go on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use vitals::HeardAt;
use wire::{Incarnation, WireReading};

use super::file::{before, disk, sync_dir};
use super::folder::{Folder, NEW, footprint, segment_files};
use super::record::{Found, find, next_record};
use super::segment::{Head, Lid, Opened, Segment};
use super::{Mark, Spool, SpoolError, SpoolKey, SpoolNote, Step};

impl Spool {
    /// Ends this incarnation, and begins another with every record from `first_seq` on that can be
    /// read. The old folder is kept as long as a released record is. If it fails, nothing changed.
    pub fn renew(
        &mut self,
        fresh: Incarnation,
        first_seq: u64,
        now: HeardAt,
    ) -> Result<(), SpoolError> {
        let survivors = Survivors::of(&self.dir, &self.key, self.folder.base + first_seq)?;
        self.begin_with(fresh, &[survivors], now)
    }

    /// Takes back a folder whose key is ours again. A crash right before its name says so would send
    /// what is in it twice.
    pub(super) fn take_back(
        &mut self,
        sealed: &Folder,
        fresh: Incarnation,
        now: HeardAt,
    ) -> Result<(), SpoolError> {
        let path = sealed.path(&self.root);
        if !path.exists() || !fits(&path, &self.key)? {
            return Ok(());
        }
        let stored = Mark::load(&path).map_or(0, |mark| mark.stored).max(sealed.base);
        let theirs = Survivors::of(&path, &self.key, stored + 1)?;
        let ours = self.folder.base + self.stored() + 1;
        let ours = Survivors::of(&self.dir, &self.key, ours)?;
        // Each of them needs its own, and `fresh` may be in use by now.
        let fresh = Incarnation(fresh.0.wrapping_add(sealed.generation.into()));
        self.begin_with(fresh, &[theirs, ours], now)?;
        let open = Folder { sealed: false, ..*sealed };
        fs::rename(&path, open.path(&self.root))
            .map_err(|source| disk(Step::Rename, &path, source))?;
        self.notes.push(SpoolNote::TakenBack { path });
        sync_dir(&self.root, self.options.hook.as_ref())
    }

    fn begin_with(
        &mut self,
        fresh: Incarnation,
        sources: &[Survivors],
        now: HeardAt,
    ) -> Result<(), SpoolError> {
        let folder = Folder { base: 0, ..self.folder.next(fresh) };
        let mut next = Self::empty(&self.root, &self.key, self.options.clone(), folder);
        let place = next.make_new_folder()?;
        for source in sources {
            source.carry_to(&mut next, now)?;
        }
        next.sync(now)?;
        next.put_in_place(place)?;
        next.notes.splice(0..0, self.take_notes());
        let (old, carried) = (self.incarnation(), next.durable());
        next.notes.push(SpoolNote::Renewed { old, new: fresh, carried });
        next.lock = self.lock.take();
        next.written = self.written;
        *self = next;
        self.look_aside()
    }

    /// Makes the folder to fill before it gets its name, which is given back.
    pub(super) fn make_new_folder(&mut self) -> Result<PathBuf, SpoolError> {
        let place = std::mem::replace(&mut self.dir, self.root.join(NEW));
        // A crash in an earlier attempt may have left one.
        let _ = fs::remove_dir_all(&self.dir);
        before(self.options.hook.as_ref(), Step::Create)
            .and_then(|()| fs::create_dir(&self.dir))
            .map_err(|source| disk(Step::Create, &self.dir, source))?;
        Ok(place)
    }

    /// Renames the folder to where the next start finds it.
    pub(super) fn put_in_place(&mut self, place: PathBuf) -> Result<(), SpoolError> {
        let hook = self.options.hook.clone();
        sync_dir(&self.dir, hook.as_ref())?;
        self.move_to(place)?;
        sync_dir(&self.root, hook.as_ref())
    }

    /// Gives the folder another name, which says what is true from now on. False if the name may not
    /// outlive a power cut; that is noted.
    pub(super) fn rename(&mut self, folder: Folder) -> Result<bool, SpoolError> {
        if folder == self.folder {
            return Ok(true);
        }
        self.move_to(folder.path(&self.root))?;
        self.folder = folder;
        let synced = sync_dir(&self.root, self.options.hook.as_ref());
        let durable = synced.is_ok();
        self.notes.extend(synced.err().map(SpoolNote::Housekeeping));
        Ok(durable)
    }

    fn move_to(&mut self, place: PathBuf) -> Result<(), SpoolError> {
        before(self.options.hook.as_ref(), Step::Rename)
            .and_then(|()| fs::rename(&self.dir, &place))
            .map_err(|source| disk(Step::Rename, &self.dir, source))?;
        for segment in &mut self.segments {
            segment.path = Segment::path(&place, segment.index);
        }
        self.dir = place;
        Ok(())
    }

    /// Finds the folders of earlier incarnations, which are kept for a while.
    pub(super) fn look_aside(&mut self) -> Result<(), SpoolError> {
        let older = |it: &Folder| !it.sealed && it.generation < self.folder.generation;
        let folders = Folder::all(&self.root)?.into_iter().filter(older);
        self.aside = folders.map(|it| (it, footprint(&it.path(&self.root)))).collect();
        Ok(())
    }

    /// Drops the folders of earlier incarnations when a released record of that age would go too.
    pub(super) fn drop_aged_aside(&mut self, now: HeardAt) {
        let aged = |it: &Segment| now >= it.head.created_at.later(self.options.retain_for);
        if self.segments.first().is_some_and(aged) {
            self.drop_aside();
        }
    }

    /// Drops the folders of earlier incarnations: all that they hold is here, or at the server.
    pub(super) fn drop_aside(&mut self) {
        for (folder, _) in std::mem::take(&mut self.aside) {
            let path = folder.path(&self.root);
            if let Err(source) = fs::remove_dir_all(&path) {
                let error = disk(Step::Remove, &path, source);
                self.notes.push(SpoolNote::Housekeeping(error));
            }
        }
    }
}

/// Every record of a folder from some number on that can be read, past any damage.
struct Survivors {
    files: Vec<(PathBuf, Lid)>,
    /// Which file each is in, and where.
    places: BTreeMap<u64, (usize, usize)>,
}

impl Survivors {
    fn of(dir: &Path, key: &SpoolKey, first_seq: u64) -> Result<Self, SpoolError> {
        let mut survivors = Self { files: Vec::new(), places: BTreeMap::new() };
        for (_, path) in segment_files(dir)? {
            let bytes = read(&path)?;
            let (start, lid) = match Head::decode(&bytes, key) {
                Opened::Good(head) | Opened::Damaged(head) => (head.length(), head.lid(key)),
                // As far as it is of version 1.
                Opened::OtherKey | Opened::NoHeader => (0, Lid::none()),
            };
            survivors.look_through(&bytes, start, &lid, first_seq);
            survivors.files.push((path, lid));
        }
        Ok(survivors)
    }

    fn look_through(&mut self, bytes: &[u8], start: usize, lid: &Lid, first_seq: u64) {
        let file = self.files.len();
        let mut place = Some(start.min(bytes.len()));
        while let Some(offset) = place {
            place = match find(bytes, offset) {
                Found::Record { seq, held, end } => {
                    if seq >= first_seq && payload(lid, seq, held).is_some() {
                        // A later segment has what counts.
                        self.places.insert(seq, (file, offset));
                    }
                    Some(end)
                }
                Found::End | Found::Torn => None,
                Found::Damaged => next_record(bytes, offset + 1),
            };
        }
    }

    /// Appends them all, oldest first, with one file in memory at a time.
    fn carry_to(&self, next: &mut Spool, now: HeardAt) -> Result<(), SpoolError> {
        let mut in_memory: Option<(usize, Vec<u8>)> = None;
        for (file, offset) in self.places.values().copied() {
            let (path, lid) = &self.files[file];
            let bytes = match in_memory.take().filter(|(it, _)| *it == file) {
                Some((_, bytes)) => bytes,
                None => read(path)?,
            };
            let found = match find(&bytes, offset) {
                Found::Record { seq, held, .. } => payload(lid, seq, held),
                _ => None,
            };
            let damaged = || SpoolError::Damaged { path: path.clone(), offset: offset as u64 };
            next.append_payload(found.ok_or_else(damaged)?)?;
            if next.pending_bytes() >= next.options.segment_bytes {
                next.sync(now)?;
            }
            in_memory = Some((file, bytes));
        }
        Ok(())
    }
}

/// What a record holds, if that is a reading.
fn payload(lid: &Lid, seq: u64, held: &[u8]) -> Option<Vec<u8>> {
    let payload = lid.open(seq, held)?;
    WireReading::decode(&payload).is_ok().then(|| payload.into_owned())
}

/// Whether every segment that a key sealed was sealed with this one.
fn fits(dir: &Path, key: &SpoolKey) -> Result<bool, SpoolError> {
    for (_, path) in segment_files(dir)? {
        let opened = Segment::open(&path, key);
        let (opened, _) = opened.map_err(|source| disk(Step::Read, &path, source))?;
        if matches!(opened, Opened::OtherKey) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn read(path: &Path) -> Result<Vec<u8>, SpoolError> {
    fs::read(path).map_err(|source| disk(Step::Read, path, source))
}
