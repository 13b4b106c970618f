//! Who asks, and what they may touch: values that handlers take and can't make.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use vitals::PatientId;

use super::policy;
use super::right::{Right, Scope, Sight};
use super::role::{Role, Roles};
use super::secret::SecretHash;
use crate::language::{Language, say};
use crate::routes::Problem;
use crate::server::Shared;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) account: i64,
    pub(crate) name: Arc<str>,
    pub(crate) roles: Roles,
    /// Whose records they see, if only some.
    pub(crate) patients: Vec<PatientId>,
    pub(crate) way: Way,
    pub(crate) from: IpAddr,
    /// The language that they chose, if they did.
    pub(crate) language: Option<Language>,
}

/// How somebody is known.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// By a session's cookie, or a token's text: this is its hash.
    Session(SecretHash),
    /// By a token, for these things.
    Token(SecretHash, Vec<Scope>),
}

impl Way {
    /// What stands for the sign-in, to tell it from others.
    pub(crate) fn hash(&self) -> SecretHash {
        match self {
            Self::Session(hash) | Self::Token(hash, _) => *hash,
        }
    }
}

impl Actor {
    /// As which role somebody may do this; none if they may not.
    pub(crate) fn may(&self, right: Right) -> Option<Role> {
        match &self.way {
            Way::Session(_) => right.granted_to(&self.roles),
            Way::Token(_, scopes) => {
                let is_program = self.roles.are_for_programs() && right.is_in(scopes);
                is_program.then_some(Role::Integrator)
            }
        }
    }
}

/// That somebody may do what this request asks. Only the gate makes it.
#[derive(Debug, Clone)]
pub(crate) struct Pass {
    actor: Arc<Actor>,
    role: Role,
    /// Whom the request turned out to be about, for the trail.
    about: Arc<OnceLock<PatientId>>,
}

impl Pass {
    pub(super) fn of(actor: Arc<Actor>, role: Role, about: Arc<OnceLock<PatientId>>) -> Self {
        Self { actor, role, about }
    }

    /// A patient who asks for their own record.
    #[cfg(test)]
    pub(crate) fn of_patient(patient: PatientId) -> Self {
        let actor = Actor {
            account: 0,
            name: "Test patient".into(),
            roles: Roles::of([Role::Patient]).expect("a role is roles"),
            patients: vec![patient],
            way: Way::Session(super::secret::Secret::make().hash("test")),
            from: [127, 0, 0, 1].into(),
            language: None,
        };
        Self::of(Arc::new(actor), Role::Patient, Arc::default())
    }

    /// Who it is.
    pub(crate) fn actor(&self) -> &Arc<Actor> {
        &self.actor
    }

    /// As which of their roles.
    pub(crate) fn role(&self) -> Role {
        self.role
    }

    /// Whose records they see as what they are here.
    pub(crate) fn sight(&self) -> Sight {
        Sight::of(self.role)
    }

    /// Who did it, for the journal: "Ann Moss (care manager)".
    pub(crate) fn by(&self) -> Arc<str> {
        format!("{} ({})", self.actor.name, self.role.words()).into()
    }

    /// Who did it, if the body says nobody else.
    pub(crate) fn by_if_same(&self, said: Option<&str>) -> Result<Arc<str>, Problem> {
        let by = self.by();
        let is_same = |said: &str| {
            let said = said.trim().to_lowercase();
            said == self.actor.name.to_lowercase() || said == by.to_lowercase()
        };
        match said {
            Some(said) if !is_same(said) => Err(Problem::forbidden(
                say("problem-by-else").with("name", self.actor.name.to_string()),
            )),
            _ => Ok(by),
        }
    }

    pub(super) fn is_about(&self, patient: &PatientId) {
        // A request that is about several people is written down for the first.
        let _ = self.about.set(patient.clone());
    }
}

/// A thing that somebody may touch. Only the policy makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authorized<T>(T);

impl<T> Authorized<T> {
    pub(super) fn new(thing: T) -> Self {
        Self(thing)
    }

    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Authorized<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl FromRequestParts<Shared> for Pass {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        // Without the gate before it, a route is shut.
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::unauthorized)
    }
}

/// The patient whom the address names as `{id}`.
impl FromRequestParts<Shared> for Authorized<PatientId> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        let pass = Pass::from_request_parts(parts, shared).await?;
        let named = RawPathParams::from_request_parts(parts, shared).await;
        let named = named.map_err(|_| policy::unknown())?;
        let id = named.iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned());
        policy::patient(shared, &pass, id.as_deref().unwrap_or_default())
    }
}
