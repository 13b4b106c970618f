//! The provider: what it says of itself, its keys, and codes for tokens. Each request has a connection
//! of its own, follows nothing, and is over in seconds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request, Uri, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::OpenIdError;
use super::keys::Keys;
use super::pending::Pending;
use super::settings::OpenIdSettings;

/// What a provider says of itself.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub(super) authorization_endpoint: String,
    pub(super) end_session_endpoint: Option<String>,
    token_endpoint: String,
    jwks_uri: String,
    /// Whether it takes the secret in the form only.
    takes_post_only: bool,
}

/// A provider, and what is known of it.
pub(super) struct Provider {
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    tls: Arc<ClientConfig>,
    about: Mutex<Option<(Instant, About)>>,
    keys: Mutex<Option<(Instant, Arc<Keys>)>>,
}

const TIMEOUT: Duration = Duration::from_secs(10);
const BYTES_MAX: usize = 256 * 1024;
/// What it says of itself and its keys count for so long.
const FRESH: Duration = Duration::from_secs(3600);
/// Unknown keys are looked for no more often.
const KEYS_PAUSE: Duration = Duration::from_secs(30);

impl Provider {
    pub(super) fn new(settings: &OpenIdSettings) -> Self {
        Self {
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            client_secret: settings.client_secret.clone(),
            tls: settings.tls.clone(),
            about: Mutex::default(),
            keys: Mutex::default(),
        }
    }

    /// What it says of itself.
    pub(super) async fn about(&self) -> Result<About, OpenIdError> {
        let mut known = self.about.lock().await;
        if let Some((at, about)) = known.as_ref()
            && at.elapsed() < FRESH
        {
            return Ok(about.clone());
        }
        let address =
            format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let said = self.ask(Method::GET, &address, None, None).await?;
        if said["issuer"].as_str() != Some(&self.issuer) {
            return Err(OpenIdError::Provider(
                "it calls itself otherwise than the configuration does",
            ));
        }
        let text = |name: &str| said[name].as_str().map(str::to_owned);
        let needed = |name| text(name).ok_or(OpenIdError::Provider("it doesn't say where to ask"));
        let ways = said["token_endpoint_auth_methods_supported"].as_array();
        let takes = |way: &str| ways.is_some_and(|ways| ways.iter().any(|of| of == way));
        let about = About {
            authorization_endpoint: needed("authorization_endpoint")?,
            end_session_endpoint: text("end_session_endpoint"),
            token_endpoint: needed("token_endpoint")?,
            jwks_uri: needed("jwks_uri")?,
            takes_post_only: takes("client_secret_post") && !takes("client_secret_basic"),
        };
        *known = Some((Instant::now(), about.clone()));
        Ok(about)
    }

    /// Its keys; `fresh` ones if a token names one that is not known.
    pub(super) async fn keys(&self, fresh: bool) -> Result<Arc<Keys>, OpenIdError> {
        let about = self.about().await?;
        let mut known = self.keys.lock().await;
        if let Some((at, keys)) = known.as_ref() {
            let limit = if fresh { KEYS_PAUSE } else { FRESH };
            if at.elapsed() < limit {
                return Ok(keys.clone());
            }
        }
        let keys = Arc::new(Keys::read(&self.ask(Method::GET, &about.jwks_uri, None, None).await?));
        *known = Some((Instant::now(), keys.clone()));
        Ok(keys)
    }

    /// A code for the token that it stands for.
    pub(super) async fn exchange(&self, code: &str, of: &Pending) -> Result<String, OpenIdError> {
        let about = self.about().await?;
        let (form, basic) = self.question(&about, code, of);
        let given = self.ask(Method::POST, &about.token_endpoint, Some(form), basic).await?;
        let token = given["id_token"].as_str().map(str::to_owned);
        token.ok_or(OpenIdError::Provider("it gave no token"))
    }

    /// The form for a token, and how the client says who it is.
    fn question(&self, about: &About, code: &str, of: &Pending) -> (String, Option<String>) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &of.back)
            .append_pair("code_verifier", of.verifier.reveal());
        let mut basic = None;
        match &self.client_secret {
            Some(secret) if !about.takes_post_only => {
                let encoded = |text: &str| -> String {
                    form_urlencoded::byte_serialize(text.as_bytes()).collect()
                };
                let pair = format!("{}:{}", encoded(&self.client_id), encoded(secret));
                basic = Some(format!("Basic {}", STANDARD.encode(pair)));
            }
            Some(secret) => {
                form.append_pair("client_id", &self.client_id).append_pair("client_secret", secret);
            }
            None => {
                form.append_pair("client_id", &self.client_id);
            }
        }
        (form.finish(), basic)
    }

    async fn ask(
        &self,
        method: Method,
        address: &str,
        form: Option<String>,
        basic: Option<String>,
    ) -> Result<Value, OpenIdError> {
        let asked = self.answer(method, address, form, basic);
        let answered = tokio::time::timeout(TIMEOUT, asked).await;
        answered.map_err(|_| OpenIdError::Provider("it gave no answer in time"))?
    }

    async fn answer(
        &self,
        method: Method,
        address: &str,
        form: Option<String>,
        basic: Option<String>,
    ) -> Result<Value, OpenIdError> {
        let url: Uri = address.parse().map_err(|_| OpenIdError::Provider("its address is none"))?;
        let host = url.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let is_tls = url.scheme_str() == Some("https");
        if !is_tls && !crate::notify::is_this_machine(&host) {
            return Err(OpenIdError::Provider("it has an address without TLS"));
        }
        let port = url.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let request = request(method, &url, form, basic)?;
        let stream = TcpStream::connect((host.as_str(), port)).await;
        let stream = stream.map_err(|_| OpenIdError::Provider("it gave no answer"))?;
        if !is_tls {
            return exchange(stream, request).await;
        }
        let no_tls = || OpenIdError::Provider("it could not prove who it is");
        let name = ServerName::try_from(host).map_err(|_| no_tls())?;
        let stream = TlsConnector::from(self.tls.clone()).connect(name, stream).await;
        exchange(stream.map_err(|_| no_tls())?, request).await
    }
}

fn request(
    method: Method,
    url: &Uri,
    form: Option<String>,
    basic: Option<String>,
) -> Result<Request<Full<Bytes>>, OpenIdError> {
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let authority = url.authority().map_or("", |authority| authority.as_str());
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, authority)
        .header(header::USER_AGENT, concat!("hearthwatch/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "application/json")
        .header(header::CONNECTION, "close");
    if form.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    if let Some(basic) = basic {
        request = request.header(header::AUTHORIZATION, basic);
    }
    let body = Full::new(Bytes::from(form.unwrap_or_default()));
    request.body(body).map_err(|_| OpenIdError::Provider("its address is none"))
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Value, OpenIdError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broke = || OpenIdError::Provider("its answer broke off");
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut requests, connection) = handshake.map_err(|_| broke())?;
    let driver = tokio::spawn(connection);
    let answer = requests.send_request(request).await.map_err(|_| broke())?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), BYTES_MAX).collect().await;
    driver.abort();
    let body = body.map_err(|_| broke())?.to_bytes();
    if !status.is_success() {
        tracing::warn!(%status, "a sign-in service refused a request");
        // A code that was used before, for one.
        return Err(if status.is_client_error() {
            OpenIdError::Refused
        } else {
            OpenIdError::Provider("it is out of order")
        });
    }
    serde_json::from_slice(&body).map_err(|_| OpenIdError::Provider("its answer is no JSON"))
}
