//! What each role may: one table.

use super::role::{Role, Roles};
use crate::fhir::{SystemScope, Verb};

/// What a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Right {
    /// The work list.
    Worklist,
    /// The live feed; whose rows are in it, [`Sight`] says.
    Feed,
    /// A patient's record as staff see it.
    Record,
    /// A patient's care in plain words: steps, questions, tasks.
    Care,
    /// Answers in a patient's name.
    Answer,
    /// The pages for patients and carers.
    OwnPage,
    /// Who looked at somebody's record.
    Looks,
    /// What is done about alerts and readings.
    Act,
    /// Messages between a patient and their team; which of them, the conversation says.
    Messages,
    /// What somebody handed in; carers get what goes with a message that they see.
    Documents,
    /// To hand something in.
    HandIn,
    /// Medicines: the list, and which doses were taken.
    Medicines,
    /// To settle what is to be taken.
    Prescribe,
    /// Appointments: the list, and to ask for one.
    Appointments,
    /// To agree to appointments, move them and call them off.
    Arrange,
    /// A patient's plan.
    Plan,
    /// Who is on call.
    Rota,
    /// To settle who is on call.
    RotaSet,
    /// Figures over everybody, and who can be billed for.
    Cohort,
    /// The rules, and drafts of them.
    Rules,
    /// To make rules decide: proposes, or approves what somebody else proposed.
    RulesActivate,
    /// How the server is doing, and what it kept apart.
    Operations,
    /// To mend clocks, and to take what was kept apart again.
    Mend,
    /// Figures for a monitoring system.
    Metrics,
    /// Codes, commands and revocations of gateways.
    Gateways,
    /// Who is let in.
    Accounts,
    /// What programs come with.
    Tokens,
    /// What oneself signs in with.
    OwnKeys,
    /// The whole trail.
    Audit,
    /// What other systems read.
    Exchange,
    /// What other systems send: with a token only.
    Upload,
    /// Everything at once: with a token only.
    Export,
}

impl Right {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 32] = [
        Self::Worklist,
        Self::Feed,
        Self::Record,
        Self::Care,
        Self::Answer,
        Self::OwnPage,
        Self::Looks,
        Self::Act,
        Self::Messages,
        Self::Documents,
        Self::HandIn,
        Self::Medicines,
        Self::Prescribe,
        Self::Appointments,
        Self::Arrange,
        Self::Plan,
        Self::Rota,
        Self::RotaSet,
        Self::Cohort,
        Self::Rules,
        Self::RulesActivate,
        Self::Operations,
        Self::Mend,
        Self::Metrics,
        Self::Gateways,
        Self::Accounts,
        Self::Tokens,
        Self::OwnKeys,
        Self::Audit,
        Self::Exchange,
        Self::Upload,
        Self::Export,
    ];

    /// Who has it. What is not here, nobody has.
    #[rustfmt::skip]
    fn roles(self) -> &'static [Role] {
        use Role::{CareManager, Carer, Clinician, Operator, Patient};
        match self {
            Self::Worklist      => &[Clinician, CareManager],
            Self::Feed          => &[Clinician, CareManager, Operator],
            Self::Record        => &[Clinician, CareManager],
            Self::Care          => &[Patient, Carer, Clinician, CareManager],
            Self::Answer        => &[Patient, Carer, Clinician, CareManager],
            Self::OwnPage       => &[Patient, Carer],
            Self::Looks         => &[Patient, CareManager],
            Self::Act           => &[Clinician, CareManager],
            Self::Messages      => &[Patient, Carer, Clinician, CareManager],
            Self::Documents     => &[Patient, Carer, Clinician, CareManager],
            Self::HandIn        => &[Patient, Clinician, CareManager],
            Self::Medicines     => &[Patient, Carer, Clinician, CareManager],
            Self::Prescribe     => &[Clinician],
            Self::Appointments  => &[Patient, Carer, Clinician, CareManager],
            Self::Arrange       => &[Patient, Clinician, CareManager],
            Self::Plan          => &[Clinician, CareManager],
            Self::Rota          => &[Clinician, CareManager, Operator],
            Self::RotaSet       => &[CareManager],
            Self::Cohort        => &[CareManager],
            Self::Rules         => &[Clinician, CareManager],
            Self::RulesActivate => &[Clinician, CareManager],
            Self::Operations    => &[CareManager, Operator],
            Self::Mend          => &[CareManager, Operator],
            Self::Metrics       => &[CareManager, Operator],
            Self::Gateways      => &[Operator],
            Self::Accounts      => &[CareManager, Operator],
            Self::Tokens        => &[Operator],
            Self::OwnKeys       => &[Patient, Carer, Clinician, CareManager, Operator],
            Self::Audit         => &[CareManager, Operator],
            Self::Exchange      => &[Clinician, CareManager],
            Self::Upload        => &[],
            Self::Export        => &[],
        }
    }

    /// Which token may; what is none here takes no token.
    fn scope(self) -> Option<Scope> {
        match self {
            Self::Worklist | Self::Record | Self::Care => Some(Scope::Records),
            Self::Metrics => Some(Scope::Metrics),
            _ => None,
        }
    }

    /// As which of their roles somebody may do this.
    pub(crate) fn granted_to(self, roles: &Roles) -> Option<Role> {
        self.roles().iter().copied().find(|role| roles.has(*role))
    }

    /// Whether a token with these scopes may do this.
    pub(crate) fn is_in(self, scopes: &[Scope]) -> bool {
        // With which resources, the scope says: that is looked at where they are.
        let lets = |verbs: &[Verb]| {
            let systems = scopes.iter().filter_map(|scope| scope.system());
            systems.into_iter().any(|scope| verbs.iter().any(|verb| scope.has(*verb)))
        };
        match self {
            Self::Exchange => lets(&[Verb::Read, Verb::Search]),
            Self::Upload => lets(&[Verb::Create, Verb::Update]),
            // Of some kind both: what can be listed, and read.
            Self::Export => scopes
                .iter()
                .filter_map(|scope| scope.system())
                .any(|scope| scope.has(Verb::Read) && scope.has(Verb::Search)),
            right => right.scope().is_some_and(|scope| scopes.contains(&scope)),
        }
    }
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Reads patients' records.
    Records,
    /// Reads figures for a monitoring system.
    Metrics,
    /// Exchanges resources: which, and how.
    System(SystemScope),
}

impl Scope {
    /// The widest of each sort.
    pub(crate) const ALL: [Self; 3] =
        [Self::Records, Self::Metrics, Self::System(SystemScope::EVERYTHING)];

    pub(crate) fn key(self) -> String {
        match self {
            Self::Records => "records".into(),
            Self::Metrics => "metrics".into(),
            Self::System(scope) => scope.text(),
        }
    }

    /// What it says about resources.
    pub(crate) fn system(self) -> Option<SystemScope> {
        match self {
            Self::System(scope) => Some(scope),
            _ => None,
        }
    }

    /// Reads scopes with spaces between them; none if one is unknown, or there is none.
    pub(crate) fn read_all(text: &str) -> Option<Vec<Self>> {
        let known = |key: &str| match key {
            "records" => Some(Self::Records),
            "metrics" => Some(Self::Metrics),
            key => SystemScope::read(key).map(Self::System),
        };
        text.split(' ').map(known).collect()
    }

    pub(crate) fn to_text(scopes: &[Self]) -> String {
        let keys: Vec<String> = scopes.iter().map(|scope| scope.key()).collect();
        keys.join(" ")
    }
}

/// Whose records somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Everybody's of this server.
    All,
    /// Those that their account names.
    Named,
    /// Nobody's.
    Nobody,
}

impl Sight {
    /// What a role sees.
    pub(crate) fn of(role: Role) -> Self {
        match role {
            Role::Clinician | Role::CareManager | Role::Integrator => Self::All,
            Role::Patient | Role::Carer => Self::Named,
            Role::Operator => Self::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(role: Role, rights: &[Right]) {
        let roles = Roles::of([role]).unwrap();
        for right in Right::ALL {
            assert_eq!(
                right.granted_to(&roles).is_some(),
                rights.contains(&right),
                "{role} {right:?}"
            );
        }
    }

    #[test]
    fn each_role_has_what_it_needs_and_nothing_else() {
        use Right::*;
        let carer = [Care, Answer, OwnPage, Messages, Documents, Medicines, Appointments, OwnKeys];
        check(Role::Carer, &carer);
        check(Role::Patient, &[carer.as_slice(), &[Looks, HandIn, Arrange]].concat());
        let staff = [
            Worklist,
            Feed,
            Record,
            Care,
            Answer,
            Act,
            Messages,
            Documents,
            HandIn,
            Medicines,
            Appointments,
            Arrange,
            Plan,
            Rota,
            Rules,
            RulesActivate,
            OwnKeys,
            Exchange,
        ];
        let clinician = [staff.as_slice(), &[Prescribe]].concat();
        check(Role::Clinician, &clinician);
        let more = [Looks, RotaSet, Cohort, Operations, Mend, Metrics, Accounts, Audit];
        check(Role::CareManager, &[staff.as_slice(), &more].concat());
        let operator =
            [Feed, Rota, Operations, Mend, Metrics, Gateways, Accounts, Tokens, OwnKeys, Audit];
        check(Role::Operator, &operator);
        check(Role::Integrator, &[]);
    }

    #[test]
    fn a_token_reads_and_never_acts() {
        let of = |scope| Right::ALL.into_iter().filter(move |right| right.is_in(&[scope]));
        assert_eq!(of(Scope::Metrics).collect::<Vec<_>>(), [Right::Metrics]);
        let records = [Right::Worklist, Right::Record, Right::Care];
        assert_eq!(of(Scope::Records).collect::<Vec<_>>(), records);
        let system = |text: &str| of(Scope::read_all(text).unwrap()[0]).collect::<Vec<_>>();
        assert_eq!(system("system/Observation.rs"), [Right::Exchange, Right::Export]);
        assert_eq!(system("system/Observation.r"), [Right::Exchange]);
        assert_eq!(system("system/Observation.c"), [Right::Upload]);
        assert_eq!(system("system/Observation.d"), []);
        assert_eq!(system("system/*.cruds"), [Right::Exchange, Right::Upload, Right::Export]);
        assert_eq!(Scope::read_all("records metrics").map(|all| all.len()), Some(2));
        assert_eq!(Scope::read_all("records admin"), None);
        assert_eq!(Scope::read_all(""), None);
    }
}
