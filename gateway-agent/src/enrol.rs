//! How a gateway becomes one of a site: a one-time code, a certificate, and renewals from then on.
//!
//! The protocol is one line of JSON each way over TLS 1.3. With a code, the gateway first makes sure
//! that the server has a certificate of the authority that the code names; later it shows its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use vitals::GatewayId;
use wire::{EnrolmentCode, GatewayKey};

use crate::identity::{Folder, Identity, IdentityError, write_privately};
use crate::uplink::words;

pub use self::keeper::{Renewals, Wish, keep};

mod keeper;
mod trust;

/// What a gateway asks of its server's enrolment port. It holds a secret, so it can't be printed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// To become one of the site's gateways.
    Enrol {
        /// The code's secret, in hexadecimal digits.
        secret: String,
        /// A signing request in DER, in base 64.
        request: String,
    },
    /// For a new certificate; it shows the one that it has.
    Renew {
        /// A signing request in DER, in base 64.
        request: String,
    },
}

/// What the server answers.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// You are one of ours.
    Enrolled(Box<Enrolled>),
    /// Here is your new certificate.
    Renewed {
        /// In PEM.
        certificate: String,
    },
    /// No.
    Refused {
        /// Why.
        reason: String,
    },
}

/// Everything that a new gateway needs to know, its key too.
#[derive(Serialize, Deserialize)]
pub struct Enrolled {
    /// Its id.
    pub gateway: String,
    /// Its certificate, in PEM.
    pub certificate: String,
    /// The authority's certificate, in PEM.
    pub authority: String,
    /// The key of its frames, in hexadecimal digits.
    pub key: String,
    /// Where it publishes: `host:port`; without a host, that of the enrolment.
    pub broker: String,
    /// First level of the topics after `rpm/v1`.
    pub tenant: String,
    /// Second level of the topics after `rpm/v1`.
    pub shard: String,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// `--server`.
    #[error("{0:?} is not a server such as hearthwatch.example:8884")]
    Server(String),
    /// The text of a QR code.
    #[error("{0:?} is not what a code for an enrolment says: hearthwatch:SERVER:PORT/CODE")]
    Invitation(String),
    /// The configuration is there already.
    #[error("{} is there already: this is an enrolled gateway; move the file away to begin anew", .0.display())]
    Exists(PathBuf),
    /// The server can't be reached, or isn't the right one.
    #[error("{}", words::explained(source))]
    Connection {
        /// What the network or TLS says.
        source: std::io::Error,
    },
    /// Nobody answered in time.
    #[error("the server did not answer in {} s", PATIENCE.as_secs())]
    Silent,
    /// The answer can't be understood.
    #[error("the server's answer can't be understood: is {0} its enrolment port?")]
    Answer(String),
    /// The server doesn't want to.
    #[error("the server refused: {0}")]
    Refused(String),
    /// The files.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Certificates that no connection can be made with.
    #[error("the certificates of this gateway can't be used: {0}")]
    Tls(String),
}

/// Enrols a gateway, and writes its configuration and its keys: the configuration last, so that it
/// is there only when everything else is. Called again after a failure, it goes on.
pub async fn enrol(
    server: &str,
    code: &EnrolmentCode,
    config: &Path,
) -> Result<Enrolled, EnrolError> {
    let (host, port) = address(server).ok_or_else(|| EnrolError::Server(server.to_owned()))?;
    if config.exists() {
        return Err(EnrolError::Exists(config.to_owned()));
    }
    // Whoever runs the gateway may do so from another folder.
    let files = std::path::absolute(config).unwrap_or_else(|_| config.to_owned());
    let files = files.with_extension("identity");
    let folder = Folder::of(files.join("identity.pem"));
    let applicant = folder.applicant()?;
    let request = applicant.request("gateway").ok_or(IdentityError::Random)?;
    let secret = code.secret().iter().map(|byte| format!("{byte:02x}")).collect();
    let ask = Ask::Enrol { secret, request: STANDARD.encode(request) };
    let (connector, seen) = trust::by_code(code.clone())?;
    let enrolled = match exchange(&host, port, connector, &ask).await? {
        Told::Enrolled(enrolled) => *enrolled,
        Told::Refused { reason } => return Err(EnrolError::Refused(reason)),
        Told::Renewed { .. } => return Err(EnrolError::Answer(server.to_owned())),
    };
    let misunderstood = || EnrolError::Answer(server.to_owned());
    let key = GatewayKey::from_hex(&enrolled.key).map_err(|_| misunderstood())?;
    let gateway: GatewayId = enrolled.gateway.parse().map_err(|_| misunderstood())?;
    // What was checked counts, not what is said.
    let authority = seen.authority_pem().ok_or_else(misunderstood)?;
    let broker = if enrolled.broker.starts_with(':') {
        format!("{}{}", bracketed(&host), enrolled.broker)
    } else {
        enrolled.broker.clone()
    };
    let text = configuration(&enrolled, &broker, &format!("{}:{port}", bracketed(&host)), &files);
    write_privately(&files.join("authority.pem"), authority.as_bytes())?;
    write_privately(&files.join("gateway.key"), key.to_hex().as_bytes())?;
    folder.take(&applicant, gateway.as_str(), &enrolled.certificate)?;
    write_privately(config, text.as_bytes())?;
    Ok(enrolled)
}

/// The server and the code in the text of a QR code.
pub fn invitation(text: &str) -> Result<(String, EnrolmentCode), EnrolError> {
    let read = || {
        let (server, code) = text.trim().strip_prefix("hearthwatch:")?.rsplit_once('/')?;
        Some((server.to_owned(), code.parse().ok()?))
    };
    // The code is a secret, also if something is wrong with the rest.
    let shown = || text.split('/').next().unwrap_or_default().to_owned();
    read().ok_or_else(|| EnrolError::Invitation(shown()))
}

/// Has a new certificate made, and keeps it: from here on it is the identity.
pub async fn renew(
    server: &(String, u16),
    authority: &[u8],
    identity: &Identity,
    folder: &Folder,
) -> Result<(), EnrolError> {
    let own = identity.certificate().ok_or(IdentityError::Unusable("it can't be read"))?;
    let applicant = folder.applicant()?;
    let request = applicant.request(&own.name).ok_or(IdentityError::Random)?;
    let connector = trust::by_certificate(authority, &identity.pem())?;
    let ask = Ask::Renew { request: STANDARD.encode(request) };
    match exchange(&server.0, server.1, connector, &ask).await? {
        Told::Renewed { certificate } => {
            identity.replace(folder.take(&applicant, &own.name, &certificate)?);
            Ok(())
        }
        Told::Refused { reason } => Err(EnrolError::Refused(reason)),
        Told::Enrolled(_) => Err(EnrolError::Answer(server.0.clone())),
    }
}

/// One line there, one line back.
async fn exchange(
    host: &str,
    port: u16,
    connector: TlsConnector,
    ask: &Ask,
) -> Result<Told, EnrolError> {
    let failed = |source| EnrolError::Connection { source };
    let name = ServerName::try_from(host.to_owned());
    let name = name.map_err(|_| EnrolError::Server(host.to_owned()))?;
    // Plain structs of text.
    let line =
        serde_json::to_string(ask).map_err(|error| EnrolError::Tls(error.to_string()))? + "\n";
    let talk = async {
        let stream = TcpStream::connect((host, port)).await.map_err(failed)?;
        let mut stream = connector.connect(name, stream).await.map_err(failed)?;
        stream.write_all(line.as_bytes()).await.map_err(failed)?;
        stream.flush().await.map_err(failed)?;
        let mut answer = String::new();
        BufReader::new(stream.take(LINE_BYTES_MAX)).read_line(&mut answer).await.map_err(failed)?;
        Ok::<_, EnrolError>(answer)
    };
    let answer = timeout(PATIENCE, talk).await.map_err(|_| EnrolError::Silent)??;
    serde_json::from_str(&answer).map_err(|_| EnrolError::Answer(format!("{host}:{port}")))
}

/// `host:port` or `[::1]:port`; `https://` before it is passed over, since people write it.
pub fn address(text: &str) -> Option<(String, u16)> {
    let text = text.strip_prefix("https://").unwrap_or(text);
    let (host, port) = text.trim_end_matches('/').rsplit_once(':')?;
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let name = bare.unwrap_or(host);
    let good =
        ServerName::try_from(name.to_owned()).is_ok() && bare.is_some() == name.contains(':');
    good.then_some((name.to_owned(), port.parse().ok()?))
}

fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

/// What `gateway-agent run` needs, as a file for people.
fn configuration(enrolled: &Enrolled, broker: &str, server: &str, files: &Path) -> String {
    let Enrolled { gateway, tenant, shard, .. } = enrolled;
    let file = |name: &str| toml::Value::String(files.join(name).display().to_string());
    let quoted = |text: &str| toml::Value::String(text.to_owned());
    let identity = file("identity.pem");
    format!(
        "# Written by `gateway-agent enrol`. gateway-agent/README.md has every key.\n\
         gateway = {}\ntenant = {}\nshard = {}\nbroker = {}\nserver = {}\n\
         ca_file = {}\ncert_file = {identity}\ncert_key_file = {identity}\nkey_file = {}\n\
         spool = {}\n\
         # bluetooth = \"on\"\n# monitors = \"C0:26:DA:00:00:01=finger-1\"\n",
        quoted(gateway),
        quoted(tenant),
        quoted(shard),
        quoted(&format!("mqtts://{broker}")),
        quoted(server),
        file("authority.pem"),
        file("gateway.key"),
        quoted(&files.with_extension("spool").display().to_string()),
    )
}

/// Long enough for a slow line, short enough for a person who waits.
const PATIENCE: Duration = Duration::from_secs(15);
const LINE_BYTES_MAX: u64 = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_host_and_a_port() {
        let check = |text: &str, expected: Option<(&str, u16)>| {
            let expected = expected.map(|(host, port)| (host.to_owned(), port));
            assert_eq!(address(text), expected, "{text}");
        };
        check("hearthwatch.example:8884", Some(("hearthwatch.example", 8884)));
        check("https://hearthwatch.example:8884/", Some(("hearthwatch.example", 8884)));
        check("192.168.1.7:8884", Some(("192.168.1.7", 8884)));
        check("[::1]:8884", Some(("::1", 8884)));
        check("::1:8884", None);
        check("hearthwatch.example", None);
        check("a b:1", None);
    }

    #[test]
    fn a_qr_code_says_server_and_code_and_an_error_does_not_say_the_code() {
        let code = EnrolmentCode::new(b"authority", [7; 8]);
        let text = format!("hearthwatch:[::1]:8884/{code}");
        let read = invitation(&text).unwrap();
        assert_eq!(read, ("[::1]:8884".to_owned(), code.clone()));
        let wrong = invitation(&text[1..]).unwrap_err().to_string();
        assert!(!wrong.contains(&code.to_string()), "{wrong}");
    }

    #[test]
    fn what_is_written_is_a_configuration_and_hides_nothing_in_a_name() {
        let enrolled = Enrolled {
            gateway: "gw-1".into(),
            certificate: String::new(),
            authority: String::new(),
            key: "0".repeat(64),
            broker: ":8883".into(),
            tenant: "ho\"me".into(),
            shard: "0".into(),
        };
        let text = configuration(&enrolled, "[::1]:8883", "[::1]:8884", Path::new("/x/g.identity"));
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["tenant"].as_str(), Some("ho\"me"));
        assert_eq!(table["broker"].as_str(), Some("mqtts://[::1]:8883"));
        assert_eq!(table["cert_file"], table["cert_key_file"]);
    }
}
