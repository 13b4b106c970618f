//! The draft that a server's people work on, and what somebody proposes to activate: one of each at a
//! time, kept across restarts, mistakes and all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::json::hex;

/// A draft of rules, as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DraftSaved)]
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

/// Rules that somebody proposes to activate, and that somebody else may approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Proposal {
    /// The document.
    pub(crate) text: String,
    /// SHA-256 of the text, which is the hash of its rules.
    pub(crate) hash: String,
    /// Who proposes it, in words, and as an account.
    pub(crate) by: String,
    pub(crate) account: i64,
    /// Why.
    pub(crate) reason: String,
    /// When, ms since 1970.
    pub(crate) at: i64,
}

/// Where a server keeps one document.
#[derive(Debug, Clone)]
pub(crate) struct KeptFile<T> {
    path: PathBuf,
    of: PhantomData<T>,
}

impl KeptFile<Draft> {
    /// The draft of a data folder.
    pub(crate) fn draft(data: &Path) -> Self {
        Self { path: data.join("rules-draft.json"), of: PhantomData }
    }
}

impl KeptFile<Proposal> {
    /// What is proposed in a data folder.
    pub(crate) fn proposal(data: &Path) -> Self {
        Self { path: data.join("rules-proposal.json"), of: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned> KeptFile<T> {
    /// The document, if there is one.
    pub(crate) fn read(&self) -> io::Result<Option<T>> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps a document in the place of another, whole or not at all.
    pub(crate) fn keep(&self, document: &T) -> io::Result<()> {
        let making = self.path.with_extension("making");
        let mut file = File::create(&making)?;
        file.write_all(&serde_json::to_vec(document)?)?;
        file.sync_all()?;
        fs::rename(&making, &self.path)
    }

    /// Throws the document away.
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
        let file = KeptFile::draft(folder.path());
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
