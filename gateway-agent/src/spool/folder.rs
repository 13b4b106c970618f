//! The folders of a spool: one for each life of it, and what their names say.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use wire::Incarnation;

use super::file::disk;
use super::{SpoolError, Step};

/// `{generation}-{incarnation}`, with `-{base}-{given up}` if either is above 0, and `.sealed` if
/// another key sealed what is in it. One rename changes all of it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Folder {
    /// Counts; the highest is the one in use.
    pub(super) generation: u64,
    pub(super) incarnation: Incarnation,
    /// The record before number 1 of this incarnation, as the segments count.
    pub(super) base: u64,
    /// Readings that were given up since the spool was made.
    pub(super) given_up: u64,
    /// It waits for the key that it was sealed with.
    pub(super) sealed: bool,
}

/// A name of something else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotAFolder;

/// The folder that an incarnation is made in.
pub(super) const NEW: &str = "new";
const SEALED: &str = ".sealed";

impl Folder {
    pub(super) fn path(&self, root: &Path) -> PathBuf {
        root.join(self.to_string())
    }

    /// All in a spool, oldest first.
    pub(super) fn all(root: &Path) -> Result<Vec<Self>, SpoolError> {
        let mut folders: Vec<Self> =
            names(root)?.iter().filter_map(|name| name.parse().ok()).collect();
        folders.sort();
        Ok(folders)
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { generation, incarnation, base, given_up, sealed } = self;
        write!(f, "{generation:06}-{incarnation}")?;
        if *base > 0 || *given_up > 0 {
            write!(f, "-{base}-{given_up}")?;
        }
        f.write_str(if *sealed { SEALED } else { "" })
    }
}

impl FromStr for Folder {
    type Err = NotAFolder;

    fn from_str(name: &str) -> Result<Self, NotAFolder> {
        let (plain, sealed) = name.strip_suffix(SEALED).map_or((name, false), |it| (it, true));
        let mut parts = plain.split('-');
        let generation = number(parts.next())?;
        let incarnation = parts.next().and_then(|it| it.parse().ok()).ok_or(NotAFolder)?;
        let (base, given_up) = match parts.next() {
            None => (0, 0),
            base => (number(base)?, number(parts.next())?),
        };
        let folder = Self { generation, incarnation, base, given_up, sealed };
        parts.next().is_none().then_some(folder).ok_or(NotAFolder)
    }
}

/// Counts stay far from where adding to them could overflow.
fn number(text: Option<&str>) -> Result<u64, NotAFolder> {
    let number = text.and_then(|it| it.parse().ok()).filter(|it| *it < u64::MAX / 2);
    number.ok_or(NotAFolder)
}

/// The segments in a folder by index, oldest first.
pub(super) fn segment_files(dir: &Path) -> Result<Vec<(u64, PathBuf)>, SpoolError> {
    let mut files: Vec<(u64, PathBuf)> = names(dir)?
        .iter()
        .filter_map(|name| Some((number(name.strip_suffix(".seg")).ok()?, dir.join(name))))
        .collect();
    files.sort();
    Ok(files)
}

/// What a folder's segments take on the disk.
pub(super) fn footprint(dir: &Path) -> u64 {
    let length = |(_, path): (u64, PathBuf)| fs::metadata(path).map_or(0, |it| it.len());
    let files = segment_files(dir).unwrap_or_default();
    files.into_iter().map(length).map(super::segment::footprint).sum()
}

fn names(dir: &Path) -> Result<Vec<String>, SpoolError> {
    let list = || {
        fs::read_dir(dir)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<Vec<String>>>()
    };
    list().map_err(|source| disk(Step::Read, dir, source))
}

/// Takes the spool for this process alone.
pub(super) fn lock(path: &Path) -> Result<File, SpoolError> {
    let opened = File::options().create(true).truncate(false).write(true).open(path);
    let file = opened.map_err(|source| disk(Step::Create, path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(SpoolError::InUse { path: path.to_owned() }),
        Err(fs::TryLockError::Error(source)) => Err(disk(Step::Create, path, source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_back_from_its_name() {
        let plain = Folder {
            generation: 3,
            incarnation: Incarnation(0xAB),
            base: 0,
            given_up: 0,
            sealed: false,
        };
        let hex = "000000000000000000000000000000ab";
        let check = |folder: Folder, name: &str| {
            assert_eq!(folder.to_string(), name);
            assert_eq!(name.parse(), Ok(folder));
        };
        check(plain, &format!("000003-{hex}"));
        check(Folder { base: 17, given_up: 12, ..plain }, &format!("000003-{hex}-17-12"));
        check(Folder { given_up: 12, ..plain }, &format!("000003-{hex}-0-12"));
        check(Folder { sealed: true, ..plain }, &format!("000003-{hex}.sealed"));
        let far = format!("000003-{hex}-18446744073709551615-0");
        for name in ["new", "lock", "1-2", &format!("1-{hex}-5"), &format!("1-{hex}-5-5-5"), &far] {
            assert_eq!(name.parse::<Folder>(), Err(NotAFolder), "{name}");
        }
    }
}
