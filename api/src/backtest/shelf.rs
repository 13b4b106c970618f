//! Reports by the hash of the rules that they are about: without one, nobody may activate them.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::report::Report;

/// The folder of a server's reports.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    /// That of a data folder.
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join("backtests") }
    }

    /// Keeps a report in the place of an older one about the same rules, whole or not at all.
    pub fn keep(&self, report: &Report) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.folder)?;
        let path = self.path(&report.draft.hash);
        let making = path.with_extension("making");
        let mut file = File::create(&making)?;
        file.write_all(&serde_json::to_vec_pretty(report)?)?;
        file.sync_all()?;
        fs::rename(&making, &path)?;
        File::open(&self.folder)?.sync_all()?;
        Ok(path)
    }

    /// The report about rules with this hash, if there is one that says so itself.
    pub fn find(&self, hash: &str) -> io::Result<Option<Report>> {
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        match fs::read(self.path(hash)) {
            Ok(bytes) => {
                let report: Report = serde_json::from_slice(&bytes)?;
                Ok((report.draft.hash == hash).then_some(report))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(format!("{hash}.json"))
    }
}
