//! A result that is there whole or not at all: written beside its place, then put there.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// Where a result is written to.
pub(crate) struct Output {
    pub(crate) file: BufWriter<Place>,
    path: PathBuf,
}

/// Standard output, or a file that has no name of its own yet.
pub(crate) enum Place {
    Stdout(Stdout),
    File(NamedTempFile),
}

impl Output {
    /// Begins a result; `-` is standard output.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let place = if path == Path::new("-") {
            Place::Stdout(io::stdout())
        } else {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            let made = tempfile::Builder::new().prefix(".hearthwatch-").tempfile_in(folder);
            Place::File(made.with_context(|| format!("could not write to {}", folder.display()))?)
        };
        Ok(Self { file: BufWriter::with_capacity(1 << 20, place), path: path.to_owned() })
    }

    /// What to say when it can't be written.
    pub(crate) fn failed(&self) -> String {
        format!("could not write {}", self.path.display())
    }

    /// Puts the result into its place.
    pub(crate) fn keep(mut self) -> Result<()> {
        self.file.flush().with_context(|| self.failed())?;
        let failed = self.failed();
        // What is left in the buffer is nothing after a flush.
        let (place, _) = self.file.into_parts();
        if let Place::File(file) = place {
            file.as_file().sync_all().with_context(|| failed.clone())?;
            let kept = file.persist(&self.path).map_err(|error| error.error);
            readable(&kept.with_context(|| failed.clone())?).with_context(|| failed)?;
        }
        Ok(())
    }
}

/// A temporary file is its owner's only; a result is what the folder makes it.
fn readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file) => file.flush(),
        }
    }
}
