//! Whom a gateway believes: the authority that a code names, or the one that it was enrolled with.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{
    CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use wire::EnrolmentCode;

use super::EnrolError;
use crate::identity::certificate_pem;

/// The authority that a server was found to have.
#[derive(Debug, Clone)]
pub(super) struct Seen(Arc<Mutex<Option<CertificateDer<'static>>>>);

impl Seen {
    pub(super) fn authority_pem(&self) -> Option<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.as_ref().map(|der| certificate_pem(der))
    }
}

/// Believes the authority that the code names, and tells afterwards which that was.
pub(super) fn by_code(code: EnrolmentCode) -> Result<(TlsConnector, Seen), EnrolError> {
    let provider = Arc::new(ring::default_provider());
    let seen = Seen(Arc::default());
    let verifier = Arc::new(ByCode { code, provider: provider.clone(), seen: seen.clone() });
    let config = builder(provider)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok((TlsConnector::from(Arc::new(config)), seen))
}

/// Believes this authority, and shows the gateway's own certificate.
pub(super) fn by_certificate(authority: &[u8], own: &[u8]) -> Result<TlsConnector, EnrolError> {
    let unusable = |error: &dyn std::fmt::Display| EnrolError::Tls(error.to_string());
    let mut roots = RootCertStore::empty();
    let read = |pem| CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    roots.add_parsable_certificates(read(authority).map_err(|error| unusable(&error))?);
    let chain = read(own).map_err(|error| unusable(&error))?;
    let key = PrivateKeyDer::from_pem_slice(own).map_err(|error| unusable(&error))?;
    let config = builder(Arc::new(ring::default_provider()))?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)
        .map_err(|error| unusable(&error))?;
    Ok(TlsConnector::from(Arc::new(config)))
}

type Builder =
    tokio_rustls::rustls::ConfigBuilder<ClientConfig, tokio_rustls::rustls::WantsVerifier>;

fn builder(provider: Arc<CryptoProvider>) -> Result<Builder, EnrolError> {
    ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| EnrolError::Tls(error.to_string()))
}

/// Finds the authority among the certificates that the server sends, by its fingerprint, and then
/// checks everything as if that one had been configured: signatures, names and dates.
#[derive(Debug)]
struct ByCode {
    code: EnrolmentCode,
    provider: Arc<CryptoProvider>,
    seen: Seen,
}

impl ServerCertVerifier for ByCode {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let authority = intermediates.iter().find(|der| self.code.trusts(der));
        let authority =
            authority.ok_or(Error::InvalidCertificate(CertificateError::UnknownIssuer))?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone().into_owned())?;
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone())
            .build()
            .map_err(|error| Error::General(error.to_string()))?
            .verify_server_cert(end_entity, &[], server_name, ocsp_response, now)
            .inspect(|_| {
                let mut seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
                *seen = Some(authority.clone().into_owned());
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
