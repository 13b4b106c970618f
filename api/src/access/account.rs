//! Accounts as they are made and shown.

use vitals::PatientId;

use super::name::AccountName;
use super::role::Roles;
use super::secret::Secret;
use crate::language::{Language, Sentence, say};

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: i64,
    pub(crate) name: AccountName,
    pub(crate) roles: Roles,
    /// Whose records they see, if only some: the patient's own, or those of whom a carer cares for.
    pub(crate) patients: Vec<PatientId>,
    pub(crate) has_password: bool,
    pub(crate) made_at: i64,
    /// Since when they are locked out, if they are.
    pub(crate) locked_at: Option<i64>,
    /// The language that they chose, if they did.
    pub(crate) language: Option<Language>,
}

/// Somebody who is to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewAccount {
    pub(crate) name: AccountName,
    pub(crate) roles: Roles,
    pub(crate) patients: Vec<PatientId>,
}

/// A link that lets somebody in, once.
pub(crate) struct Invited {
    pub(crate) account: Account,
    pub(crate) secret: Secret,
    pub(crate) ends_at: i64,
}

impl NewAccount {
    /// Checks that whose records somebody sees fits what they are.
    pub(crate) fn of(
        name: AccountName,
        roles: Roles,
        mut patients: Vec<PatientId>,
    ) -> Result<Self, Sentence> {
        patients.sort();
        patients.dedup();
        let one = roles.has(super::Role::Patient);
        match patients.len() {
            0 if roles.are_for_patients() => Err(say("problem-account-nobody")),
            1 if roles.are_for_patients() => Ok(()),
            2..=PATIENTS_MAX if roles.are_for_patients() && !one => Ok(()),
            0 => Ok(()),
            _ if one => Err(say("problem-account-one")),
            _ if roles.are_for_patients() => {
                Err(say("problem-account-many").with("max", PATIENTS_MAX))
            }
            _ => Err(say("problem-account-patients")),
        }?;
        Ok(Self { name, roles, patients })
    }
}

const PATIENTS_MAX: usize = 20;

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    #[test]
    fn patients_are_themselves_carers_have_a_few_and_staff_none_of_their_own() {
        let check = |role: Role, patients: usize, fits: bool| {
            let name = "Ann Moss".parse().unwrap();
            let ids = (0..patients).map(|n| format!("p-{n}").parse().unwrap()).collect();
            let made = NewAccount::of(name, Roles::of([role]).unwrap(), ids);
            assert_eq!(made.is_ok(), fits, "{role} with {patients}");
        };
        check(Role::Patient, 1, true);
        check(Role::Patient, 0, false);
        check(Role::Patient, 2, false);
        check(Role::Carer, 1, true);
        check(Role::Carer, 20, true);
        check(Role::Carer, 21, false);
        check(Role::Carer, 0, false);
        check(Role::Clinician, 0, true);
        check(Role::Clinician, 1, false);
        check(Role::Operator, 0, true);
    }
}
