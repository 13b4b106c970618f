//! What the configuration says about signing in elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use tokio_rustls::rustls::ClientConfig;

use super::super::role::Role;

/// A provider, and who its people are here.
#[derive(Clone)]
pub(crate) struct OpenIdSettings {
    /// Exactly as its tokens name it.
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    /// None for a public client: PKCE proves then that the same one asks.
    pub(crate) client_secret: Option<String>,
    /// On the button: "Sign in with …".
    pub(crate) name: String,
    pub(crate) scopes: String,
    /// Which claim holds somebody's groups.
    pub(crate) claim: String,
    /// Which roles each group has here.
    pub(crate) roles: BTreeMap<String, Vec<Role>>,
    /// Whom to believe that they are the provider.
    pub(crate) tls: Arc<ClientConfig>,
}

impl PartialEq for OpenIdSettings {
    fn eq(&self, other: &Self) -> bool {
        let key = |of: &Self| {
            (of.issuer.clone(), of.client_id.clone(), of.client_secret.clone(), of.roles.clone())
        };
        key(self) == key(other) && self.claim == other.claim && self.scopes == other.scopes
    }
}

impl Eq for OpenIdSettings {}

impl fmt::Debug for OpenIdSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIdSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}
