//! Which files of a folder hold series, told by their names and columns.
//!
//! The folder itself may be one of the known sets, hold them as sub-folders, or hold files of the
//! general form. A sub-folder is known by the files in it, whatever its own name.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::PeopleError;
use super::forms::{Form, GENERAL};
use super::table;

/// Files that belong together, and how to read them.
pub(super) struct Set {
    pub(super) name: String,
    pub(super) form: &'static Form,
    pub(super) files: Vec<PathBuf>,
    /// Whether patients keep the ids of the file. Those of several sets would be mistaken for each
    /// other, so only files in the folder itself do.
    pub(super) keeps_ids: bool,
}

/// The sets of a folder in the order of their names, and notes on what isn't one.
pub(super) fn sets(dir: &Path) -> Result<(Vec<Set>, Vec<String>), PeopleError> {
    let (folders, files) = list(dir)?;
    let mut notes = Vec::new();
    let mut sets = Vec::new();
    if let Some(known) = known_set(dir, &files, &Form::NAMED)? {
        sets.push(known);
    } else if files.iter().any(|file| is_table(file)) {
        let files: Vec<PathBuf> = files.into_iter().filter(|file| is_table(file)).collect();
        // Not in a known form, so they have to be in the general one.
        for file in &files {
            GENERAL.check(file)?;
        }
        sets.push(Set { name: name_of(dir), form: &GENERAL, files, keeps_ids: true });
    }
    for folder in folders {
        let (_, files) = list(&folder)?;
        let forms = [Form::NAMED.as_slice(), &[&GENERAL]].concat();
        match known_set(&folder, &files, &forms)? {
            Some(set) => {
                // The named sets have files that we don't read; in the general form all count.
                let is_general = set.form.files.iter().any(|(name, _)| name.is_empty());
                let left_out = files.iter().filter(|file| !set.files.contains(file));
                for file in left_out.filter(|file| is_general && is_table(file)) {
                    notes.push(format!(
                        "{} has other columns than its set: ignored",
                        file.display()
                    ));
                }
                sets.push(set);
            }
            None => notes.push(format!("{} holds no known series: ignored", folder.display())),
        }
    }
    sets.sort_by(|a, b| a.name.cmp(&b.name));
    if sets.is_empty() {
        return Err(PeopleError::Nothing { path: dir.to_owned() });
    }
    Ok((sets, notes))
}

/// The set that these files are, if it is of one of these forms.
fn known_set(
    folder: &Path,
    files: &[PathBuf],
    forms: &[&'static Form],
) -> Result<Option<Set>, PeopleError> {
    for form in forms {
        let mut of_form = Vec::new();
        for file in files.iter().filter(|file| is_table(file)) {
            let named = form.files.iter().any(|(name, _)| *name == stem(file) || name.is_empty());
            if named && form.fits(&stem(file), &table::columns(file)?) {
                of_form.push(file.clone());
            }
        }
        if !of_form.is_empty() {
            return Ok(Some(Set { name: name_of(folder), form, files: of_form, keeps_ids: false }));
        }
    }
    Ok(None)
}

/// The folders and files in a folder, each in the order of their names.
fn list(dir: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), PeopleError> {
    let failed = |source| PeopleError::Folder { path: dir.to_owned(), source };
    let entries = fs::read_dir(dir).map_err(failed)?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<_, _>>().map_err(failed)?;
    paths.retain(|path| !name_of(path).starts_with('.'));
    paths.sort();
    Ok(paths.into_iter().partition(|path| path.is_dir()))
}

fn is_table(file: &Path) -> bool {
    let name = name_of(file);
    [".csv", ".csv.gz", ".parquet"].iter().any(|end| name.ends_with(end))
}

/// The name of a file up to its first dot.
fn stem(file: &Path) -> String {
    name_of(file).split('.').next().unwrap_or_default().to_owned()
}

fn name_of(path: &Path) -> String {
    // A folder given as `.` has a name only when it is made absolute.
    let absolute = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let named = path.file_name().or_else(|| absolute.file_name());
    named.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
