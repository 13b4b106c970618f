//! What the embedded broker lets a gateway do: be itself, and use its own topics.

use std::future::ready;
use std::net::SocketAddr;
use std::pin::Pin;

use mqtt5::broker::{AuthProvider, AuthResult};
use mqtt5::packet::connect::ConnectPacket;
use mqtt5::protocol::v5::reason_codes::ReasonCode;

use super::{Holder, Passes};

/// Decides for the broker who may connect, publish and subscribe.
pub(crate) struct Guard {
    passes: Passes,
    tenant: String,
    shards: Vec<u32>,
}

/// What a gateway publishes to.
const PUBLISHES: [&str; 3] = ["readings", "status", "cmd/ack"];
/// What it hears.
const SUBSCRIBES: [&str; 2] = ["ledger", "cmd"];

impl Guard {
    pub(crate) fn new(passes: Passes, tenant: String, shards: Vec<u32>) -> Self {
        Self { passes, tenant, shards }
    }

    /// Why a connection from there isn't allowed; whose it is, if it is a gateway's.
    fn connect(
        &self,
        connect: &ConnectPacket,
        from: SocketAddr,
    ) -> Result<Option<String>, &'static str> {
        let gateway = match self.passes.holder(from) {
            Holder::Local => return Ok(None),
            Holder::Nobody => return Err("it is gone"),
            Holder::Gateway(gateway) => gateway,
        };
        // MQTT 3.1.1 can't be told that a publish was refused.
        if connect.protocol_version != 5 {
            return Err("it does not speak MQTT 5");
        }
        if connect.client_id != gateway.as_str() {
            return Err("its client id is not its own");
        }
        let own = |topic: &str| self.is_own(gateway.as_str(), topic, &PUBLISHES);
        if connect.will.as_ref().is_some_and(|will| !own(&will.topic)) {
            return Err("its will is for a topic that is not its own");
        }
        Ok(Some(gateway.to_string()))
    }

    /// Whether a topic is one of these of this gateway. A filter with a wildcard is none.
    fn is_own(&self, gateway: &str, topic: &str, last: &[&str]) -> bool {
        let own = |rest: &str| {
            let (shard, rest) = rest.split_once('/')?;
            let is_ours = self.shards.iter().any(|ours| ours.to_string() == shard);
            let rest = rest.strip_prefix(gateway)?.strip_prefix('/')?;
            Some(is_ours && last.contains(&rest))
        };
        let rest =
            topic.strip_prefix("rpm/v1/").and_then(|it| it.strip_prefix(self.tenant.as_str()));
        rest.and_then(|rest| rest.strip_prefix('/')).and_then(own).unwrap_or(false)
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl AuthProvider for Guard {
    fn authenticate<'a>(
        &'a self,
        connect: &'a ConnectPacket,
        client_addr: SocketAddr,
    ) -> Answer<'a, mqtt5::error::Result<AuthResult>> {
        let result = match self.connect(connect, client_addr) {
            Ok(None) => AuthResult::success(),
            Ok(Some(gateway)) => AuthResult::success_with_user(gateway),
            Err(why) => {
                // An id has 64 characters at most; whoever comes with more gets no more of the log.
                let client = &connect.client_id[..connect.client_id.floor_char_boundary(64)];
                tracing::warn!(client, why, "a gateway was refused");
                AuthResult::fail(ReasonCode::NotAuthorized)
            }
        };
        Box::pin(ready(Ok(result)))
    }

    fn authorize_publish<'a>(
        &'a self,
        _client_id: &str,
        user_id: Option<&'a str>,
        topic: &'a str,
    ) -> Answer<'a, bool> {
        Box::pin(ready(user_id.is_none_or(|gateway| self.is_own(gateway, topic, &PUBLISHES))))
    }

    fn authorize_subscribe<'a>(
        &'a self,
        _client_id: &str,
        user_id: Option<&'a str>,
        filter: &'a str,
    ) -> Answer<'a, bool> {
        Box::pin(ready(user_id.is_none_or(|gateway| self.is_own(gateway, filter, &SUBSCRIBES))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::GATE_ADDRESS;
    use super::*;

    fn guard() -> (Guard, SocketAddr) {
        let passes = Passes::default();
        let from = SocketAddr::from((GATE_ADDRESS, 7));
        passes.0.lock().unwrap().insert(from, "gw-1".parse().unwrap());
        (Guard::new(passes, "home".into(), vec![0, 3]), from)
    }

    #[test]
    fn a_gateway_is_itself_and_nobody_else() {
        let (guard, from) = guard();
        let check = |client: &str, from: SocketAddr, expected: Result<Option<&str>, ()>| {
            let connect = ConnectPacket::new(mqtt5::ConnectOptions::new(client).protocol_options);
            let found = guard.connect(&connect, from).map_err(drop);
            assert_eq!(found, expected.map(|user| user.map(str::to_owned)), "{client} from {from}");
        };
        check("gw-1", from, Ok(Some("gw-1")));
        check("gw-2", from, Err(()));
        check("hearthwatch-ingest-home-0", from, Err(()));
        check("", from, Err(()));
        check("anybody", "127.0.0.1:7".parse().unwrap(), Ok(None));
        // What was on its way when the gate closed is nobody's, and not this machine's.
        check("gw-1", SocketAddr::from((GATE_ADDRESS, 8)), Err(()));
    }

    #[test]
    fn a_gateway_has_its_own_topics_and_no_others() {
        let (guard, _) = guard();
        let publishes = |topic: &str| guard.is_own("gw-1", topic, &PUBLISHES);
        let subscribes = |topic: &str| guard.is_own("gw-1", topic, &SUBSCRIBES);
        for own in ["rpm/v1/home/0/gw-1/readings", "rpm/v1/home/3/gw-1/status"] {
            assert!(publishes(own) && !subscribes(own), "{own}");
        }
        assert!(publishes("rpm/v1/home/0/gw-1/cmd/ack"));
        for heard in ["rpm/v1/home/0/gw-1/ledger", "rpm/v1/home/0/gw-1/cmd"] {
            assert!(subscribes(heard) && !publishes(heard), "{heard}");
        }
        for strange in [
            "rpm/v1/home/0/gw-2/readings",
            "rpm/v1/home/0/gw-10/readings",
            "rpm/v1/home/0/gw-1/gw-2/readings",
            "rpm/v1/home/1/gw-1/readings",
            "rpm/v1/homes/0/gw-1/readings",
            "rpm/v1/home/0/gw-1/readings/",
            "rpm/v1/home/0/+/ledger",
            "rpm/v1/home/0/gw-1/#",
            "$share/a/rpm/v1/home/0/gw-1/ledger",
            "#",
            "",
        ] {
            assert!(!publishes(strange) && !subscribes(strange), "{strange}");
        }
    }
}
