//! Segment files: their names, and the one that is being written.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::LocalOptions;
use super::disk::{Disk, sync_dir, write_zeros};
use super::format::{SEGMENT_HEADER_BYTES, SegmentHeader};

/// The segment that entries are appended to.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) path: PathBuf,
    file: File,
    first: u64,
    /// Where the next entry goes.
    position: u64,
    /// How much of the file exists; zeros from `position` on.
    allocated: u64,
}

impl Segment {
    /// Makes a new segment, durably. A file with a segment's name always has a whole header,
    /// because it gets that name only when the header is on disk.
    pub(super) fn create(
        dir: &Path,
        header: SegmentHeader,
        disk: &mut dyn Disk,
    ) -> io::Result<Self> {
        let temporary = dir.join(TEMPORARY);
        let file = File::create(&temporary)?;
        disk.write(&file, 0, &header.encode())?;
        disk.sync(&file)?;
        let path = path(dir, header.first);
        fs::rename(&temporary, &path)?;
        sync_dir(dir)?;
        let position = SEGMENT_HEADER_BYTES as u64;
        Ok(Self { path, file, first: header.first, position, allocated: position })
    }

    /// Opens a segment to go on at `position`; from there on it holds zeros.
    pub(super) fn open(dir: &Path, first: u64, position: u64) -> io::Result<Self> {
        let path = path(dir, first);
        let file = File::options().read(true).write(true).open(&path)?;
        let allocated = file.metadata()?.len();
        Ok(Self { path, file, first, position, allocated })
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    pub(super) fn bytes_on_disk(&self) -> u64 {
        self.allocated.max(self.position)
    }

    /// Whether it has reached its size. A segment always takes at least one commit.
    pub(super) fn is_full(&self, next: u64, segment_bytes: u64) -> bool {
        next > self.first && self.position >= segment_bytes
    }

    /// Writes the bytes of one commit and syncs them.
    pub(super) fn commit(
        &mut self,
        bytes: &[u8],
        options: &LocalOptions,
        disk: &mut dyn Disk,
    ) -> io::Result<()> {
        let end = self.position + bytes.len() as u64;
        if options.preallocate_bytes > 0 && end > self.allocated {
            let ahead = end.next_multiple_of(options.preallocate_bytes);
            let target = ahead.min(options.segment_bytes).max(end);
            write_zeros(disk, &self.file, self.allocated, target)?;
            disk.sync(&self.file)?;
            self.allocated = target;
        }
        disk.write(&self.file, self.position, bytes)?;
        disk.sync(&self.file)?;
        self.position = end;
        Ok(())
    }
}

/// The file that holds the entries from `first` on.
pub(super) fn path(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{first:020}.log"))
}

/// The first offsets of all segments, in order.
pub(super) fn list(dir: &Path) -> io::Result<Vec<u64>> {
    let mut firsts = Vec::new();
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let first = name.to_str().and_then(|name| name.strip_suffix(".log"));
        firsts.extend(
            first.filter(|digits| digits.len() == 20).and_then(|digits| digits.parse::<u64>().ok()),
        );
    }
    firsts.sort_unstable();
    Ok(firsts)
}

/// The space that these segments take.
pub(super) fn bytes_on_disk(dir: &Path, firsts: &[u64]) -> io::Result<u64> {
    firsts.iter().map(|first| Ok(fs::metadata(path(dir, *first))?.len())).sum()
}

const TEMPORARY: &str = "segment.new";
