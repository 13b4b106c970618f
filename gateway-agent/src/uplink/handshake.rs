//! A TLS handshake with the broker, and nothing more: whether it lets this gateway's certificate in.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::Tls;

/// Shakes hands, and hears whether the broker takes it back: a server of TLS 1.3 says only afterwards
/// what it thinks of a certificate.
pub(crate) async fn handshake(stream: TcpStream, host: &str, tls: &Tls) -> io::Result<()> {
    let invalid = |why: &'static str| io::Error::new(io::ErrorKind::InvalidInput, why);
    let read = |pem| CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let mut roots = RootCertStore::empty();
    let authority = read(&tls.authority).map_err(|_| invalid("ca_file holds no certificate"))?;
    if roots.add_parsable_certificates(authority).0 == 0 {
        return Err(invalid("ca_file holds no certificate"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots);
    let config = match &tls.own {
        None => config.with_no_client_auth(),
        Some(own) => {
            let pem = own.pem();
            let chain = read(&pem).map_err(|_| invalid("cert_file holds no certificate"))?;
            let key = PrivateKeyDer::from_pem_slice(&pem);
            let key = key.map_err(|_| invalid("cert_key_file holds no key"))?;
            config.with_client_auth_cert(chain, key).map_err(io::Error::other)?
        }
    };
    let name = ServerName::try_from(host.to_owned());
    let name = name.map_err(|_| invalid("the broker's name can't be in a certificate"))?;
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    match timeout(AFTERTHOUGHT, stream.read(&mut [0; 1])).await {
        // It waits for us to say something, as a broker does.
        Err(_) => Ok(()),
        Ok(read) => match read? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it closed the connection")),
            _ => Ok(()),
        },
    }
}

const AFTERTHOUGHT: Duration = Duration::from_secs(1);
