//! A new journal that begins where another one was pruned: how a pruned journal is copied.

use std::path::Path;

use super::disk::RealDisk;
use super::format::SegmentHeader;
use super::open::{create_dir, lock};
use super::pruned::Pruned;
use super::segment::{self, Segment};
use super::{LocalJournal, kept};
use crate::error::JournalError;
use crate::port::{ChainHash, Reader};

/// Where a pruned log begins, and what was kept of the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The offset of the first entry.
    pub first: u64,
    /// The hash of the entry before it.
    pub chain: ChainHash,
    /// What was kept of the entries before it.
    pub kept: Vec<u8>,
}

impl Beginning {
    /// That of a log; none if it has all of its entries.
    pub fn of(log: &dyn Reader) -> Result<Option<Self>, JournalError> {
        let first = log.first();
        let Some(kept) = log.kept()? else { return Ok(None) };
        Ok(Some(Self { first, chain: log.chain_at(first)?, kept }))
    }
}

impl LocalJournal {
    /// Makes an empty journal in an absent or empty folder, whose first entry will have this offset.
    pub fn begin(dir: &Path, beginning: &Beginning) -> Result<(), JournalError> {
        let failed = |source| JournalError::Open { path: dir.into(), source };
        create_dir(dir).map_err(failed)?;
        let _lock = lock(dir)?;
        let Beginning { first, chain, kept } = beginning;
        let pruned = Pruned { first: *first, chain: *chain };
        if !segment::list(dir).map_err(failed)?.is_empty() {
            return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
        }
        kept::write(dir, pruned, kept, &mut RealDisk).map_err(failed)?;
        let header = SegmentHeader { first: *first, chain: *chain };
        Segment::create(dir, header, &mut RealDisk).map_err(failed)?;
        pruned.write(dir, &mut RealDisk).map_err(failed)
    }
}
