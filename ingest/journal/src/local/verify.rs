//! Reads every byte of a log and says whether it is what was written.

use std::path::Path;

use super::mark::Mark;
use super::pruned::Pruned;
use super::scan::{Scanner, Step};
use super::tail::{Torn, examine};
use super::{kept, segment};
use crate::error::{Damage, JournalError};
use crate::port::ChainHash;

/// A log in which every entry is sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has, those included that were removed.
    pub entries: u64,
    /// Where it begins: what was removed before is vouched for by a hash only.
    pub pruned: Pruned,
    /// How many segment files.
    pub segments: usize,
    /// The hash of the last entry and so of all. Two logs with the same hash are the same; compare
    /// it with one kept elsewhere to find a log that was rewritten as a whole.
    pub head_hash: ChainHash,
    /// The remains of a commit that was never acknowledged, or one that is being written now.
    pub torn: Option<Torn>,
}

/// Checks the log in `dir` from its first byte to its last, and changes nothing.
///
/// It may run beside the writer. The first byte that is wrong makes an error that names the file,
/// the byte and the entry.
pub fn verify(dir: &Path) -> Result<Verified, JournalError> {
    // In this order: what the mark vouches for is in the files listed after it.
    let mut acknowledged = acknowledged_end(dir)?;
    let firsts =
        segment::list(dir).map_err(|source| JournalError::Read { path: dir.into(), source })?;
    let pruned = Pruned::read(dir)?;
    let firsts: Vec<u64> = firsts.into_iter().filter(|first| *first >= pruned.first).collect();
    kept::newest(dir)?;
    let mut scanner = Scanner::open(dir, pruned.first, Some(pruned.chain))?;
    for next in firsts.iter().skip(1) {
        walk_whole(&mut scanner)?;
        if scanner.next_offset() != *next {
            return Err(scanner.damaged(Damage::Absent));
        }
        scanner = Scanner::open(dir, *next, Some(scanner.chain()))?;
    }
    let vouched = acknowledged;
    let torn = loop {
        let result = examine(&mut scanner, vouched);
        let moved = acknowledged_end(dir)?;
        if result.is_ok() || moved == acknowledged || scanner.next_offset() < vouched {
            break result?.torn;
        }
        // A live writer has finished the entry that we saw half of: look again.
        acknowledged = moved;
        scanner.refresh();
    };
    let (entries, head_hash) = (scanner.next_offset(), scanner.chain());
    Ok(Verified { entries, pruned, segments: firsts.len(), head_hash, torn })
}

/// Walks a segment that another one follows: it has nothing after its entries.
fn walk_whole(scanner: &mut Scanner) -> Result<(), JournalError> {
    loop {
        match scanner.step()? {
            Step::Entry => {}
            Step::Bad(damage) => return Err(scanner.damaged(damage)),
            Step::End if scanner.rest()?.iter().all(|byte| *byte == 0) => return Ok(()),
            Step::End => return Err(scanner.damaged(Damage::Debris)),
        }
    }
}

/// With no mark nothing is known to be acknowledged.
fn acknowledged_end(dir: &Path) -> Result<u64, JournalError> {
    Ok(Mark::read(dir)?.map_or(0, |mark| mark.end))
}
