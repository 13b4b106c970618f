//! Where gateways come in: TLS ports, and the names that this server's certificate holds.

use std::net::SocketAddr;

use super::{BrokerChoice, Mistake, Written, mistake};
use crate::authority::is_name;

/// Where gateways come in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doors {
    /// The embedded broker's port for gateways with a certificate.
    pub gateways: Option<SocketAddr>,
    /// The port for codes and renewals.
    pub enrolment: Option<SocketAddr>,
    /// What gateways may call this server.
    pub names: Vec<String>,
    /// What a new gateway is told of the broker: `host:port`, or `:port` of this server.
    pub broker: String,
}

impl Doors {
    /// A gateway that is enrolled would call the server like this.
    pub fn server(&self) -> Option<String> {
        let port = self.enrolment?.port();
        let name = self.names.first()?;
        Some(if name.contains(':') { format!("[{name}]:{port}") } else { format!("{name}:{port}") })
    }
}

pub(super) fn doors(written: &Written, broker: BrokerChoice, mistakes: &mut Vec<Mistake>) -> Doors {
    let mut address = |key: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        let address = text.parse().ok();
        if address.is_none() {
            let what = format!("{text:?} is not an address such as 0.0.0.0:8883");
            mistakes.push(mistake(key, what));
        }
        address
    };
    let gateways: Option<SocketAddr> = address("gateways_listen", &written.gateways_listen);
    let enrolment: Option<SocketAddr> = address("enrol_listen", &written.enrol_listen);
    match (broker, gateways) {
        (BrokerChoice::Foreign(_), Some(_)) => mistakes.push(mistake(
            "gateways_listen",
            "is a port of the embedded broker: leave out this or `broker`",
        )),
        // The gate in front of it comes from an address of its own, which IPv6 doesn't have.
        (BrokerChoice::Embedded(address), Some(_)) if !address.is_ipv4() => mistakes
            .push(mistake("broker_listen", "must be 127.0.0.1 and a port beside gateways_listen")),
        _ => {}
    }
    for name in written.names.iter().filter(|name| !is_name(name)) {
        mistakes.push(mistake("names", format!("{name:?} is neither a name nor an address")));
    }
    let told = told(written, gateways, enrolment, mistakes);
    let own = [gateways, enrolment].into_iter().flatten().map(|address| address.ip());
    let own = own.filter(|ip| !ip.is_unspecified()).map(|ip| ip.to_string());
    let mut names = written.names.clone();
    for name in own.chain(["localhost", "127.0.0.1", "::1"].map(str::to_owned)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Doors { gateways, enrolment, names, broker: told }
}

/// What new gateways are told of the broker.
fn told(
    written: &Written,
    gateways: Option<SocketAddr>,
    enrolment: Option<SocketAddr>,
    mistakes: &mut Vec<Mistake>,
) -> String {
    match (&written.gateways_broker, gateways) {
        (Some(told), _) => {
            let is_address = told
                .rsplit_once(':')
                .is_some_and(|(host, port)| is_name(host) && port.parse::<u16>().is_ok());
            if !is_address {
                let what = format!("{told:?} is not a name and a port, such as mqtt.example:8883");
                mistakes.push(mistake("gateways_broker", what));
            }
            told.clone()
        }
        (None, Some(address)) => format!(":{}", address.port()),
        (None, None) if enrolment.is_some() => {
            let what = "is needed beside enrol_listen: where do new gateways publish? Or open \
                        gateways_listen";
            mistakes.push(mistake("gateways_broker", what));
            String::new()
        }
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::testing::check;

    #[test]
    fn the_plain_broker_stays_on_this_machine() {
        check("broker_listen = \"0.0.0.0:1883\"", &["broker_listen"]);
        check("broker_listen = \"192.168.1.7:1883\"\nopen_to_network = true", &["broker_listen"]);
        check("gateways_listen = \"0.0.0.0:8883\"", &[]);
        check(
            "gateways_listen = \"0.0.0.0:8883\"\nbroker_listen = \"[::1]:1883\"",
            &["broker_listen"],
        );
    }

    #[test]
    fn the_doors_of_gateways_fit_together() {
        check(
            "gateways_listen = \"x\"\nenrol_listen = \"y\"",
            &["gateways_listen", "enrol_listen"],
        );
        check("enrol_listen = \"0.0.0.0:8884\"", &["gateways_broker"]);
        let foreign = "broker = \"127.0.0.1:1884\"\nenrol_listen = \"0.0.0.0:8884\"\n";
        check(&format!("{foreign}gateways_broker = \"mqtt.example:8883\""), &[]);
        check(&format!("{foreign}gateways_broker = \"mqtt.example\""), &["gateways_broker"]);
        check(&format!("{foreign}gateways_listen = \"0.0.0.0:8883\""), &["gateways_listen"]);
        check("names = [\"a b\"]", &["names"]);
    }

    #[test]
    fn a_new_gateway_is_told_the_first_name() {
        let text = "gateways_listen = \"0.0.0.0:8883\"\nenrol_listen = \"0.0.0.0:8884\"\n";
        let doors = |more: &str| Config::parse(&format!("{text}{more}"), |_| None).unwrap().doors;
        assert_eq!(doors("").server().as_deref(), Some("localhost:8884"));
        assert_eq!(
            doors("names = [\"2001:db8::7\"]").server().as_deref(),
            Some("[2001:db8::7]:8884")
        );
        assert_eq!(doors("").broker, ":8883");
    }
}
