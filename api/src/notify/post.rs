//! One POST on a connection of its own. It follows no redirect and keeps no cookie.

use std::net::SocketAddr;
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
use super::webhook::host;

/// Where and how something is posted.
pub(crate) struct Post<'a> {
    pub(crate) url: &'a Uri,
    pub(crate) timeout: Duration,
    pub(crate) tls: &'a Arc<ClientConfig>,
    /// Beside those that every post has.
    pub(crate) headers: Vec<(&'a str, String)>,
    pub(crate) media: &'static str,
    /// Whether a connection may lead there: what a name stands for is looked up anew each time.
    pub(crate) may_lead_to: &'a (dyn Fn(&SocketAddr) -> bool + Send + Sync),
}

impl Post<'_> {
    /// Posts a body. Whoever answers with 2xx has taken it.
    pub(crate) async fn send(&self, body: Vec<u8>) -> Result<(), Failure> {
        let answer = tokio::time::timeout(self.timeout, self.post(body)).await;
        match answer.map_err(|_| Failure::TimedOut)?? {
            200..=299 => Ok(()),
            status @ 300..=399 => Err(Failure::Redirected(status)),
            status => Err(Failure::Answered(status)),
        }
    }

    async fn post(&self, body: Vec<u8>) -> Result<u16, Failure> {
        let host = host(self.url);
        let is_tls = self.url.scheme_str() == Some("https");
        let port = self.url.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let found = tokio::net::lookup_host((host, port)).await;
        let found = found.map_err(|_| Failure::Unreachable)?;
        let allowed: Vec<SocketAddr> =
            found.filter(|address| (self.may_lead_to)(address)).collect();
        let stream = TcpStream::connect(&allowed[..]).await.map_err(|_| Failure::Unreachable)?;
        let request = self.request(body)?;
        if !is_tls {
            return answer(stream, request).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Failure::NoTls)?;
        let tls = TlsConnector::from(self.tls.clone());
        let stream = tls.connect(name, stream).await.map_err(|_| Failure::NoTls)?;
        answer(stream, request).await
    }

    fn request(&self, body: Vec<u8>) -> Result<Request<Full<Bytes>>, Failure> {
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let authority = self.url.authority().map_or("", |authority| authority.as_str());
        let request = Request::post(path)
            .header(header::HOST, authority)
            .header(header::USER_AGENT, concat!("hearthwatch/", env!("CARGO_PKG_VERSION")))
            .header(header::CONTENT_TYPE, self.media)
            .header(header::CONNECTION, "close");
        let headers = self.headers.iter();
        let request = headers.fold(request, |request, (name, value)| request.header(*name, value));
        request.body(Full::new(Bytes::from(body))).map_err(|_| Failure::Unreachable)
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
