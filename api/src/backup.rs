//! `hearthwatch backup`: a copy to restore from, made while the server runs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use journal::{Beginning, Journal, LocalJournal, LocalOptions, LocalReader, Reader};
use serde::Serialize;
use store::care::Care;

use crate::access::{audit, copy_accounts};
use crate::circle::shelf;
use crate::server::make_private_folder;

/// What a copy holds.
#[derive(Debug, Serialize)]
pub struct Backup {
    /// Journal entries, each checked in its place in the hash chain.
    pub entries: u64,
    /// The chain's last hash: the server's own journal has it, too.
    pub head_hash: String,
    /// Up to which of them the copy of the care store is complete; none if it isn't in the data folder.
    pub care: Option<u64>,
}

/// What is made again from the journal, and what isn't copied as a file.
const NOT_COPIED: [&str; 5] = ["journal", audit::FOLDER, READINGS, "snapshots", shelf::FOLDER];
const READINGS: &str = "readings";
const CARE: &str = "care.sqlite";
const DATABASE: &str = ".sqlite";
/// So many entries, or bytes, go into one commit of the copy.
const ENTRIES_MAX: usize = 4096;
const BYTES_MAX: usize = 8 << 20;

/// Copies a data folder into a new one. A server may run on it.
///
/// The care store comes first, so that its cursor is never beyond the journal's end. The journal's copy is
/// a journal of its own with the same entries, and another epoch: gateways that meet it send again what
/// they still keep, which is what the copy may lack.
pub async fn run(data: &Path, out: &Path) -> Result<Backup> {
    let journal = data.join("journal");
    if !journal.is_dir() {
        bail!("{} has no journal: it is no data folder", data.display());
    }
    if fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty: name a new folder", out.display());
    }
    make_private_folder(out).with_context(|| format!("could not make {}", out.display()))?;
    let care = copy_care(data, out).await?;
    copy_files(data, out)?;
    copy_accounts(data, out).await.context("could not copy the accounts")?;
    let (readings, trail) = (data.join(READINGS), data.join(audit::FOLDER));
    if LocalReader::open(&journal)?.first() > 0 && readings.is_dir() {
        // Nothing makes again what was measured before the journal begins. Its files never change.
        self::copy(&readings, &out.join(READINGS))?;
    }
    let copy = || -> Result<(u64, String)> {
        if trail.is_dir() {
            copy_journal(&trail, &out.join(audit::FOLDER))?;
        }
        copy_journal(&journal, &out.join("journal"))
    };
    let (entries, head_hash) = tokio::task::block_in_place(copy)?;
    // A document is there before the journal names it, so what the copy names is there now.
    let documents = data.join(shelf::FOLDER);
    if documents.is_dir() {
        self::copy(&documents, &out.join(shelf::FOLDER))?;
    }
    Ok(Backup { entries, head_hash, care })
}

async fn copy_care(data: &Path, out: &Path) -> Result<Option<u64>> {
    let (from, to) = (data.join(CARE), out.join(CARE));
    if !from.exists() {
        return Ok(None);
    }
    let care = Care::open_to_read(&from).await?;
    care.copy_to(&to).await?;
    care.close().await;
    let copy = Care::open_to_read(&to).await?;
    let cursor = copy.cursor().await?;
    copy.close().await;
    fs::File::open(&to)?.sync_all()?;
    Ok(Some(cursor))
}

/// Copies keys, drafts and what else is there, with who may read it.
fn copy_files(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let text = name.to_string_lossy();
        if NOT_COPIED.contains(&&*text) || text.contains(DATABASE) {
            continue;
        }
        copy(&path, &to.join(name))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let failed = || format!("could not copy {}", from.display());
    if !from.is_dir() {
        fs::copy(from, to).with_context(failed)?;
        return fs::File::open(to)?.sync_all().with_context(failed);
    }
    make_private_folder(to).with_context(failed)?;
    let inside: std::io::Result<Vec<PathBuf>> =
        fs::read_dir(from)?.map(|entry| entry.map(|entry| entry.path())).collect();
    for path in inside.with_context(failed)? {
        let name = path.file_name().context("a folder's entry has a name")?;
        copy(&path, &to.join(name))?;
    }
    Ok(())
}

fn copy_journal(from: &Path, out: &Path) -> Result<(u64, String)> {
    let reader = LocalReader::open(from)?;
    let beginning = Beginning::of(&reader)?;
    let first = beginning.as_ref().map_or(0, |beginning| beginning.first);
    if let Some(beginning) = &beginning {
        LocalJournal::begin(out, beginning)?;
    }
    let mut copy = LocalJournal::open(out, LocalOptions::default())?.journal;
    let mut head_hash = String::new();
    let mut waiting: Vec<Vec<u8>> = Vec::new();
    let mut bytes = 0;
    let end = reader.durable_end();
    let left = usize::try_from(end - first).unwrap_or(usize::MAX);
    for entry in reader.read_from(first).take(left) {
        let entry = entry?;
        head_hash = entry.hash.to_string();
        bytes += entry.bytes.len();
        waiting.push(entry.bytes);
        if waiting.len() >= ENTRIES_MAX || bytes >= BYTES_MAX {
            append(&mut copy, &mut waiting)?;
            bytes = 0;
        }
    }
    append(&mut copy, &mut waiting)?;
    if copy.durable_end() != end {
        bail!("{} ended at entry {} instead of {end}", from.display(), copy.durable_end());
    }
    Ok((end, head_hash))
}

fn append(to: &mut LocalJournal, waiting: &mut Vec<Vec<u8>>) -> Result<()> {
    let slices: Vec<&[u8]> = waiting.iter().map(Vec::as_slice).collect();
    to.append(&slices)?;
    waiting.clear();
    Ok(())
}
