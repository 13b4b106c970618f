//! What somebody still has to do whose password was right: decided here, done elsewhere.

use super::super::role::{Role, Roles};

/// What an account has beside its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Has {
    /// Codes from an app.
    pub(crate) codes: bool,
    pub(crate) passkey: bool,
    /// Whether one of its roles needs a second factor.
    pub(crate) required: bool,
}

/// What is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    /// To type a code.
    Code,
    /// To set codes up.
    SetUp,
    /// To sign in by the passkey, which is two factors: a password alone must not set up codes beside it.
    Passkey,
}

impl Has {
    pub(super) fn left_after_password(self) -> Left {
        match (self.codes, self.required, self.passkey) {
            (true, _, _) => Left::Code,
            (false, false, _) => Left::Nothing,
            (false, true, true) => Left::Passkey,
            (false, true, false) => Left::SetUp,
        }
    }

    /// Whether codes may be taken away: not where nothing else would be a second factor.
    pub(crate) fn may_drop_codes(self) -> bool {
        self.codes && (!self.required || self.passkey)
    }
}

/// Whether one of these roles needs a second factor.
pub(super) fn is_required(roles: &Roles, by: &[Role]) -> bool {
    by.iter().any(|role| roles.has(*role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_enough_unless_there_are_codes_or_a_role_needs_more() {
        #[rustfmt::skip]
        let table = [
            // codes, passkey, required
            (false, false, false, Left::Nothing, false),
            (false, true,  false, Left::Nothing, false),
            (false, false, true,  Left::SetUp,   false),
            (false, true,  true,  Left::Passkey, false),
            (true,  false, false, Left::Code,    true),
            (true,  true,  false, Left::Code,    true),
            (true,  false, true,  Left::Code,    false),
            (true,  true,  true,  Left::Code,    true),
        ];
        for (codes, passkey, required, left, may_drop) in table {
            let has = Has { codes, passkey, required };
            assert_eq!(has.left_after_password(), left, "{has:?}");
            assert_eq!(has.may_drop_codes(), may_drop, "{has:?}");
        }
    }

    #[test]
    fn one_role_of_several_is_enough_to_need_it() {
        let roles = Roles::of([Role::Clinician, Role::Operator]).unwrap();
        assert!(is_required(&roles, &[Role::Operator]));
        assert!(!is_required(&roles, &[Role::CareManager]));
        assert!(!is_required(&roles, &[]));
    }
}
