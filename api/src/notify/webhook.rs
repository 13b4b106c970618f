//! A webhook: one signed POST on a connection of its own. It follows no redirect and keeps no cookie.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, Uri, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::failure::Failure;
use super::sign::{SigningKey, signatures};

/// Where to post, and how.
#[derive(Clone)]
pub struct Webhook {
    url: Uri,
    keys: Vec<SigningKey>,
    timeout: Duration,
    tls: Arc<ClientConfig>,
}

impl Webhook {
    /// A webhook. The address was looked at by [`address`].
    pub fn new(url: Uri, keys: Vec<SigningKey>, timeout: Duration, tls: Arc<ClientConfig>) -> Self {
        Self { url, keys, timeout, tls }
    }

    /// Posts an event. Whoever answers with 2xx has taken it.
    pub(super) async fn send(&self, id: &str, now_s: i64, body: Vec<u8>) -> Result<(), Failure> {
        let answer = tokio::time::timeout(self.timeout, self.post(id, now_s, body)).await;
        match answer.map_err(|_| Failure::TimedOut)?? {
            200..=299 => Ok(()),
            status @ 300..=399 => Err(Failure::Redirected(status)),
            status => Err(Failure::Answered(status)),
        }
    }

    async fn post(&self, id: &str, now_s: i64, body: Vec<u8>) -> Result<u16, Failure> {
        let host = host(&self.url);
        let is_tls = self.url.scheme_str() == Some("https");
        let port = self.url.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let stream = TcpStream::connect((host, port)).await.map_err(|_| Failure::Unreachable)?;
        let request = self.request(id, now_s, body)?;
        if !is_tls {
            return answer(stream, request).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Failure::NoTls)?;
        let tls = TlsConnector::from(self.tls.clone());
        let stream = tls.connect(name, stream).await.map_err(|_| Failure::NoTls)?;
        answer(stream, request).await
    }

    fn request(
        &self,
        id: &str,
        now_s: i64,
        body: Vec<u8>,
    ) -> Result<Request<Full<Bytes>>, Failure> {
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let authority = self.url.authority().map_or("", |authority| authority.as_str());
        Request::post(path)
            .header(header::HOST, authority)
            .header(header::USER_AGENT, concat!("hearthwatch/", env!("CARGO_PKG_VERSION")))
            .header(header::CONTENT_TYPE, "application/cloudevents+json; charset=utf-8")
            .header(header::CONNECTION, "close")
            .header("webhook-id", id)
            .header("webhook-timestamp", now_s)
            .header("webhook-signature", signatures(&self.keys, id, now_s, &body))
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| Failure::Unreachable)
    }
}

/// The status of the answer to a request on a connection without TLS; none without one.
pub(crate) async fn plain_answer(stream: TcpStream, request: Request<Full<Bytes>>) -> Option<u16> {
    answer(stream, request).await.ok()
}

/// The status of the answer. Its body is of no interest, and the connection ends here.
async fn answer<S>(stream: S, request: Request<Full<Bytes>>) -> Result<u16, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut requests, connection) = handshake.map_err(|_| Failure::Unreachable)?;
    let driver = tokio::spawn(connection);
    let answer = requests.send_request(request).await;
    driver.abort();
    Ok(answer.map_err(|_| Failure::BrokeOff)?.status().as_u16())
}

/// An address that something may be posted to, or what is wrong with it.
pub(crate) fn address(text: &str) -> Result<Uri, &'static str> {
    let url: Uri =
        text.parse().map_err(|_| "is not an address such as https://pager.example/in")?;
    let authority = url.authority().ok_or("has no host: write https://pager.example/in")?;
    if authority.as_str().contains('@') {
        return Err("has a name or password in it: the signature says who we are");
    }
    match url.scheme_str() {
        Some("https") => Ok(url),
        Some("http") if is_this_machine(host(&url)) => Ok(url),
        Some("http") => Err("is not encrypted: write https, http only for this machine"),
        _ => Err("must begin with https://"),
    }
}

/// The host of an address, an IPv6 one without its brackets.
fn host(url: &Uri) -> &str {
    url.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
}

pub(crate) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encrypted_or_on_this_machine() {
        for (text, right) in [
            ("https://pager.example/in?x=1", true),
            ("https://pager.example:8443", true),
            ("http://127.0.0.1:9000/in", true),
            ("http://[::1]:9000/in", true),
            ("http://localhost/in", true),
            ("http://pager.example/in", false),
            ("https://user:secret@pager.example/in", false),
            ("ftp://pager.example/in", false),
            ("pager.example", false),
            ("/in", false),
            ("https://", false),
        ] {
            assert_eq!(address(text).is_ok(), right, "{text}");
        }
    }
}
