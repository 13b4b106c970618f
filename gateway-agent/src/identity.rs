//! Who this gateway is to its site: a key pair of its own, and what the site's authority says of it.
//!
//! The private key is made here and never leaves. Certificate and key lie in one file, which is
//! replaced whole, so that no crash leaves a pair that doesn't fit.

use std::sync::{Arc, PoisonError, RwLock};

pub use self::certificate::{Certificate, Life};
pub use self::folder::{Folder, IdentityError, write_privately};
pub use self::request::{Applicant, InvalidRequest, RequestedKey, read_request};

mod certificate;
mod der;
mod folder;
mod pem;
mod request;

/// A certificate in PEM.
pub fn certificate_pem(der: &[u8]) -> String {
    pem::put(pem::CERTIFICATE, der)
}

/// A certificate and its key in PEM, as they are now: a renewal puts in new ones.
#[derive(Clone)]
pub struct Identity(Arc<RwLock<Vec<u8>>>);

impl Identity {
    /// From the PEM of both.
    pub fn new(pem: Vec<u8>) -> Self {
        Self(Arc::new(RwLock::new(pem)))
    }

    /// The PEM of both.
    pub fn pem(&self) -> Vec<u8> {
        // Whoever panicked had put in a whole one, or none.
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts in new ones, for the next connection.
    pub fn replace(&self, pem: Vec<u8>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = pem;
    }

    /// What the certificate says, if it can be read.
    pub fn certificate(&self) -> Option<Certificate> {
        Certificate::from_pem(&self.pem()).ok()
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}
