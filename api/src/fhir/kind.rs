//! The kinds of resources that this server knows.

use std::fmt;

/// A kind of resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Patient,
    Device,
    Observation,
    RiskAssessment,
    Flag,
    Task,
    Communication,
    CarePlan,
    Goal,
    Questionnaire,
    QuestionnaireResponse,
    Appointment,
    MedicationRequest,
    MedicationStatement,
    DocumentReference,
    Binary,
    Provenance,
    AuditEvent,
    Subscription,
}

impl Kind {
    pub(crate) const ALL: [Self; 19] = [
        Self::Patient,
        Self::Device,
        Self::Observation,
        Self::RiskAssessment,
        Self::Flag,
        Self::Task,
        Self::Communication,
        Self::CarePlan,
        Self::Goal,
        Self::Questionnaire,
        Self::QuestionnaireResponse,
        Self::Appointment,
        Self::MedicationRequest,
        Self::MedicationStatement,
        Self::DocumentReference,
        Self::Binary,
        Self::Provenance,
        Self::AuditEvent,
        Self::Subscription,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Patient => "Patient",
            Self::Device => "Device",
            Self::Observation => "Observation",
            Self::RiskAssessment => "RiskAssessment",
            Self::Flag => "Flag",
            Self::Task => "Task",
            Self::Communication => "Communication",
            Self::CarePlan => "CarePlan",
            Self::Goal => "Goal",
            Self::Questionnaire => "Questionnaire",
            Self::QuestionnaireResponse => "QuestionnaireResponse",
            Self::Appointment => "Appointment",
            Self::MedicationRequest => "MedicationRequest",
            Self::MedicationStatement => "MedicationStatement",
            Self::DocumentReference => "DocumentReference",
            Self::Binary => "Binary",
            Self::Provenance => "Provenance",
            Self::AuditEvent => "AuditEvent",
            Self::Subscription => "Subscription",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether others may create some of it.
    pub(crate) fn is_created(self) -> bool {
        matches!(self, Self::Patient | Self::Device | Self::Observation | Self::Subscription)
    }

    /// Whether it can be searched for; what can't is read by its id.
    pub(crate) fn is_searched(self) -> bool {
        self != Self::Binary
    }

    /// Whether others may change it.
    pub(crate) fn is_updated(self) -> bool {
        matches!(self, Self::Patient | Self::Device | Self::Subscription)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
