//! How to reach the broker, in the client's terms.

use std::time::Duration;

use rumqttc::{
    Broker, IncomingPacketSizeLimit, LastWill, LastWillProperties, MqttOptions, NetworkOptions,
    QoS, TlsConfiguration, Transport,
};
use vitals::GatewayId;

use crate::identity::Identity;

/// How a gateway reaches its broker.
#[derive(Debug, Clone)]
pub struct UplinkOptions {
    /// Who connects; also the client id.
    pub gateway: GatewayId,
    /// Name or address of the broker.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Encryption, if any.
    pub tls: Option<Tls>,
    /// A user and a password, if the broker wants them.
    pub credentials: Option<Credentials>,
    /// First level of the topics after `rpm/v1`.
    pub tenant: String,
    /// Second level of the topics after `rpm/v1`.
    pub shard: String,
    /// Silence after which the two ask each other whether they are still there.
    pub keep_alive: Duration,
}

/// Certificates in PEM.
#[derive(Clone)]
pub struct Tls {
    /// The authority that signed the broker's certificate.
    pub authority: Vec<u8>,
    /// The gateway's own certificate and key, if the broker asks for them.
    pub own: Option<Identity>,
}

/// A user's name and password.
#[derive(Clone)]
pub struct Credentials {
    /// The user.
    pub username: String,
    /// The password.
    pub password: String,
}

impl UplinkOptions {
    /// The topic of this gateway that ends so.
    pub fn topic(&self, last: &str) -> String {
        format!("rpm/v1/{}/{}/{}/{last}", self.tenant, self.shard, self.gateway)
    }

    /// Options for one connection, whose end makes the broker say `offline`.
    pub(super) fn mqtt(&self, offline: &str) -> MqttOptions {
        let broker = Broker::tcp(self.host.as_str(), self.port);
        let mut options = MqttOptions::new(self.gateway.as_str(), broker);
        let keep_alive = self.keep_alive.as_secs().clamp(1, u64::from(u16::MAX));
        // Clamped to what fits.
        options.set_keep_alive(keep_alive as u16);
        options.set_clean_start(true);
        options.set_connect_timeout(CONNECT_TIMEOUT);
        options.set_max_packet_size(Some(INCOMING_BYTES_MAX));
        options.set_incoming_packet_size_limit(IncomingPacketSizeLimit::Bytes(INCOMING_BYTES_MAX));
        options.set_receive_maximum(Some(INFLIGHT));
        // The fork scans its whole table at each flush: CRATES section 2, rumqttc item 4.
        options.set_outgoing_inflight_upper_limit(INFLIGHT);
        let mut network = NetworkOptions::new();
        network.set_tcp_nodelay(true);
        options.set_network_options(network);
        let properties = LastWillProperties {
            delay_interval: None,
            payload_format_indicator: None,
            message_expiry_interval: None,
            content_type: Some(wire::CONTENT_TYPE_JSON.to_owned()),
            response_topic: None,
            correlation_data: None,
            user_properties: Vec::new(),
        };
        let (topic, qos) = (self.topic("status"), QoS::AtLeastOnce);
        options.set_last_will(LastWill::new(topic, offline, qos, true, Some(properties)));
        if let Some(Credentials { username, password }) = self.credentials.clone() {
            options.set_credentials(username, password);
        }
        if let Some(Tls { authority, own }) = self.tls.clone() {
            // Both lie in one text, and each is found by its label.
            let client_auth = own.map(|own| (own.pem(), own.pem()));
            let tls = TlsConfiguration::Simple { ca: authority, alpn: None, client_auth };
            options.set_transport(Transport::tls_with_config(tls));
        }
        options
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Ledgers and commands are far below this.
const INCOMING_BYTES_MAX: u32 = 64 * 1024;
/// More than the agent's window of frames, so that nothing waits in the client.
const INFLIGHT: u16 = 32;
