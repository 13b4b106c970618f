//! The embedded MQTT broker, for sites that run one machine.
//!
//! It keeps nothing on disk: what a gateway has sent is safe with the gateway until ingest's ledger
//! says otherwise, so a broker that forgets loses nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use mqtt5::broker::config::{AuthConfig, StorageBackend, StorageConfig};
use mqtt5::broker::{AuthProvider, BrokerConfig, MqttBroker};
use tokio::task::JoinHandle;

/// A broker that can't start.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    /// The port is taken, or not ours to take.
    #[error("the broker could not listen on {address}: {reason}")]
    Listen {
        /// Where it should have listened.
        address: SocketAddr,
        /// What the system says.
        reason: String,
    },
    /// It speaks plain MQTT, and believes whoever is on this machine.
    #[error(
        "the broker's plain port {0} would be open to the network: it is for this machine only"
    )]
    Open(SocketAddr),
}

/// A running broker. It stops when this is dropped.
#[derive(Debug)]
pub struct Broker {
    address: SocketAddr,
    task: JoinHandle<()>,
}

/// Frames are 256 KiB at most; headers and topic come on top.
const PACKET_BYTES_MAX: usize = wire::MAX_FRAME_BYTES + 4096;
const CLIENTS_MAX: usize = 20_000;
const QUEUED_MAX: usize = 1_000;

impl Broker {
    /// Starts to listen, on this machine only, and believes whoever comes.
    pub async fn start(address: SocketAddr) -> Result<Self, BrokerError> {
        Self::open(address, None).await
    }

    /// The same for a broker behind a gate: `guard` holds whoever comes through that to their own.
    pub async fn start_guarded(
        address: SocketAddr,
        guard: Arc<dyn AuthProvider>,
    ) -> Result<Self, BrokerError> {
        Self::open(address, Some(guard)).await
    }

    async fn open(
        address: SocketAddr,
        guard: Option<Arc<dyn AuthProvider>>,
    ) -> Result<Self, BrokerError> {
        if !address.ip().is_loopback() {
            return Err(BrokerError::Open(address));
        }
        let config = BrokerConfig {
            bind_addresses: vec![address],
            max_clients: CLIENTS_MAX,
            max_packet_size: PACKET_BYTES_MAX,
            maximum_qos: 1,
            // Status is retained; a message of another size has no business here.
            max_retained_message_size: 4096,
            session_expiry_interval: Duration::from_secs(0),
            shared_subscription_available: false,
            sys_topics_enabled: false,
            auth_config: AuthConfig { allow_anonymous: true, ..AuthConfig::default() },
            storage_config: StorageConfig {
                backend: StorageBackend::Memory,
                enable_persistence: false,
                max_queued_messages_per_client: QUEUED_MAX,
                ..StorageConfig::default()
            },
            ..BrokerConfig::default()
        };
        let listen = |reason: String| BrokerError::Listen { address, reason };
        // Its own error hides the cause: look first.
        std::net::TcpListener::bind(address).map_err(|error| listen(error.to_string()))?;
        let mut broker =
            MqttBroker::with_config(config).await.map_err(|error| listen(error.to_string()))?;
        if let Some(guard) = guard {
            broker = broker.with_auth_provider(guard);
        }
        let address = broker.local_addr().unwrap_or(address);
        let mut ready = broker.ready_receiver();
        let task = tokio::spawn(async move {
            if let Err(error) = broker.run().await {
                tracing::error!(%error, "the embedded broker has stopped");
            }
        });
        // It is ready, or its task has ended and said why.
        let _ = ready.wait_for(|ready| *ready).await;
        Ok(Self { address, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.task.abort();
    }
}
