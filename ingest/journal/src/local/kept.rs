//! The file `kept-N`: what the log's writer has to know of the entries before N, which were removed.
//!
//! | offset | bytes | field |
//! | --- | --- | --- |
//! | 0 | 4 | `HWK`, format 1 |
//! | 4 | 8 | N, little-endian |
//! | 12 | 16 | the chain's hash there |
//! | 28 | … | the writer's own bytes |
//! | end | 32 | SHA-256 of all before |

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::disk::{Disk, sync_dir};
use super::pruned::Pruned;
use crate::error::JournalError;

const MAGIC: &[u8; 3] = b"HWK";
const FORMAT: u8 = 1;
const HEADER_BYTES: usize = 28;
const DIGEST_BYTES: usize = 32;
const PREFIX: &str = "kept-";
const TEMPORARY: &str = "kept.new";

/// Keeps the bytes durably; they count once the record of what was removed says so.
pub(super) fn write(
    dir: &Path,
    pruned: Pruned,
    bytes: &[u8],
    disk: &mut dyn Disk,
) -> io::Result<()> {
    let header = header(pruned);
    let digest = Sha256::new().chain_update(header).chain_update(bytes).finalize();
    let temporary = dir.join(TEMPORARY);
    let file = File::create(&temporary)?;
    disk.write(&file, 0, &header)?;
    disk.write(&file, HEADER_BYTES as u64, bytes)?;
    disk.write(&file, (HEADER_BYTES + bytes.len()) as u64, &digest)?;
    disk.sync(&file)?;
    fs::rename(&temporary, path(dir, pruned.first))?;
    sync_dir(dir)
}

/// What was kept of a log; none if nothing was removed. It may be asked beside the writer.
pub(super) fn newest(dir: &Path) -> Result<Option<Vec<u8>>, JournalError> {
    let mut pruned = Pruned::read(dir)?;
    while pruned != Pruned::NOTHING {
        let found = read(dir, pruned);
        // Another one may have taken its place since we looked.
        let now = Pruned::read(dir)?;
        if found.is_ok() || now == pruned {
            return found.map(Some);
        }
        pruned = now;
    }
    Ok(None)
}

/// Reads what was kept at that point.
fn read(dir: &Path, pruned: Pruned) -> Result<Vec<u8>, JournalError> {
    let path = path(dir, pruned.first);
    let mut bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(JournalError::KeptDamaged { path });
        }
        Err(source) => return Err(JournalError::Read { path, source }),
    };
    let damaged = || JournalError::KeptDamaged { path: path.clone() };
    let end = bytes.len().checked_sub(DIGEST_BYTES).ok_or_else(damaged)?;
    let is_whole = Sha256::digest(&bytes[..end]).as_slice() == &bytes[end..];
    if end < HEADER_BYTES || !is_whole || !bytes.starts_with(MAGIC) {
        return Err(damaged());
    }
    if bytes[3] != FORMAT {
        return Err(JournalError::FromTheFuture { path, version: bytes[3] });
    }
    if bytes[..HEADER_BYTES] != header(pruned) {
        return Err(damaged());
    }
    bytes.truncate(end);
    bytes.drain(..HEADER_BYTES);
    Ok(bytes)
}

/// Removes what was kept at other points than this.
pub(super) fn remove_others(dir: &Path, first: u64) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let digits = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let at: Option<u64> = digits.and_then(|digits| digits.parse().ok());
        if at.is_some_and(|at| at != first) {
            fs::remove_file(dir.join(name))?;
        }
    }
    Ok(())
}

fn header(pruned: Pruned) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..3].copy_from_slice(MAGIC);
    header[3] = FORMAT;
    header[4..12].copy_from_slice(&pruned.first.to_le_bytes());
    header[12..].copy_from_slice(&pruned.chain.to_bytes());
    header
}

fn path(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{PREFIX}{first:020}"))
}

#[cfg(test)]
mod tests {
    use super::super::RealDisk;
    use super::*;
    use crate::port::ChainHash;

    #[test]
    fn what_was_kept_comes_back_and_any_flipped_bit_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let pruned = Pruned { first: 7, chain: ChainHash::GENESIS.then(b"before") };
        write(dir.path(), pruned, b"state", &mut RealDisk).unwrap();
        assert_eq!(read(dir.path(), pruned).unwrap(), b"state");
        let whole = fs::read(path(dir.path(), 7)).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            fs::write(path(dir.path(), 7), flipped).unwrap();
            let found = read(dir.path(), pruned);
            assert!(matches!(found, Err(JournalError::KeptDamaged { .. })), "bit {bit}: {found:?}");
        }
        for cut in 0..whole.len() {
            fs::write(path(dir.path(), 7), &whole[..cut]).unwrap();
            assert!(read(dir.path(), pruned).is_err(), "the first {cut} bytes");
        }
    }

    #[test]
    fn what_was_kept_of_another_log_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let other = Pruned { first: 7, chain: ChainHash::GENESIS.then(b"other") };
        write(dir.path(), other, b"state", &mut RealDisk).unwrap();
        let pruned = Pruned { first: 7, chain: ChainHash::GENESIS.then(b"before") };
        assert!(matches!(read(dir.path(), pruned), Err(JournalError::KeptDamaged { .. })));
    }
}
