//! The steps on the disk: each can fail, and a test can make it.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use super::segment::Segment;
use super::{SpoolError, Step};

/// Stands before each [`Step`] that changes the disk; its error takes the place of the step, and a
/// write that it fails is half done, as on a disk that is full. For tests of a failing disk.
pub type DiskHook = Arc<dyn Fn(Step) -> io::Result<()> + Send + Sync>;

/// Adds to a segment that has records.
pub(super) fn extend(
    segment: &mut Segment,
    bytes: &[u8],
    hook: Option<&DiskHook>,
) -> Result<(), SpoolError> {
    let path = &segment.path;
    let opened = OpenOptions::new().write(true).open(path);
    let mut file = opened.map_err(|source| disk(Step::Write, path, source))?;
    let at = segment.bytes;
    let written = file
        .seek(SeekFrom::Start(at))
        .and_then(|_| write(&mut file, bytes, hook))
        .map_err(|source| disk(Step::Write, path, source))
        .and_then(|()| sync_data(&file, path, hook));
    match written {
        Ok(()) => segment.bytes += bytes.len() as u64,
        // As far as it goes: the records are numbered again in the next segment, which counts.
        Err(_) => drop(file.set_len(at)),
    }
    written
}

/// Makes a file with all its bytes, durable together with its name.
pub(super) fn create(
    path: &Path,
    bytes: &[u8],
    dir: &Path,
    hook: Option<&DiskHook>,
) -> Result<(), SpoolError> {
    let mut file = before(hook, Step::Create)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(path))
        .map_err(|source| disk(Step::Create, path, source))?;
    write(&mut file, bytes, hook).map_err(|source| disk(Step::Write, path, source))?;
    sync_data(&file, path, hook)?;
    sync_dir(dir, hook)
}

fn write(file: &mut File, bytes: &[u8], hook: Option<&DiskHook>) -> io::Result<()> {
    if let Err(error) = before(hook, Step::Write) {
        file.write_all(&bytes[..bytes.len() / 2])?;
        return Err(error);
    }
    file.write_all(bytes)
}

fn sync_data(file: &File, path: &Path, hook: Option<&DiskHook>) -> Result<(), SpoolError> {
    before(hook, Step::Sync)
        .and_then(|()| file.sync_data())
        .map_err(|source| disk(Step::Sync, path, source))
}

/// Makes the names in a folder durable.
pub(super) fn sync_dir(dir: &Path, hook: Option<&DiskHook>) -> Result<(), SpoolError> {
    before(hook, Step::Sync)
        .and_then(|()| File::open(dir)?.sync_all())
        .map_err(|source| disk(Step::Sync, dir, source))
}

pub(super) fn before(hook: Option<&DiskHook>, step: Step) -> io::Result<()> {
    hook.map_or(Ok(()), |hook| hook(step))
}

pub(super) fn disk(step: Step, path: &Path, source: io::Error) -> SpoolError {
    SpoolError::Disk { step, path: path.to_owned(), source }
}
