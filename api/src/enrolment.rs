//! The enrolment port: a line of JSON over TLS, and a certificate as the answer.
//!
//! Whoever has a code becomes the gateway that the code was made for; whoever shows a certificate that
//! counts is given the next one. Both are journalled before the answer goes out.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gateway_agent::enrol::{Ask, Enrolled, Told};
use gateway_agent::identity::{RequestedKey, read_request};
use ingest::entry::{Entry, GatewayChange, GatewayFact, Serial, Trust};
use ingest::pipeline::Pipeline;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, info, warn};
use vitals::GatewayId;
use wire::GatewayKey;

use crate::authority::{Authority, unix_ms};
use crate::gate;

pub use self::codes::{CODE_LIFE, Codes, CodesError, Grant};
use self::tries::Tries;

mod codes;
pub mod desk;
mod tries;

/// What certificates are given by.
pub(crate) struct Office {
    pub(crate) authority: Arc<Authority>,
    pub(crate) codes: Codes,
    pub(crate) pipeline: Arc<Pipeline>,
    pub(crate) master_key: [u8; 32],
    pub(crate) tenant: String,
    /// What gateways are told of the broker: `host:port`, or `:port` of this server.
    pub(crate) broker: String,
}

/// The port; closed when this is dropped.
pub(crate) struct Counter {
    task: JoinHandle<()>,
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the connections share.
struct Inside {
    office: Office,
    tls: TlsAcceptor,
    tries: Mutex<Tries>,
    /// One certificate at a time: a code is looked at and used up in one go.
    turn: Mutex<()>,
    connections: Semaphore,
}

impl Counter {
    /// Opens the port.
    pub(crate) fn open(listener: TcpListener, tls: TlsAcceptor, office: Office) -> Self {
        let connections = Semaphore::new(CONNECTIONS_MAX);
        let (tries, turn) = (Mutex::default(), Mutex::default());
        let inside = Arc::new(Inside { office, tls, tries, turn, connections });
        Self { task: tokio::spawn(serve(listener, inside)) }
    }
}

async fn serve(listener: TcpListener, inside: Arc<Inside>) {
    loop {
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "the enrolment port takes no connection");
                sleep(ACCEPT_DELAY).await;
                continue;
            }
        };
        let inside = inside.clone();
        tokio::spawn(async move {
            // Those that wait for nothing would keep out those that want something.
            let Ok(_place) = inside.connections.try_acquire() else { return };
            match timeout(CONNECTION_MAX, inside.connection(stream, from)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => debug!(%from, %error, "a connection to the enrolment port ended"),
                Err(_) => debug!(%from, "a connection to the enrolment port took too long"),
            }
        });
    }
}

impl Inside {
    async fn connection(&self, stream: TcpStream, from: SocketAddr) -> std::io::Result<()> {
        let mut stream = self.tls.accept(stream).await?;
        let shown = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first().cloned());
        let mut line = String::new();
        BufReader::new((&mut stream).take(LINE_BYTES_MAX)).read_line(&mut line).await?;
        let told = match serde_json::from_str(&line) {
            Ok(Ask::Enrol { secret, request }) => self.enrol(from.ip(), &secret, &request).await,
            Ok(Ask::Renew { request }) => {
                self.renew(shown.and_then(|der| gate::shown(&der)), &request).await
            }
            Err(_) => {
                Err("this is the enrolment port of Hearthwatch, and that was no question for it"
                    .into())
            }
        };
        let told = told.unwrap_or_else(|reason| Told::Refused { reason });
        let answer = serde_json::to_string(&told).map_err(std::io::Error::other)? + "\n";
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    }

    async fn enrol(&self, from: IpAddr, secret: &str, request: &str) -> Result<Told, String> {
        let key = requested(request)?;
        let now = SystemTime::now();
        let _turn = self.turn.lock().await;
        if !self.tries.lock().await.may_try(from, now) {
            return Err("too many wrong codes: wait a quarter of an hour".into());
        }
        let grant = match self.office.codes.take(secret, &key, unix_ms(now)) {
            Ok(Some(grant)) => grant,
            Ok(None) => {
                self.tries.lock().await.failed(from, now);
                warn!(%from, "somebody came with a code that isn't one, is used up, or too old");
                return Err(
                    "this code isn't one, was used, or is too old: have a new one made".into()
                );
            }
            Err(error) => {
                tracing::error!(%error, "the codes can't be read");
                return Err("the server can't look at its codes: tell the operator".into());
            }
        };
        let Grant { gateway, by, .. } = grant;
        let certificate = self.certify(&gateway, &key, now, Some(by)).await?;
        info!(%gateway, %from, "a gateway was enrolled");
        let office = &self.office;
        Ok(Told::Enrolled(Box::new(Enrolled {
            certificate,
            authority: office.authority.pem(),
            key: GatewayKey::derive(&office.master_key, &gateway).to_hex(),
            gateway: gateway.to_string(),
            broker: office.broker.clone(),
            tenant: office.tenant.clone(),
            shard: grant.shard.to_string(),
        })))
    }

    async fn renew(
        &self,
        shown: Option<(GatewayId, Serial, i64)>,
        request: &str,
    ) -> Result<Told, String> {
        let Some((gateway, serial, not_after)) = shown else {
            return Err("show the certificate that is to be renewed".into());
        };
        let key = requested(request)?;
        let now = SystemTime::now();
        let _turn = self.turn.lock().await;
        let fleet = self.office.pipeline.fleet().borrow().clone();
        // TLS looked at the dates, too; a certificate that lasted as long as a handshake is none.
        if !fleet.admits(&gateway, serial) || unix_ms(now) >= not_after {
            return Err("this gateway was shut out: it needs a new code".into());
        }
        let newest = fleet.member(&gateway).and_then(|member| member.certificate);
        if newest.is_some_and(|(newest, _)| unix_ms(now) - newest.made_at() < RENEWALS_APART_MS) {
            return Err("there was a new certificate a moment ago: wait a minute".into());
        }
        let certificate = self.certify(&gateway, &key, now, None).await?;
        info!(%gateway, "a gateway's certificate was renewed");
        Ok(Told::Renewed { certificate })
    }

    /// Makes a certificate, and has it in the journal before anybody gets it.
    async fn certify(
        &self,
        gateway: &GatewayId,
        key: &RequestedKey,
        now: SystemTime,
        by: Option<String>,
    ) -> Result<String, String> {
        let Office { authority, pipeline, tenant, .. } = &self.office;
        let made = authority.certify(gateway, tenant, key, now).map_err(|error| {
            tracing::error!(%error, "could not make a certificate");
            "the server can't make a certificate: tell the operator".to_owned()
        })?;
        let mut entries = Vec::new();
        if pipeline.fleet().borrow().member(gateway).is_none() {
            let (gateway, trust) = (gateway.clone(), Trust::Authenticated);
            entries.push(Entry::Registered { gateway, trust });
        }
        let change =
            GatewayChange::Certified { serial: made.serial, not_after: made.not_after, by };
        entries.push(Entry::Gateway(GatewayFact { gateway: gateway.clone(), change }));
        if pipeline.enlist(entries).await {
            Ok(made.pem)
        } else {
            Err("the server is stopping: try again when it is back".into())
        }
    }
}

fn requested(request: &str) -> Result<RequestedKey, String> {
    let der =
        STANDARD.decode(request).map_err(|_| "the signing request is no base 64".to_owned())?;
    read_request(&der).map_err(|error| error.to_string())
}

const LINE_BYTES_MAX: u64 = 16 * 1024;
const CONNECTIONS_MAX: usize = 64;
const CONNECTION_MAX: Duration = Duration::from_secs(15);
const ACCEPT_DELAY: Duration = Duration::from_millis(100);
const RENEWALS_APART_MS: i64 = 5_000;
