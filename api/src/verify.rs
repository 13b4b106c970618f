//! `hearthwatch verify`: is every byte of the journal what was written, and does it replay?

use std::path::Path;
use std::sync::Arc;

use ingest::entry::{Done, Entry, Stamped};
use ingest::pipeline::StartError;
use ingest::replay::replay;
use journal::{JournalError, LocalReader, Reader};
use risk_engine::rules::RuleSet;
use serde::Serialize;

use crate::access::audit;
use crate::circle::shelf::Shelf;
use crate::json::hex;

/// What was found to be so.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// Journal entries, each with the right checksum and in its place in the hash chain; those included
    /// that were removed.
    pub entries: u64,
    /// The first entry that is left: for those before it a hash stands, and the state after them.
    pub first: u64,
    /// Files that hold them.
    pub segments: usize,
    /// The chain's last hash.
    pub head_hash: String,
    /// Bytes of a last write that was torn and never acknowledged.
    pub torn_bytes: u64,
    /// Readings that the replay scored.
    pub readings: u64,
    /// Outcomes that the replay decided.
    pub outcomes: u64,
    /// Documents that people handed in, each with the bytes that it had then.
    pub documents: u64,
    /// The audit trail; none if the server never ran.
    pub audit: Option<VerifiedAudit>,
    /// SHA-256 of the engine's state after the replay: equal for every number of workers.
    pub state: String,
}

/// What was found to be so of the audit trail.
#[derive(Debug, Serialize)]
pub struct VerifiedAudit {
    /// Records, each with the right checksum and in its place in the hash chain.
    pub entries: u64,
    /// The chain's last hash.
    pub head_hash: String,
    /// Bytes of a last write that was torn.
    pub torn_bytes: u64,
}

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The journal.
    #[error("the journal does not verify")]
    Journal(#[from] JournalError),
    /// The audit trail.
    #[error("the audit trail does not verify")]
    Audit(#[source] JournalError),
    /// A document that the journal names.
    #[error("document {document} of journal entry {offset} is missing or damaged")]
    Document {
        /// Which.
        document: String,
        /// Where the journal names it.
        offset: u64,
        /// What is wrong.
        source: std::io::Error,
    },
    /// The replay.
    #[error("the journal does not replay")]
    Replay(#[from] StartError),
    /// Two replays differ: a fault of the engine.
    #[error("replays with 1 and {workers} workers differ: state {one} and {other}")]
    Differ {
        /// How many workers the other had.
        workers: usize,
        /// The state's hash with one worker.
        one: String,
        /// The state's hash with more.
        other: String,
    },
}

/// Verifies the journal in a data folder, and replays it with 1, 2 and 4 workers. A server may run.
pub fn run(data: &Path) -> Result<Verified, VerifyError> {
    let folder = data.join("journal");
    let chain = journal::verify(&folder)?;
    let audit = verify_audit(&data.join(audit::FOLDER)).map_err(VerifyError::Audit)?;
    let rules = Arc::new(RuleSet::built_in());
    let reader = LocalReader::open(&folder)?;
    let documents = verify_documents(&reader, data)?;
    let replay_with = |workers| -> Result<(u64, u64, String), StartError> {
        let mut outcomes = 0;
        let state = replay(&reader, rules.clone(), workers, |decided| {
            outcomes += decided.outcomes.len() as u64;
        })?;
        Ok((state.readings(), outcomes, hex(&state.hash())))
    };
    let (readings, outcomes, one) = replay_with(1)?;
    for workers in [2, 4] {
        let (_, _, other) = replay_with(workers)?;
        if other != one {
            return Err(VerifyError::Differ { workers, one, other });
        }
    }
    Ok(Verified {
        entries: chain.entries,
        first: chain.pruned.first,
        segments: chain.segments,
        head_hash: chain.head_hash.to_string(),
        torn_bytes: chain.torn.map_or(0, |torn| torn.bytes),
        readings,
        outcomes,
        documents,
        audit,
        state: one,
    })
}

/// Counts the documents that the journal still names, each of which has to be there with the bytes that it had.
fn verify_documents(reader: &LocalReader, data: &Path) -> Result<u64, VerifyError> {
    let shelf = Shelf::of(data);
    let mut documents = 0;
    for entry in reader.read_from(reader.first()) {
        let entry = entry?;
        // What can't be decoded, the replay tells.
        let Ok(Stamped { entry: Entry::Deed(deed), .. }) = Stamped::decode(&entry.bytes) else {
            continue;
        };
        let Done::Filed(document) = &deed.done else { continue };
        shelf.get(&document.hash).map_err(|source| VerifyError::Document {
            document: document.id.clone(),
            offset: entry.offset,
            source,
        })?;
        documents += 1;
    }
    Ok(documents)
}

fn verify_audit(folder: &Path) -> Result<Option<VerifiedAudit>, JournalError> {
    if !folder.exists() {
        return Ok(None);
    }
    let chain = journal::verify(folder)?;
    Ok(Some(VerifiedAudit {
        entries: chain.entries,
        head_hash: chain.head_hash.to_string(),
        torn_bytes: chain.torn.map_or(0, |torn| torn.bytes),
    }))
}
