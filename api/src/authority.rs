//! A site's own authority: it signs the certificates of this server, of brokers and of gateways.
//!
//! Its certificate and key lie in one file of the data folder, which is made once and never changed.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gateway_agent::identity::{Certificate, RequestedKey, certificate_pem, write_privately};
use ingest::entry::Serial;
use rand::{RngCore, SeedableRng};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SerialNumber,
};
use time::OffsetDateTime;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use vitals::GatewayId;

pub use self::listen::{gateways_tls, visitors_tls};

mod listen;

/// A gateway's certificate, or a server's, counts for so long.
pub const LIFE: Duration = Duration::from_secs(90 * DAY_S);
/// The authority's own.
const AUTHORITY_LIFE: Duration = Duration::from_secs(20 * 365 * DAY_S);
const DAY_S: u64 = 24 * 3600;
/// A new certificate counts from so long ago: a home's clock may be a little behind.
const SLACK: Duration = Duration::from_secs(3600);

/// What goes wrong with the authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// Its file.
    #[error("could not read {}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Its file can't be written.
    #[error("could not keep the authority")]
    Keep(#[from] gateway_agent::identity::IdentityError),
    /// What is in it.
    #[error(
        "{} does not hold the authority's certificate and key: restore it from your backup, or move \
         it away and enrol every gateway again", .0.display()
    )]
    Damaged(PathBuf),
    /// A name that no certificate can hold.
    #[error("{0:?} can't be a name in a certificate")]
    Name(String),
    /// The making of a certificate.
    #[error("could not make a certificate")]
    Make(#[from] rcgen::Error),
    /// TLS doesn't take it.
    #[error("could not set up TLS")]
    Tls(#[from] tokio_rustls::rustls::Error),
    /// TLS doesn't take the authority.
    #[error("could not set up the check of certificates")]
    Verifier(#[from] tokio_rustls::rustls::server::VerifierBuilderError),
}

/// The site's authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: CertificateDer<'static>,
}

/// A certificate that was made for a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Which.
    pub serial: Serial,
    /// When it ends, Unix ms.
    pub not_after: i64,
    /// In PEM.
    pub pem: String,
}

impl Authority {
    /// Opens the authority in this data folder; makes it if there is none.
    pub fn open(data: &Path) -> Result<Self, AuthorityError> {
        let path = data.join("authority.pem");
        match std::fs::read(&path) {
            Ok(pem) => Self::read(&pem).ok_or(AuthorityError::Damaged(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (authority, pem) = Self::make(SystemTime::now())?;
                write_privately(&path, pem.as_bytes())?;
                Ok(authority)
            }
            Err(source) => Err(AuthorityError::Read { path, source }),
        }
    }

    fn make(now: SystemTime) -> Result<(Self, String), AuthorityError> {
        let mut random = [0; 4];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut random);
        // Two sites' authorities have two names.
        let name = format!("Hearthwatch {}", crate::json::hex(&random));
        let mut params = params(&name, now, AUTHORITY_LIFE);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let der = params.self_signed(&key)?.der().clone();
        let pem = certificate_pem(&der) + &key.serialize_pem();
        Ok((Self { issuer: Issuer::new(params, key), der }, pem))
    }

    fn read(pem: &[u8]) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(pem).ok()?;
        let own = Certificate::from_der(&der)?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(pem).ok()?;
        let key = KeyPair::try_from(&PrivateKeyDer::from(key)).ok()?;
        // A key that isn't this certificate's would sign what nobody believes.
        if key.subject_public_key_info() != own.public_key {
            return None;
        }
        let mut params = params(&own.name, UNIX_EPOCH, AUTHORITY_LIFE);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Some(Self { issuer: Issuer::new(params, key), der })
    }

    /// Its certificate.
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// Its certificate, in PEM.
    pub fn pem(&self) -> String {
        certificate_pem(&self.der)
    }

    /// A certificate for a gateway's key: the id as common name, and as URI with the tenant.
    pub fn certify(
        &self,
        gateway: &GatewayId,
        tenant: &str,
        key: &RequestedKey,
        now: SystemTime,
    ) -> Result<Made, AuthorityError> {
        let mut random = [0; 10];
        rand::rngs::StdRng::from_os_rng().fill_bytes(&mut random);
        let serial = Serial::new(unix_ms(now), random);
        let mut params = params(gateway.as_str(), now, LIFE);
        let uri = format!("urn:hearthwatch:{tenant}:{gateway}");
        // A tenant may hold what no URI does.
        params.subject_alt_names = uri.as_str().try_into().map(SanType::URI).into_iter().collect();
        params.serial_number = Some(SerialNumber::from_slice(&serial.0));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let signed = params.signed_by(&Requested(key), &self.issuer)?;
        let not_after = params.not_after.unix_timestamp() * 1000;
        Ok(Made { serial, not_after, pem: certificate_pem(signed.der()) })
    }

    /// A certificate and a key for a server with these names or addresses, in DER.
    pub fn certify_server(
        &self,
        names: &[String],
        now: SystemTime,
    ) -> Result<(CertificateDer<'static>, KeyPair), AuthorityError> {
        let mut params = params(names.first().map_or("server", String::as_str), now, LIFE);
        params.subject_alt_names =
            names.iter().map(|name| alternative(name)).collect::<Result<_, _>>()?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let signed = params.signed_by(&key, &self.issuer)?;
        Ok((signed.der().clone(), key))
    }
}

/// Whether a certificate can hold this name.
pub fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    IpAddr::from_str(name).is_ok()
        || (!name.is_empty() && name.len() <= 253 && name.chars().all(plain))
}

fn alternative(name: &str) -> Result<SanType, AuthorityError> {
    if let Ok(address) = IpAddr::from_str(name) {
        return Ok(SanType::IpAddress(address));
    }
    let refused = || AuthorityError::Name(name.to_owned());
    is_name(name).then(|| name.try_into().ok().map(SanType::DnsName)).flatten().ok_or_else(refused)
}

fn params(name: &str, now: SystemTime, life: Duration) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = at(now - SLACK.min(now.duration_since(UNIX_EPOCH).unwrap_or_default()));
    params.not_after = at(now + life);
    params.use_authority_key_identifier_extension = true;
    params
}

fn at(time: SystemTime) -> OffsetDateTime {
    // Certificates know seconds, and years to 9999.
    OffsetDateTime::from_unix_timestamp(unix_ms(time) / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

pub(crate) fn unix_ms(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A gateway's public key, as rcgen takes it.
struct Requested<'a>(&'a RequestedKey);

impl PublicKeyData for Requested<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.point()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

#[cfg(test)]
mod tests {
    use gateway_agent::identity::{Applicant, Life, read_request};

    use super::*;

    #[test]
    fn an_authority_is_made_once_and_signs_for_gateways() {
        let dir = tempfile::tempdir().unwrap();
        let made = Authority::open(dir.path()).unwrap();
        let again = Authority::open(dir.path()).unwrap();
        assert_eq!(made.der(), again.der());
        let applicant = Applicant::generate().unwrap();
        let key = read_request(&applicant.request("whoever").unwrap()).unwrap();
        let now = SystemTime::now();
        let gateway: GatewayId = "gw-1".parse().unwrap();
        let signed = again.certify(&gateway, "home", &key, now).unwrap();
        let certificate = Certificate::from_pem(signed.pem.as_bytes()).unwrap();
        assert_eq!(certificate.name, "gw-1", "what the authority knows, not what was asked");
        assert_eq!(certificate.public_key, applicant.public_key());
        assert_eq!(Serial::from_certificate(&certificate.serial), Some(signed.serial));
        assert_eq!(signed.serial.made_at(), unix_ms(now));
        assert_eq!(certificate.not_after, signed.not_after);
        assert_eq!(certificate.life(unix_ms(now)), Life::Good);
    }

    #[test]
    fn a_damaged_authority_is_told_and_never_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("authority.pem");
        let (first, pem) = Authority::make(SystemTime::now()).unwrap();
        let (_, other) = Authority::make(SystemTime::now()).unwrap();
        let mixed = first.pem() + &other[other.find("-----BEGIN PRIVATE").unwrap()..];
        for damaged in ["", "nonsense", &pem[..pem.len() / 2], &mixed] {
            std::fs::write(&path, damaged).unwrap();
            assert!(matches!(Authority::open(dir.path()), Err(AuthorityError::Damaged(_))));
        }
    }

    #[test]
    fn a_server_s_certificate_has_its_names() {
        let dir = tempfile::tempdir().unwrap();
        let authority = Authority::open(dir.path()).unwrap();
        let names = ["hearthwatch.example".to_owned(), "::1".to_owned()];
        authority.certify_server(&names, SystemTime::now()).unwrap();
        let wrong = authority.certify_server(&["a b".to_owned()], SystemTime::now());
        assert!(matches!(wrong, Err(AuthorityError::Name(_))));
    }
}
