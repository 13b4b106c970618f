//! The identity's files, each replaced whole: whatever dies at whatever moment, a pair that works is
//! there, and a renewal that was begun goes on with the key that it was begun with.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use super::certificate::Certificate;
use super::pem;
use super::request::Applicant;

/// What goes wrong with an identity's files.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The disk.
    #[error("could not keep {}", path.display())]
    Disk {
        /// What.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives no randomness.
    #[error("the system gives no randomness for a key")]
    Random,
    /// A certificate that isn't for our key, or of no use.
    #[error("the certificate that came is not to be used: {0}")]
    Unusable(&'static str),
}

/// Where an identity is kept: a file with certificate and key, and beside it the key of the next.
#[derive(Debug, Clone)]
pub struct Folder {
    identity: PathBuf,
    #[cfg(test)]
    steps_left: std::rc::Rc<std::cell::Cell<usize>>,
}

impl Folder {
    /// The identity in this file.
    pub fn of(identity: impl Into<PathBuf>) -> Self {
        Self {
            identity: identity.into(),
            #[cfg(test)]
            steps_left: std::rc::Rc::new(usize::MAX.into()),
        }
    }

    /// The file with certificate and key.
    pub fn identity(&self) -> &Path {
        &self.identity
    }

    /// The key pair to ask a certificate for: the one that was begun with, or a new one.
    pub fn applicant(&self) -> Result<Applicant, IdentityError> {
        let path = self.next_key();
        let begun = PrivatePkcs8KeyDer::from_pem_file(&path).ok();
        let begun = begun.and_then(|key| Applicant::from_pkcs8(key.secret_pkcs8_der().to_vec()));
        if let Some(applicant) = begun {
            return Ok(applicant);
        }
        let applicant = Applicant::generate().ok_or(IdentityError::Random)?;
        self.write(&path, applicant.key_pem().as_bytes())?;
        Ok(applicant)
    }

    /// Takes the certificates that came for this key pair, ours first: from here on they are the
    /// identity. Gives the PEM of it.
    pub fn take(
        &self,
        applicant: &Applicant,
        name: &str,
        certificates: &str,
    ) -> Result<Vec<u8>, IdentityError> {
        let unusable = IdentityError::Unusable;
        let chain: Result<Vec<_>, _> =
            CertificateDer::pem_slice_iter(certificates.as_bytes()).collect();
        let chain = chain.map_err(|_| unusable("it isn't PEM"))?;
        let first = chain.first().and_then(|der| Certificate::from_der(der));
        let first = first.ok_or(unusable("it can't be read"))?;
        if first.public_key != applicant.public_key() {
            return Err(unusable("it is for another key"));
        }
        if first.name != name {
            return Err(unusable("it is for another gateway"));
        }
        let mut whole: String = chain.iter().map(|der| pem::put(pem::CERTIFICATE, der)).collect();
        whole += &applicant.key_pem();
        self.write(&self.identity, whole.as_bytes())?;
        self.step(&self.identity)?;
        // Left over, it is asked with once more, which does no harm.
        let _ = fs::remove_file(self.next_key());
        Ok(whole.into_bytes())
    }

    fn next_key(&self) -> PathBuf {
        self.identity.with_extension("next-key")
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), IdentityError> {
        self.step(path)?;
        write(path, bytes, &|| self.step(path))
    }

    /// Each place where a crash makes a difference.
    #[cfg(not(test))]
    fn step(&self, _path: &Path) -> Result<(), IdentityError> {
        Ok(())
    }

    /// Each place where a crash makes a difference: the test's crash comes after so many.
    #[cfg(test)]
    fn step(&self, path: &Path) -> Result<(), IdentityError> {
        let left = self.steps_left.get();
        self.steps_left.set(left.saturating_sub(1));
        let disk =
            || IdentityError::Disk { path: path.to_owned(), source: io::Error::other("crash") };
        if left == 0 { Err(disk()) } else { Ok(()) }
    }
}

/// Writes a file that only its owner can read, whole or not at all; makes the folder if need be.
pub fn write_privately(path: &Path, bytes: &[u8]) -> Result<(), IdentityError> {
    write(path, bytes, &|| Ok(()))
}

fn write(
    path: &Path,
    bytes: &[u8],
    step: &dyn Fn() -> Result<(), IdentityError>,
) -> Result<(), IdentityError> {
    let disk = |source| IdentityError::Disk { path: path.to_owned(), source };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(disk)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let unfinished = PathBuf::from(name);
    // One that a crash left may have another mode.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(error)),
        _ => {}
    }
    let mut options = OpenOptions::new();
    let mut file =
        options.write(true).create_new(true).mode(0o600).open(&unfinished).map_err(disk)?;
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    file.write_all(first).map_err(disk)?;
    step()?;
    file.write_all(rest).and_then(|()| file.sync_all()).map_err(disk)?;
    step()?;
    fs::rename(&unfinished, path).map_err(disk)?;
    step()?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::identity::der::{
        BIT_STRING, INTEGER, SEQUENCE, SET, UTC_TIME, UTF8_STRING, put, put_all,
    };
    use crate::identity::request::COMMON_NAME;

    /// As much of a certificate as is read here; nobody's signature.
    fn certificate(name: &str, key: &[u8]) -> String {
        let subject = put_all(SEQUENCE, &[COMMON_NAME, &put(UTF8_STRING, name.as_bytes())]);
        let subject = put(SEQUENCE, &put(SET, &subject));
        let times = [put(UTC_TIME, b"260101000000Z"), put(UTC_TIME, b"260401000000Z")];
        let body = [
            &put(INTEGER, &[1])[..],
            &put(SEQUENCE, &[]),
            &put(SEQUENCE, &[]),
            &put(SEQUENCE, &times.concat()),
            &subject,
            key,
        ];
        let body = put_all(SEQUENCE, &body);
        let signature = put(BIT_STRING, &[0]);
        pem::put(pem::CERTIFICATE, &put_all(SEQUENCE, &[&body, &put(SEQUENCE, &[]), &signature]))
    }

    fn rotate(folder: &Folder) -> Result<Vec<u8>, IdentityError> {
        let applicant = folder.applicant()?;
        folder.take(&applicant, "gw-1", &certificate("gw-1", &applicant.public_key()))
    }

    /// The public keys of the certificate and of the key that lie in the file.
    fn pair(folder: &Folder) -> (Vec<u8>, Vec<u8>) {
        let text = fs::read(folder.identity()).unwrap();
        let key = PrivatePkcs8KeyDer::from_pem_slice(&text).unwrap();
        let key = Applicant::from_pkcs8(key.secret_pkcs8_der().to_vec()).unwrap();
        (Certificate::from_pem(&text).unwrap().public_key, key.public_key())
    }

    #[test]
    fn a_renewal_that_is_killed_at_any_moment_leaves_a_working_pair_and_can_go_on() {
        let mut killed = 0;
        loop {
            let dir = tempfile::tempdir().unwrap();
            let folder = Folder::of(dir.path().join("id/identity.pem"));
            rotate(&folder).unwrap();
            let (old, key) = pair(&folder);
            assert_eq!(old, key);
            folder.steps_left.set(killed);
            let done = rotate(&folder).is_ok();
            let (certificate, key) = pair(&folder);
            assert_eq!(certificate, key, "killed at step {killed}");
            if done {
                assert!(killed >= 9, "only {killed} steps are looked at");
                return;
            }
            // What was begun is gone on with.
            folder.steps_left.set(usize::MAX);
            rotate(&folder).unwrap();
            let (new, key) = pair(&folder);
            assert_eq!(new, key);
            assert_ne!(new, old, "killed at step {killed}");
            killed += 1;
        }
    }

    #[test]
    fn another_gateway_s_or_another_key_s_certificate_is_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::of(dir.path().join("identity.pem"));
        let applicant = folder.applicant().unwrap();
        let other = Applicant::generate().unwrap();
        for wrong in [
            certificate("gw-2", &applicant.public_key()),
            certificate("gw-1", &other.public_key()),
            "nothing".to_owned(),
        ] {
            folder.take(&applicant, "gw-1", &wrong).unwrap_err();
            assert!(!folder.identity().exists());
        }
    }

    #[test]
    fn nobody_else_may_read_the_files() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::of(dir.path().join("id/identity.pem"));
        rotate(&folder).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.identity()), 0o600);
        assert_eq!(mode(&dir.path().join("id")), 0o700);
        let names: Vec<_> = fs::read_dir(dir.path().join("id")).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }
}
