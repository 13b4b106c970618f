//! How people reach the pages: the address to listen on, and the name behind a proxy.

use std::net::SocketAddr;

use serde::Deserialize;

use super::{Mistake, Written, mistake};
use crate::access::{Role, Settings};
use crate::authority::is_name;
use crate::circle::telephone;

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
    let second_factor = written.access.as_ref().map(|access| access.second_factor.as_slice());
    let second_factor = roles(second_factor.unwrap_or_default(), mistakes);
    let team_phone = written.team_phone.as_deref().and_then(|typed| {
        let phone = telephone::number(typed).filter(|phone| !phone.is_empty());
        if phone.is_none() {
            let what = format!("{typed:?} is no number with its country first: +44 1632 960123");
            mistakes.push(mistake("team_phone", what));
        }
        phone
    });
    Settings { public_url, team_phone, second_factor, ..Settings::default() }
}

/// What is written about signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenAccess {
    #[serde(default)]
    second_factor: Vec<String>,
}

/// Roles whose people bring a second factor.
fn roles(written: &[String], mistakes: &mut Vec<Mistake>) -> Vec<Role> {
    let mut roles = Vec::new();
    for text in written {
        match text.parse::<Role>() {
            Ok(role @ (Role::Clinician | Role::CareManager | Role::Operator)) => roles.push(role),
            _ => {
                let what =
                    format!("{text:?} has no password: write clinician, care_manager or operator");
                mistakes.push(mistake("access.second_factor", what));
            }
        }
    }
    roles
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

    #[test]
    fn the_team_s_number_has_its_country() {
        check("team_phone = \"+44 1632 960000\"", &[]);
        check("team_phone = \"01632 960000\"", &["team_phone"]);
        check("team_phone = \"\"", &["team_phone"]);
    }

    #[test]
    fn a_second_factor_is_for_roles_that_have_passwords() {
        let key = "access.second_factor";
        check("[access]\nsecond_factor = [\"care_manager\", \"operator\"]", &[]);
        check("[access]\nsecond_factor = [\"patient\"]", &[key]);
        check("[access]\nsecond_factor = [\"integrator\", \"nurse\"]", &[key, key]);
        check("[access]\nsecond = []", &["access"]);
    }
}
