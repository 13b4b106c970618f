//! Signing in elsewhere: OpenID Connect's code flow with PKCE, for staff. The provider says who somebody
//! is; the configuration says which of its groups are which roles here.

mod keys;
mod pending;
mod provider;
mod settings;
mod token;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::role::{Role, Roles};
use super::secret::Secret;
use pending::{Pending, Waiting};
use provider::Provider;
pub(crate) use settings::OpenIdSettings;
use token::{Claims, Expected, LogoutExpected};

/// Where people sign in elsewhere.
pub(crate) struct OpenId {
    pub(crate) settings: OpenIdSettings,
    provider: Provider,
    waiting: Mutex<Waiting>,
}

/// Why nobody was let in; what the provider said stays in the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenIdError {
    /// The provider doesn't answer as it should.
    #[error("the sign-in service can't be reached: {0}")]
    Provider(&'static str),
    /// Nobody began this here, or too long ago, or in another browser.
    #[error("this sign-in was not begun here, or too long ago: begin again")]
    NotBegun,
    /// The provider refused.
    #[error("the sign-in service let nobody in")]
    Refused,
    /// What it gave proves nothing.
    #[error("the sign-in service's answer can't be trusted: {0}")]
    Untrusted(&'static str),
    /// None of their groups is a role here.
    #[error("your account there is in none of the groups that may work here: ask whoever runs it")]
    NoRole,
}

/// Somebody whom the provider vouches for.
pub(crate) struct Vouched {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) name: String,
    pub(crate) roles: Roles,
    /// Where they wanted to go.
    pub(crate) next: String,
}

/// Where a browser is sent, and what it must bring back.
pub(crate) struct Begun {
    pub(crate) address: String,
    pub(crate) cookie: Secret,
}

impl OpenId {
    pub(crate) fn new(settings: OpenIdSettings) -> Self {
        let provider = Provider::new(&settings);
        Self { settings, provider, waiting: Mutex::default() }
    }

    /// Begins a sign-in: the browser comes back to `back` with a code.
    pub(crate) async fn begin(&self, back: String, next: &str) -> Result<Begun, OpenIdError> {
        let about = self.provider.about().await?;
        let (state, cookie) = (Secret::make(), Secret::make());
        let pending = Pending {
            cookie: cookie.hash(KIND),
            nonce: Secret::make(),
            verifier: Secret::make(),
            back,
            next: next.to_owned(),
            began: Instant::now(),
        };
        let challenge = pending.challenge();
        let asked = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &pending.back)
            .append_pair("scope", &self.settings.scopes)
            .append_pair("state", state.reveal())
            .append_pair("nonce", pending.nonce.reveal())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .finish();
        let joint = if about.authorization_endpoint.contains('?') { '&' } else { '?' };
        let address = format!("{}{joint}{asked}", about.authorization_endpoint);
        self.waiting().add(state.hash(KIND), pending);
        Ok(Begun { address, cookie })
    }

    /// Ends a sign-in that this browser began: a code becomes somebody.
    pub(crate) async fn finish(
        &self,
        state: &str,
        cookie: Option<&str>,
        answer: Result<&str, &str>,
        issuer: Option<&str>,
        now_s: i64,
    ) -> Result<Vouched, OpenIdError> {
        let hash = |text: &str| Secret::read(text).map(|secret| secret.hash(KIND));
        let (state, cookie) = (hash(state), cookie.and_then(hash));
        // It counts once, whatever comes of it.
        let pending = state.and_then(|state| self.waiting().take(state, Instant::now()));
        let pending = pending.filter(|pending| Some(pending.cookie) == cookie);
        let pending = pending.ok_or(OpenIdError::NotBegun)?;
        let code = answer.map_err(|error| {
            tracing::info!(error = %error.chars().take(60).collect::<String>(), "a sign-in elsewhere was refused");
            OpenIdError::Refused
        })?;
        // Another provider's answer in the place of this one's (RFC 9207).
        if issuer.is_some_and(|issuer| issuer != self.settings.issuer) {
            return Err(OpenIdError::Untrusted("it comes from another service"));
        }
        let token = self.provider.exchange(code, &pending).await?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: pending.nonce.reveal(),
            now_s,
        };
        let claims = self.claims(&token, |keys| token::claims(&token, keys, &expected)).await?;
        self.vouched(claims, pending.next)
    }

    /// Whom the provider says that they have signed out there, by a token of its own.
    pub(crate) async fn signed_out(&self, token: &str, now_s: i64) -> Result<String, OpenIdError> {
        let expected = LogoutExpected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            now_s,
        };
        self.claims(token, |keys| token::logout(token, keys, &expected)).await
    }

    /// Where somebody signs out there, too; none if the provider has no such place.
    pub(crate) async fn way_out(&self, back: &str) -> Result<Option<String>, OpenIdError> {
        let about = self.provider.about().await?;
        let Some(end) = &about.end_session_endpoint else { return Ok(None) };
        let asked = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", back)
            .finish();
        let joint = if end.contains('?') { '&' } else { '?' };
        Ok(Some(format!("{end}{joint}{asked}")))
    }

    /// Reads a token with the keys that are known, and with fresh ones if none of those fits.
    async fn claims<T>(
        &self,
        token: &str,
        read: impl Fn(&keys::Keys) -> Result<T, token::TokenError>,
    ) -> Result<T, OpenIdError> {
        let keys = self.provider.keys(false).await?;
        let mut found = read(&keys);
        if matches!(found, Err(token::TokenError::UnknownKey)) {
            found = read(self.provider.keys(true).await?.as_ref());
        }
        found.map_err(|error| {
            tracing::warn!(%error, bytes = token.len(), "a sign-in service's token was refused");
            OpenIdError::Untrusted(error.words())
        })
    }

    fn vouched(&self, claims: Claims, next: String) -> Result<Vouched, OpenIdError> {
        let groups = claims.words(&self.settings.claim);
        let roles = self.settings.roles.iter();
        let roles = roles.filter(|(group, _)| groups.contains(group));
        let roles: Vec<Role> = roles.flat_map(|(_, roles)| roles.iter().copied()).collect();
        let roles = Roles::of(roles).ok_or(OpenIdError::NoRole)?;
        let names = ["name", "preferred_username", "email"];
        let name = names.iter().find_map(|claim| claims.words(claim).into_iter().next());
        let subject = claims.subject;
        let name = name.unwrap_or_else(|| subject.clone());
        Ok(Vouched { issuer: self.settings.issuer.clone(), subject, name, roles, next })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const KIND: &str = "openid";
