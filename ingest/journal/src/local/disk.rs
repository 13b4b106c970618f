//! The two things that the journal asks of a disk, so that tests can make them fail.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// Where writes and syncs go. Reads need no seam: a wrong read is caught by the checksums.
pub trait Disk: Send {
    /// Writes all the bytes at a position of the file.
    fn write(&mut self, file: &File, position: u64, bytes: &[u8]) -> io::Result<()>;

    /// Returns when all that was written to the file will survive a power cut.
    fn sync(&mut self, file: &File) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn write(&mut self, mut file: &File, position: u64, bytes: &[u8]) -> io::Result<()> {
        file.seek(SeekFrom::Start(position))?;
        file.write_all(bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        // fdatasync: it includes a changed size, and leaves out the timestamps.
        file.sync_data()
    }
}

/// How a [`FaultyDisk`] fails. Operations are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The n-th write puts down the first half of its bytes and fails.
    Write(u64),
    /// The n-th sync fails.
    Sync(u64),
}

/// A disk that fails once, as told, for tests.
#[derive(Debug)]
pub struct FaultyDisk {
    fault: Fault,
    writes: u64,
    syncs: u64,
}

impl FaultyDisk {
    /// A disk that works until the fault is due, and after it.
    pub fn new(fault: Fault) -> Self {
        Self { fault, writes: 0, syncs: 0 }
    }
}

impl Disk for FaultyDisk {
    fn write(&mut self, file: &File, position: u64, bytes: &[u8]) -> io::Result<()> {
        self.writes += 1;
        if self.fault == Fault::Write(self.writes) {
            RealDisk.write(file, position, &bytes[..bytes.len() / 2])?;
            return Err(io::Error::other("injected write fault"));
        }
        RealDisk.write(file, position, bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        self.syncs += 1;
        if self.fault == Fault::Sync(self.syncs) {
            return Err(io::Error::other("injected sync fault"));
        }
        RealDisk.sync(file)
    }
}

/// Writes zeros over `[from, to)`.
pub(super) fn write_zeros(disk: &mut dyn Disk, file: &File, from: u64, to: u64) -> io::Result<()> {
    let mut position = from;
    while position < to {
        // At most ZEROS.len(), so the cast is exact.
        let length = (to - position).min(ZEROS.len() as u64) as usize;
        disk.write(file, position, &ZEROS[..length])?;
        position += length as u64;
    }
    Ok(())
}

/// Makes the names in a folder durable: files created, renamed and removed.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

static ZEROS: [u8; 256 * 1024] = [0; 256 * 1024];
