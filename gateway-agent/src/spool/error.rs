//! What can go wrong with a spool, and what its operator should hear of.

use std::io;
use std::path::PathBuf;

use wire::Incarnation;

use super::record::PAYLOAD_BYTES_MAX;

/// Why the spool could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// A step on the disk failed.
    #[error("could not {step} {}", path.display())]
    Disk {
        /// What was tried.
        step: Step,
        /// On which file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Bytes that were durable have changed.
    #[error("segment {} is damaged at byte {offset}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where.
        offset: u64,
    },
    /// The record was dropped: the server holds it, and it was kept long enough.
    #[error("reading {seq} is no longer kept")]
    Gone {
        /// Its sequence number.
        seq: u64,
    },
    /// Another process has this spool open.
    #[error("{} is in use by another process", path.display())]
    InUse {
        /// The lock file.
        path: PathBuf,
    },
    /// A new incarnation has to begin, and the disk doesn't let it.
    #[error("the spool waits for its disk to take a new incarnation")]
    Unusable,
    /// Longer than any characteristic can make it.
    #[error("a reading of {bytes} bytes is over the limit of {PAYLOAD_BYTES_MAX}")]
    TooLong {
        /// Its encoded length.
        bytes: usize,
    },
}

/// One thing that is done to a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Make a folder or file.
    Create,
    /// Read a folder or file.
    Read,
    /// Write bytes.
    Write,
    /// Make bytes durable.
    Sync,
    /// Put a file or folder in its place.
    Rename,
    /// Take a file away, or cut it.
    Remove,
}

impl SpoolError {
    /// Whether there is no space left.
    pub fn is_full(&self) -> bool {
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        matches!(self, Self::Disk { source, .. } if full.contains(&source.kind()))
    }
}

/// Why readings were given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiveUp {
    /// The spool has reached its size.
    Full,
    /// They were older than the spool keeps.
    TooOld,
}

impl std::fmt::Display for GiveUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Full => "the spool is full",
            Self::TooOld => "the spool keeps nothing as old as this",
        })
    }
}

/// Something that the operator should hear of.
#[derive(Debug, thiserror::Error)]
pub enum SpoolNote {
    /// The last write before a crash had not finished.
    #[error("cut {bytes} bytes of an unfinished write off {} at byte {offset}", path.display())]
    TornTail {
        /// Which file.
        path: PathBuf,
        /// From where.
        offset: u64,
        /// How many.
        bytes: u64,
    },
    /// Durable bytes have changed; what could be read went into a new incarnation.
    #[error("segment {} is damaged at byte {offset}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where.
        offset: u64,
    },
    /// The count could not be proved to go on.
    #[error("incarnation {old} ends, {new} begins with {carried} readings")]
    Renewed {
        /// The one that ended.
        old: Incarnation,
        /// The one that begins.
        new: Incarnation,
        /// Records carried over.
        carried: u64,
    },
    /// The spool was full of what the server isn't known to hold, or that was too old.
    #[error("{why}: gave up {readings} readings that the server isn't known to hold, the oldest")]
    GivenUp {
        /// How many, now.
        readings: u64,
        /// Why they had to go.
        why: GiveUp,
    },
    /// The gateway's key is not the one that sealed the spool. It is kept as it is.
    #[error(
        "{} was sealed with another key: its readings wait there until the gateway has that key again",
        path.display()
    )]
    OtherKey {
        /// The folder.
        path: PathBuf,
    },
    /// The key of an earlier folder is back, and its readings are in the new incarnation.
    #[error("the key of {} is back", path.display())]
    TakenBack {
        /// The folder.
        path: PathBuf,
    },
    /// A segment failed; the same records went into a new one.
    #[error("a segment failed and was left")]
    SegmentLeft(#[source] SpoolError),
    /// Something that only costs a repetition or some space.
    #[error("housekeeping failed")]
    Housekeeping(#[source] SpoolError),
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Write => "write",
            Self::Sync => "make durable",
            Self::Rename => "rename",
            Self::Remove => "remove",
        })
    }
}
