//! The gate for gateways: TLS with a certificate in front of the embedded broker.
//!
//! Whoever comes through is one gateway, by its certificate. The broker learns which through `Passes`
//! and holds it to its own client id and topics (`guard.rs`); the gate itself looks at no MQTT.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use gateway_agent::identity::Certificate;
use ingest::entry::Serial;
use ingest::fleet::Fleet;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::{debug, info, warn};
use vitals::GatewayId;

use self::pace::Paced;
use crate::authority::unix_ms;

mod guard;
mod pace;

pub(crate) use guard::Guard;

/// Every connection that the gate makes to the broker comes from here, and nothing else does: what
/// comes from here without a pass is nobody.
const GATE_ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 83, 87, 1);

/// Which gateway is behind each of the gate's connections to the broker.
#[derive(Debug, Clone, Default)]
pub(crate) struct Passes(Arc<Mutex<HashMap<SocketAddr, GatewayId>>>);

impl Passes {
    /// The gateway is behind this address for as long as the pass is held.
    fn give(&self, address: SocketAddr, gateway: &GatewayId) -> Pass {
        let mut passes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        passes.insert(address, gateway.clone());
        Pass(self.clone(), address)
    }

    /// Who is behind this address: the gate's own are known, or nobody.
    fn holder(&self, address: SocketAddr) -> Holder {
        if address.ip() != GATE_ADDRESS {
            return Holder::Local;
        }
        let passes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        passes.get(&address).cloned().map_or(Holder::Nobody, Holder::Gateway)
    }
}

/// Who is behind a connection to the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Holder {
    /// A program on this machine.
    Local,
    /// This gateway.
    Gateway(GatewayId),
    /// The gate's, but no more: bytes that were on their way when it closed.
    Nobody,
}

/// An entry in `Passes`, for as long as it is held.
struct Pass(Passes, SocketAddr);

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// A gate that is open until it is dropped.
pub(crate) struct Gate {
    task: JoinHandle<()>,
}

/// What each connection needs.
#[derive(Clone)]
struct Inside {
    tls: TlsAcceptor,
    broker: SocketAddr,
    passes: Passes,
    fleet: watch::Receiver<Arc<Fleet>>,
    handshakes: Arc<Semaphore>,
}

impl Gate {
    /// Opens it in front of the broker at this address.
    pub(crate) fn open(
        listener: TcpListener,
        tls: TlsAcceptor,
        broker: SocketAddr,
        passes: Passes,
        fleet: watch::Receiver<Arc<Fleet>>,
    ) -> Self {
        let handshakes = Arc::new(Semaphore::new(HANDSHAKES_MAX));
        let inside = Inside { tls, broker, passes, fleet, handshakes };
        Self { task: tokio::spawn(serve(listener, inside)) }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, inside: Inside) {
    // They end with this task.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let (stream, from) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "the gateways' port takes no connection");
                sleep(ACCEPT_DELAY).await;
                continue;
            }
        };
        if connections.len() >= CONNECTIONS_MAX {
            warn!(%from, "too many connections of gateways");
            continue;
        }
        let inside = inside.clone();
        connections.spawn(async move {
            if let Err(why) = inside.connection(stream, from).await {
                debug!(%from, %why, "a gateway's connection ended");
            }
        });
    }
}

impl Inside {
    async fn connection(mut self, stream: TcpStream, from: SocketAddr) -> std::io::Result<()> {
        // Without it a small answer waits for the next one.
        stream.set_nodelay(true)?;
        let mut stream = self.handshake(stream).await?;
        let Some((gateway, serial, not_after)) = visitor(&stream) else {
            return Err(std::io::Error::other("its certificate is no gateway's"));
        };
        if !self.fleet.borrow_and_update().admits(&gateway, serial) {
            info!(%gateway, %from, "a gateway that was shut out, or isn't ours, came to the gate");
            return refuse(&mut stream).await;
        }
        let (broker, _pass) = self.enter(&gateway).await?;
        let cut = until_cut(&mut self.fleet, &gateway, serial, not_after);
        let (reader, mut writer) = tokio::io::split(stream);
        let (mut from_broker, mut to_broker) = broker.into_split();
        let mut reader = Paced::new(reader, BYTES_PER_S, BYTES_AT_ONCE);
        tokio::select! {
            done = tokio::io::copy(&mut reader, &mut to_broker) => done.map(drop),
            done = tokio::io::copy(&mut from_broker, &mut writer) => {
                // Its last word, a refusal perhaps, is to arrive.
                writer.shutdown().await?;
                done.map(drop)
            }
            why = cut => {
                info!(%gateway, %from, why, "a gateway was cut off");
                Ok(())
            }
        }
    }

    async fn handshake(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let _turn = self.handshakes.acquire().await.map_err(std::io::Error::other)?;
        timeout(HANDSHAKE_MAX, self.tls.accept(stream)).await?
    }

    /// Connects to the broker in this gateway's name.
    async fn enter(&self, gateway: &GatewayId) -> std::io::Result<(TcpStream, Pass)> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((GATE_ADDRESS, 0)))?;
        let own = socket.local_addr()?;
        // The pass is there before the broker can ask for it.
        let pass = self.passes.give(own, gateway);
        let stream = socket.connect(self.broker).await?;
        stream.set_nodelay(true)?;
        Ok((stream, pass))
    }
}

/// Whose certificate was shown, which one, and when it ends (Unix ms).
fn visitor(stream: &TlsStream<TcpStream>) -> Option<(GatewayId, Serial, i64)> {
    shown(stream.get_ref().1.peer_certificates()?.first()?)
}

/// The gateway that a certificate is for, which one it is, and when it ends (Unix ms).
pub(crate) fn shown(der: &[u8]) -> Option<(GatewayId, Serial, i64)> {
    let certificate = Certificate::from_der(der)?;
    let serial = Serial::from_certificate(&certificate.serial)?;
    Some((certificate.name.parse().ok()?, serial, certificate.not_after))
}

/// Ends when the gateway is shut out, or its certificate is over; says which.
async fn until_cut(
    fleet: &mut watch::Receiver<Arc<Fleet>>,
    gateway: &GatewayId,
    serial: Serial,
    not_after: i64,
) -> &'static str {
    loop {
        let left = not_after - unix_ms(SystemTime::now());
        let Ok(left @ 1..) = u64::try_from(left) else { return "its certificate is over" };
        // Not longer, since the wall clock may be set.
        let pause = Duration::from_millis(left).min(LOOK_EVERY);
        tokio::select! {
            changed = fleet.changed() => if changed.is_err() { return "the server is stopping" },
            () = sleep(pause) => {}
        }
        if !fleet.borrow_and_update().admits(gateway, serial) {
            return "it was shut out";
        }
    }
}

/// Lets it ask, and answers with MQTT's "not authorized", so that it knows.
async fn refuse(stream: &mut TlsStream<TcpStream>) -> std::io::Result<()> {
    let mut first = [0; 512];
    let _ = timeout(HANDSHAKE_MAX, stream.read(&mut first)).await?;
    stream.write_all(&NOT_AUTHORIZED).await?;
    stream.shutdown().await
}

/// CONNACK of MQTT 5: length 3, no session, 0x87, no properties.
const NOT_AUTHORIZED: [u8; 5] = [0x20, 3, 0, 0x87, 0];
/// A home sends some kB a minute; one that was offline for days sends some MB at once.
const BYTES_PER_S: u32 = 256 * 1024;
const BYTES_AT_ONCE: u32 = 1024 * 1024;
const HANDSHAKES_MAX: usize = 64;
const HANDSHAKE_MAX: Duration = Duration::from_secs(10);
const CONNECTIONS_MAX: usize = 20_000;
const ACCEPT_DELAY: Duration = Duration::from_millis(100);
const LOOK_EVERY: Duration = Duration::from_secs(60);
