//! Whom what this server asks of others trusts: the system's authorities, and the site's own.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::config::{Mistake, mistake};

/// The client's side of TLS, with the authorities of the system and those in `ca_file`.
pub(crate) fn client(
    key: &str,
    ca_file: Option<&Path>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    // What can't be read there is no concern of ours: a missing authority shows when it is needed.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file
        && let Err(why) = add(path, &mut roots)
    {
        mistakes.push(mistake(key, format!("{}: {why}", path.display())));
    }
    let provider = Arc::new(ring::default_provider());
    let versions =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    // Its own provider has the versions that it was built with.
    let config = versions.ok()?.with_root_certificates(roots).with_no_client_auth();
    Some(Arc::new(config))
}

fn add(path: &Path, roots: &mut RootCertStore) -> Result<(), String> {
    let found = CertificateDer::pem_file_iter(path).map_err(|error| error.to_string())?;
    let mut count = 0;
    for certificate in found {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
        count += 1;
    }
    if count == 0 { Err("holds no certificate in PEM form".into()) } else { Ok(()) }
}
