//! What an account is there for.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What somebody is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Somebody who is cared for: sees themselves.
    Patient,
    /// Somebody's carer: sees the people who allowed it.
    Carer,
    /// Works the list.
    Clinician,
    /// Works the list, and settles rules, rota and who is let in.
    CareManager,
    /// Runs the machine; sees no patient.
    Operator,
    /// A program: comes with a token.
    Integrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Patient,
        Self::Carer,
        Self::Clinician,
        Self::CareManager,
        Self::Operator,
        Self::Integrator,
    ];

    /// As it is written in commands and kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Carer => "carer",
            Self::Clinician => "clinician",
            Self::CareManager => "care_manager",
            Self::Operator => "operator",
            Self::Integrator => "integrator",
        }
    }

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::CareManager => "care manager",
            other => other.key(),
        }
    }

    /// Whether it is about somebody's own record, or that of people named.
    pub fn is_for_patients(self) -> bool {
        matches!(self, Self::Patient | Self::Carer)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.key() == text);
        found.ok_or_else(|| {
            let keys: Vec<&str> = Self::ALL.iter().map(|role| role.key()).collect();
            format!("{text:?} is no role; roles are {}", keys.join(", "))
        })
    }
}

/// The roles of one account: one, or several of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roles(BTreeSet<Role>);

impl Roles {
    /// None if there is no role, or one that goes with no other beside another.
    pub(crate) fn of(roles: impl IntoIterator<Item = Role>) -> Option<Self> {
        let roles: BTreeSet<Role> = roles.into_iter().collect();
        let alone = |role: &Role| role.is_for_patients() || *role == Role::Integrator;
        let fits = !roles.is_empty() && (roles.len() == 1 || !roles.iter().any(alone));
        fits.then_some(Self(roles))
    }

    /// Reads what [`Roles::to_text`] wrote.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let roles: Result<Vec<Role>, _> = text.split(' ').map(str::parse).collect();
        Self::of(roles.ok()?)
    }

    pub(crate) fn to_text(&self) -> String {
        let keys: Vec<&str> = self.iter().map(Role::key).collect();
        keys.join(" ")
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Role> {
        self.0.iter().copied()
    }

    pub(crate) fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Whether this is somebody who is cared for, or their carer.
    pub(crate) fn are_for_patients(&self) -> bool {
        self.0.iter().any(|role| role.is_for_patients())
    }

    /// Whether they choose a password; others come in by a link, or with a token.
    pub(crate) fn need_password(&self) -> bool {
        !self.are_for_patients() && !self.are_for_programs()
    }

    /// Whether this is a program.
    pub(crate) fn are_for_programs(&self) -> bool {
        self.has(Role::Integrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, fits: bool) {
        let roles = Roles::from_text(text);
        assert_eq!(roles.is_some(), fits, "{text:?}");
        if let Some(roles) = roles {
            assert_eq!(Roles::from_text(&roles.to_text()), Some(roles), "{text:?}");
        }
    }

    #[test]
    fn staff_may_have_several_roles_and_patients_carers_and_programs_one() {
        for role in Role::ALL {
            check(role.key(), true);
        }
        check("clinician operator", true);
        check("care_manager clinician operator", true);
        check("patient clinician", false);
        check("carer patient", false);
        check("integrator operator", false);
        check("", false);
        check("root", false);
    }
}
