//! What can go wrong with a log, and what to do about it.

use std::io;
use std::path::PathBuf;

/// A failed operation on a log.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another writer holds the log. Nothing was touched.
    #[error(
        "another process writes the journal {}; stop it first, or give this one its own folder",
        dir.display()
    )]
    Locked {
        /// The log's folder.
        dir: PathBuf,
    },
    /// The log could not be opened: permissions, a missing disk, a full one.
    #[error("could not open the journal at {}", path.display())]
    Open {
        /// The file or folder that failed.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The bytes could not be read; nothing is known about whether they are right.
    #[error("could not read {}", path.display())]
    Read {
        /// The file that failed.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Ambiguous: a first part of the entries may be there after the journal is opened again.
    #[error("could not make the entries from {offset} on durable in {}", path.display())]
    Append {
        /// The offset that the first entry of the call would have had.
        offset: u64,
        /// The segment that was being written.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// An earlier append failed, so nothing more is written through this handle.
    #[error("the journal stopped at entry {end} after a failed write: open it again to go on")]
    Poisoned {
        /// The offset after the last entry known to be durable.
        end: u64,
    },
    /// Permanent: this entry can never be appended. Nothing of the call was written.
    #[error("entry {index} of the call has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its index in the call.
        index: usize,
        /// Its size.
        bytes: usize,
        /// The most an entry may hold.
        limit: usize,
    },
    /// Bytes that were once right are not any more. Nothing was changed: restore the file.
    #[error("{} is damaged at byte {byte}, entry {entry}: {damage}", path.display())]
    Damaged {
        /// The segment.
        path: PathBuf,
        /// Where in the file the entry (or the header) starts.
        byte: u64,
        /// The offset of the first entry that can't be trusted.
        entry: u64,
        /// What is wrong there.
        damage: Damage,
    },
    /// The log ends before entries that were acknowledged as durable.
    #[error(
        "the journal {} ends at entry {end}, but entries up to {acknowledged} had been acknowledged; \
         restore its segments, or accept the loss by removing its file `mark`, which makes a new \
         epoch so that gateways send again",
        dir.display()
    )]
    Missing {
        /// The log's folder.
        dir: PathBuf,
        /// The offset after the last entry found.
        end: u64,
        /// The offset after the last entry acknowledged.
        acknowledged: u64,
    },
    /// The entry is older than what is kept.
    #[error("entry {offset} was removed: the journal begins at entry {first}")]
    Pruned {
        /// What was asked for.
        offset: u64,
        /// The offset of the first entry that is still there.
        first: u64,
    },
    /// The record of what was removed can't be read, so nobody knows where the log begins.
    #[error("{} is damaged: restore it from a backup of this journal", path.display())]
    PrunedDamaged {
        /// The record.
        path: PathBuf,
    },
    /// What was kept of the removed entries is missing or damaged, and nothing can make it again.
    #[error("{} is missing or damaged: restore it from a backup of this journal", path.display())]
    KeptDamaged {
        /// The file.
        path: PathBuf,
    },
    /// The log can't be pruned there.
    #[error("the journal can't be pruned before entry {before}: nothing begins there")]
    NoCut {
        /// What was asked for.
        before: u64,
    },
    /// There is no readable `mark` to say how far the log is durable.
    #[error("{} has no readable `mark`; open the journal for writing once to make one", dir.display())]
    NoMark {
        /// The log's folder.
        dir: PathBuf,
    },
    /// A newer version of this program wrote the file.
    #[error("{} has format {version}, which this version does not know", path.display())]
    FromTheFuture {
        /// The file.
        path: PathBuf,
        /// Its format's version.
        version: u8,
    },
    /// The reader has seen entries that this log does not have: it followed another journal.
    #[error("entry {offset} is beyond the end of the journal, {end}")]
    Beyond {
        /// What was asked for.
        offset: u64,
        /// The offset after the last durable entry.
        end: u64,
    },
}

/// What is wrong with an entry or a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Shorter than its own header or longer than an entry may be.
    #[error("it says it is {0} bytes long")]
    Length(u32),
    /// The file ends inside it.
    #[error("the file ends inside it")]
    CutShort,
    /// Its bytes are not those that were written.
    #[error("its checksum is wrong")]
    Checksum,
    /// It is whole, but it does not belong after the entry before it.
    #[error("it does not follow the entry before it")]
    Chain,
    /// The segment's first bytes are not a segment header, or that of another segment.
    #[error("the segment header is wrong")]
    Header,
    /// Nothing is there, and no segment follows.
    #[error("nothing is there")]
    Absent,
    /// Something is there where the segment had ended.
    #[error("there are bytes after the end")]
    Debris,
}
