//! How this server's TLS ports are set up: a certificate that renews itself, and whom they let in.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::{Authority, AuthorityError, LIFE};

/// For gateways: nobody without a certificate of this authority comes through the handshake.
pub fn gateways_tls(
    authority: &Arc<Authority>,
    names: &[String],
) -> Result<TlsAcceptor, AuthorityError> {
    tls(authority, names, false)
}

/// For the enrolment port: whoever shows a certificate must show one of this authority.
pub fn visitors_tls(
    authority: &Arc<Authority>,
    names: &[String],
) -> Result<TlsAcceptor, AuthorityError> {
    tls(authority, names, true)
}

fn tls(
    authority: &Arc<Authority>,
    names: &[String],
    anybody: bool,
) -> Result<TlsAcceptor, AuthorityError> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone())?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let verifier = if anybody { verifier.allow_unauthenticated() } else { verifier };
    let certificate = OwnCertificate::new(authority.clone(), names.to_vec())?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier.build()?)
        .with_cert_resolver(Arc::new(certificate));
    // Whoever comes back shows the certificate again: a session that goes on would skip the check.
    config.send_tls13_tickets = 0;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// This server's certificate, in memory only: a new one after two thirds of its life.
struct OwnCertificate {
    authority: Arc<Authority>,
    names: Vec<String>,
    newest: Mutex<(SystemTime, Arc<CertifiedKey>)>,
}

impl OwnCertificate {
    fn new(authority: Arc<Authority>, names: Vec<String>) -> Result<Self, AuthorityError> {
        let now = SystemTime::now();
        let newest = Mutex::new((now, made(&authority, &names, now)?));
        Ok(Self { authority, names, newest })
    }

    fn at(&self, now: SystemTime) -> Arc<CertifiedKey> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that went back needs a new one, too.
        let is_fresh = now.duration_since(newest.0).is_ok_and(|age| age < LIFE / 3 * 2);
        if !is_fresh {
            match made(&self.authority, &self.names, now) {
                Ok(key) => *newest = (now, key),
                Err(error) => tracing::error!(%error, "no new certificate for this server"),
            }
        }
        newest.1.clone()
    }
}

fn made(
    authority: &Authority,
    names: &[String],
    now: SystemTime,
) -> Result<Arc<CertifiedKey>, AuthorityError> {
    let (own, key) = authority.certify_server(names, now)?;
    let key = ring::sign::any_ecdsa_type(&PrivatePkcs8KeyDer::from(key.serialize_der()).into())?;
    // The authority goes with it: a gateway with a code looks for it here.
    Ok(Arc::new(CertifiedKey::new(vec![own, authority.der().clone()], key)))
}

impl ResolvesServerCert for OwnCertificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.at(SystemTime::now()))
    }
}

impl std::fmt::Debug for OwnCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_server_s_certificate_is_renewed_while_it_runs() {
        let dir = tempfile::tempdir().unwrap();
        let authority = Arc::new(Authority::open(dir.path()).unwrap());
        let own = OwnCertificate::new(authority, vec!["localhost".to_owned()]).unwrap();
        let now = SystemTime::now();
        let first = own.at(now);
        let day = Duration::from_secs(24 * 3600);
        assert!(Arc::ptr_eq(&first, &own.at(now + 59 * day)));
        let second = own.at(now + 61 * day);
        assert_ne!(first.cert[0], second.cert[0]);
        assert!(Arc::ptr_eq(&second, &own.at(now + 62 * day)));
    }
}
