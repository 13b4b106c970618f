//! Files that people handed in: under their hash in the data folder, on disk before the journal names them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::json::hex;
use crate::server::make_private_folder;

/// The folder of the data folder.
pub(crate) const FOLDER: &str = "documents";

/// Where the bytes of documents lie.
#[derive(Debug, Clone)]
pub(crate) struct Shelf(PathBuf);

impl Shelf {
    pub(crate) fn of(data: &Path) -> Self {
        Self(data.join(FOLDER))
    }

    /// Puts bytes there, unless they are there: durable when it returns. Gives their hash.
    pub(crate) fn put(&self, bytes: &[u8]) -> io::Result<[u8; 32]> {
        use std::os::unix::fs::OpenOptionsExt;
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let path = self.path(&hash);
        if self.get(&hash).is_ok() {
            return Ok(hash);
        }
        let folder = path.parent().unwrap_or(&self.0);
        make_private_folder(folder)?;
        let unfinished = path.with_extension(format!("{}.new", std::process::id()));
        let mut options = fs::OpenOptions::new();
        let mut file =
            options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        // The name in its folder, the folder in the shelf, the shelf in the data folder.
        for folder in path.ancestors().skip(1).take(3) {
            File::open(folder)?.sync_all()?;
        }
        Ok(hash)
    }

    /// The bytes, if they are what they were.
    pub(crate) fn get(&self, hash: &[u8; 32]) -> io::Result<Vec<u8>> {
        let bytes = fs::read(self.path(hash))?;
        let found: [u8; 32] = Sha256::digest(&bytes).into();
        if found == *hash {
            Ok(bytes)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file isn't what was handed in"))
        }
    }

    fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let name = hex(hash);
        self.0.join(&name[..2]).join(&name[2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_got_and_damage_is_told() {
        let data = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(data.path());
        let hash = shelf.put(b"%PDF-1.7").unwrap();
        assert_eq!(shelf.put(b"%PDF-1.7").unwrap(), hash);
        assert_eq!(shelf.get(&hash).unwrap(), b"%PDF-1.7");
        fs::write(shelf.path(&hash), b"%PDF-1.8").unwrap();
        assert_eq!(shelf.get(&hash).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(shelf.put(b"%PDF-1.7").unwrap(), hash, "handed in again, it is whole again");
        assert_eq!(shelf.get(&hash).unwrap(), b"%PDF-1.7");
        assert_eq!(shelf.get(&[0; 32]).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
