//! Where other systems may be told: the addresses that the configuration lists, and nothing else. What a listed
//! name leads to on this machine or in this house is not spoken to unless that very address is listed.

use std::net::{IpAddr, SocketAddr};

use hyper::Uri;

use crate::notify;

/// An address of the configuration: what begins with it may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(Uri);

impl Endpoint {
    /// Reads an address, or says what is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        notify::address(text).map(Self)
    }

    /// Whether an address lies at or below this one.
    pub(super) fn holds(&self, url: &Uri) -> bool {
        let same = |part: fn(&Uri) -> Option<String>| part(&self.0) == part(url);
        let own = self.0.path().trim_end_matches('/');
        let rest = url.path().strip_prefix(own);
        // A path that climbs up again lies nowhere.
        let climbs = url.path().split('/').any(|part| matches!(part, "." | ".."))
            || url.path().contains('%');
        same(|uri| uri.scheme_str().map(str::to_lowercase))
            && same(|uri| uri.host().map(str::to_lowercase))
            && port(&self.0) == port(url)
            && !climbs
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether a connection may lead to this address of what it names.
    pub(super) fn leads_to(&self, address: &SocketAddr) -> bool {
        let host = self.0.host().unwrap_or_default().trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(listed) => listed == address.ip(),
            Err(_) if host == "localhost" => address.ip().is_loopback(),
            Err(_) => is_public(address.ip()),
        }
    }
}

fn port(url: &Uri) -> u16 {
    url.port_u16().unwrap_or(if url.scheme_str() == Some("https") { 443 } else { 80 })
}

/// Whether an address is out in the world: not this machine's, a house's, a link's or nobody's.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, ..] = ip.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            let is_testing = first == 198 && matches!(second, 18 | 19);
            !(ip.is_loopback()
                || ip.is_private()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_documentation()
                || ip.is_multicast()
                || first == 0
                || first >= 240
                || is_shared
                || is_testing)
        }
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(inner) => is_public(inner.into()),
            // Everything else in use that isn't a house's or a link's begins with 001.
            None => {
                ip.segments()[0] & 0xe000 == 0x2000
                    && !matches!(ip.segments(), [0x2002, ..] | [0x2001, 0, ..])
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_below_a_listed_address_may_be_told() {
        let listed = Endpoint::read("https://ehr.example/hooks/").unwrap();
        for (url, holds) in [
            ("https://ehr.example/hooks", true),
            ("https://EHR.example:443/hooks/a?b=c", true),
            ("https://ehr.example/hooksome", false),
            ("https://ehr.example/hooks/../admin", false),
            ("https://ehr.example/hooks/%2e%2e/admin", false),
            ("https://ehr.example/", false),
            ("https://ehr.example:8443/hooks", false),
            ("http://ehr.example/hooks", false),
            ("https://ehr.example.evil.example/hooks", false),
            ("https://127.0.0.1/hooks", false),
        ] {
            assert_eq!(listed.holds(&url.parse().unwrap()), holds, "{url}");
        }
        assert!(Endpoint::read("http://ehr.example/").is_err(), "not encrypted");
        assert!(Endpoint::read("https://user:secret@ehr.example/").is_err());
    }

    #[test]
    fn a_name_leads_out_into_the_world_and_an_address_to_itself() {
        let check = |listed: &str, to: &str, leads: bool| {
            let listed = Endpoint::read(listed).unwrap();
            let to: IpAddr = to.parse().unwrap();
            assert_eq!(listed.leads_to(&SocketAddr::new(to, 443)), leads, "{listed:?} {to}");
        };
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
        ] {
            check("https://ehr.example/", inside, false);
        }
        check("https://ehr.example/", "93.184.216.34", true);
        check("https://ehr.example/", "2606:2800:220:1::1", true);
        check("http://127.0.0.1:9000/", "127.0.0.1", true);
        check("http://127.0.0.1:9000/", "127.0.0.2", false);
        check("https://10.1.2.3/", "10.1.2.3", true);
        check("http://localhost:9000/", "127.0.0.1", true);
        check("http://localhost:9000/", "93.184.216.34", false);
    }
}
