//! How people reach the pages: the address to listen on, and the name behind a proxy.

use std::net::SocketAddr;

use super::{Mistake, Written, mistake};
use crate::access::Settings;
use crate::authority::is_name;

pub(super) fn settings(
    written: &Written,
    listen: SocketAddr,
    mistakes: &mut Vec<Mistake>,
) -> Settings {
    network(listen, written.open_to_network, mistakes);
    let public_url = written.public_url.clone().map(|url| url.trim_end_matches('/').to_owned());
    if let Some(url) = &public_url
        && !is_public(url)
    {
        let what = format!("{url:?} is not an address such as https://watch.example");
        mistakes.push(mistake("public_url", what));
    }
    Settings { public_url, ..Settings::default() }
}

/// Nothing is open to the network by accident.
pub(super) fn network(listen: SocketAddr, is_meant: Option<bool>, mistakes: &mut Vec<Mistake>) {
    if !listen.ip().is_loopback() && is_meant != Some(true) {
        let what = "is open to the network without TLS, so passwords could be overheard: keep it on \
                    127.0.0.1 behind a proxy that speaks TLS and write public_url, or write \
                    open_to_network = true to accept that";
        mistakes.push(mistake("listen", what));
    }
}

fn is_public(url: &str) -> bool {
    let Some(host) = url.strip_prefix("https://") else { return false };
    match host.rsplit_once(':') {
        Some((name, port)) => is_name(name) && port.parse::<u16>().is_ok(),
        None => is_name(host),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn nothing_is_open_to_the_network_without_tls_by_accident() {
        check("listen = \"0.0.0.0:8080\"", &["listen"]);
        check("listen = \"0.0.0.0:8080\"\nopen_to_network = true", &[]);
        check("public_url = \"https://watch.example\"", &[]);
        check("public_url = \"https://watch.example:8443/\"", &[]);
        check("public_url = \"https://watch.example/path\"", &["public_url"]);
        check("public_url = \"http://watch.example\"", &["public_url"]);
        check("public_url = \"watch.example\"", &["public_url"]);
    }
}
