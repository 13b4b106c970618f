//! The draft that a server's people work on: one at a time, kept across restarts, mistakes and all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::json::hex;

/// A draft of rules, as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// The document.
    pub(crate) text: String,
    /// Who saved it.
    pub(crate) by: String,
    /// When, ms since 1970.
    pub(crate) at: i64,
}

impl Draft {
    /// SHA-256 of the text: the hash of its rules, too, if they have no mistakes.
    pub(crate) fn hash(&self) -> String {
        hex(&Sha256::digest(self.text.as_bytes()))
    }
}

/// Where a server keeps its draft.
#[derive(Debug, Clone)]
pub(crate) struct DraftFile {
    path: PathBuf,
}

impl DraftFile {
    /// That of a data folder.
    pub(crate) fn of(data: &Path) -> Self {
        Self { path: data.join("rules-draft.json") }
    }

    /// The draft, if there is one.
    pub(crate) fn read(&self) -> io::Result<Option<Draft>> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps a draft in the place of another, whole or not at all.
    pub(crate) fn keep(&self, draft: &Draft) -> io::Result<()> {
        let making = self.path.with_extension("making");
        let mut file = File::create(&making)?;
        file.write_all(&serde_json::to_vec(draft)?)?;
        file.sync_all()?;
        fs::rename(&making, &self.path)
    }

    /// Throws the draft away.
    pub(crate) fn discard(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_kept_replaced_and_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let file = DraftFile::of(folder.path());
        assert_eq!(file.read().unwrap(), None);
        file.discard().unwrap();
        for text in ["name = ", "name = \"x\""] {
            let draft = Draft { text: text.into(), by: "Ann".into(), at: 7 };
            file.keep(&draft).unwrap();
            assert_eq!(file.read().unwrap(), Some(draft));
        }
        file.discard().unwrap();
        assert_eq!(file.read().unwrap(), None);
    }
}
