//! What the configuration says about sign-in.

use std::time::Duration;

use super::openid::OpenIdSettings;
use super::role::{Role, Roles};

/// How people reach the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// `https://watch.example`: what people's browsers call this server, behind a proxy that speaks TLS.
    pub public_url: Option<String>,
    /// The team's telephone, for the patients' pages: `+441632960123`.
    pub(crate) team_phone: Option<String>,
    /// Roles of staff that need a second factor beside a password.
    pub(crate) second_factor: Vec<Role>,
    /// Who vouches for staff, beside passwords.
    pub(crate) openid: Option<OpenIdSettings>,
}

impl Settings {
    /// Whether browsers come through TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// The name, with its port, that browsers use.
    pub(crate) fn public_host(&self) -> Option<&str> {
        let url = self.public_url.as_ref()?;
        url.split_once("://").map(|(_, host)| host)
    }

    /// The same without a port.
    pub(crate) fn public_name(&self) -> Option<&str> {
        self.public_host().map(without_port)
    }

    /// Browsers send a cookie whose name begins like this over TLS only, and take it from no other host.
    pub(crate) fn cookie(&self) -> &'static str {
        if self.is_secure() { "__Host-hearthwatch" } else { "hearthwatch" }
    }
}

/// A host as it is asked for, without its port.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        _ => host,
    }
}

/// How long a sign-in lasts: without a sign of life, and at most.
pub(super) fn session_life(roles: &Roles) -> (Duration, Duration) {
    if roles.are_for_patients() {
        (Duration::from_secs(30 * DAY_S), Duration::from_secs(90 * DAY_S))
    } else {
        (Duration::from_secs(30 * 60), Duration::from_secs(12 * 3600))
    }
}

/// How long a link lasts.
pub(super) fn link_life(roles: &Roles) -> Duration {
    if roles.are_for_patients() { Duration::from_secs(DAY_S) } else { Duration::from_secs(3600) }
}

const DAY_S: u64 = 24 * 3600;
