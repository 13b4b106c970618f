//! Where the last segment ends, and whether what lies there is a torn write or damage.

use std::path::PathBuf;

use super::format::{ENTRY_HEADER_BYTES, EntryHeader, checksum_holds};
use super::scan::{Scanner, Step};
use crate::error::{Damage, JournalError};

/// The remains of a commit that was being written when the power went, and that nobody was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The last segment.
    pub path: PathBuf,
    /// Where in the file the remains start.
    pub byte: u64,
    /// How long they are, up to the last byte that is not zero.
    pub bytes: u64,
    /// The offset that the first torn entry would have had.
    pub entry: u64,
}

/// How the last segment ends. The scanner stands after its last entry.
#[derive(Debug)]
pub(super) struct Tail {
    /// Where the first entry starts that the mark does not vouch for.
    pub(super) unmarked: u64,
    pub(super) torn: Option<Torn>,
}

/// Walks the last segment to its end. All entries before `acknowledged` must be there and sound.
///
/// A bad entry is damage if it was durable once, and a torn write if it may never have been. It was
/// durable once if it lies before `acknowledged`, or if a sound entry follows whose commit began
/// after it: a commit begins when all before it are durable.
pub(super) fn examine(scanner: &mut Scanner, acknowledged: u64) -> Result<Tail, JournalError> {
    let mut unmarked = scanner.position();
    let damage = loop {
        match scanner.step()? {
            Step::Entry if scanner.next_offset() == acknowledged => unmarked = scanner.position(),
            Step::Entry => {}
            Step::End => break None,
            Step::Bad(damage) => break Some(damage),
        }
    };
    let rest = scanner.rest()?;
    let written = rest.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let damage = damage.or((written > 0).then_some(Damage::Debris));
    let end = scanner.next_offset();
    match damage {
        None if end < acknowledged => {
            let dir = scanner.path().parent().unwrap_or(scanner.path()).to_path_buf();
            Err(JournalError::Missing { dir, end, acknowledged })
        }
        None => Ok(Tail { unmarked, torn: None }),
        Some(damage) if end < acknowledged || later_commit(&rest, end) => {
            Err(scanner.damaged(damage))
        }
        Some(_) => {
            let (path, byte) = (scanner.path().to_path_buf(), scanner.position());
            let torn = Torn { path, byte, bytes: written as u64, entry: end };
            Ok(Tail { unmarked, torn: Some(torn) })
        }
    }
}

/// Whether a sound entry lies anywhere in `rest` whose commit began after the entry `end`.
fn later_commit(rest: &[u8], end: u64) -> bool {
    // No more entries than this fit, so nearly all chance finds are refused before the checksum.
    let commits = end + 1..=end + (rest.len() / ENTRY_HEADER_BYTES) as u64;
    (0..rest.len()).any(|at| match EntryHeader::decode(&rest[at..]) {
        Ok(Some(header)) if commits.contains(&header.commit) => {
            rest.get(at..at + header.length).is_some_and(checksum_holds)
        }
        _ => false,
    })
}
