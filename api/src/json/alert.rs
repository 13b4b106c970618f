//! One alert as JSON.

use risk_engine::fact::{CaseResult, NextStep};
use risk_engine::outcome::{Alert, Closed, ENGINE_VERSION, EscalatedBy, Snoozed, Superseded};
use risk_engine::rota::Rota;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vitals::{PatientId, StoredAt};

use super::hex;
use crate::wording::{self, Wording};

/// One alert.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alert)]
pub(crate) struct AlertJson {
    id: String,
    patient: String,
    problem: String,
    title: String,
    severity: &'static str,
    active: bool,
    why: Vec<String>,
    /// What would have kept it from being raised.
    unless: Vec<String>,
    raised_at: i64,
    taken_at: i64,
    known_at: i64,
    due_at: Option<i64>,
    owner: Option<String>,
    escalated: u8,
    escalated_to: Option<String>,
    /// Who passed it on, if the last escalation didn't wait for its time.
    escalated_by: Option<EscalatedByJson>,
    /// Who is told next, and when, if nobody acknowledges it until then.
    told_next: Option<ToldNext>,
    /// Who is told when somebody passes it on now.
    next_on_call: Option<String>,
    triggers: u32,
    version: u32,
    acknowledged: Option<AcknowledgedJson>,
    snoozed: Option<SnoozedJson>,
    closed: Option<ClosedJson>,
    superseded: Option<SupersededJson>,
    automation: Vec<AutomationStep>,
    provenance: Provenance,
}

/// Who acknowledged, when, and what happens next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Acknowledged)]
pub(crate) struct AcknowledgedJson {
    pub(crate) by: String,
    pub(crate) at: i64,
    next: NextStepJson,
}

/// Who passed an alert on, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertEscalatedBy)]
struct EscalatedByJson {
    by: String,
    at: i64,
    reason: String,
}

/// The next step of the rota.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertToldNext)]
struct ToldNext {
    /// None: the rota has nobody then.
    who: Option<String>,
    at: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertSnoozed)]
struct SnoozedJson {
    until: i64,
    by: String,
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertClosed)]
struct ClosedJson {
    by: String,
    at: i64,
    result: CaseResultJson,
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertSuperseded)]
struct SupersededJson {
    at: i64,
    /// The alert that stands in its place.
    by: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertStep)]
struct AutomationStep {
    at: i64,
    text: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertProvenance)]
struct Provenance {
    offset: u64,
    readings: Vec<String>,
    rule: String,
    rules: String,
    engine: String,
}

/// What happens after an acknowledgement.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NextStep)]
pub(crate) enum NextStepJson {
    CallingNow,
    Known,
    ReadingWrong,
    PassedOn,
    Other,
}

/// What an alert came to.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CaseResult)]
pub(crate) enum CaseResultJson {
    ActedOn,
    NothingToDo,
    FalseReading,
    Expected,
}

impl From<NextStepJson> for NextStep {
    fn from(next: NextStepJson) -> Self {
        match next {
            NextStepJson::CallingNow => Self::CallingNow,
            NextStepJson::Known => Self::Known,
            NextStepJson::ReadingWrong => Self::ReadingWrong,
            NextStepJson::PassedOn => Self::PassedOn,
            NextStepJson::Other => Self::Other,
        }
    }
}

impl From<NextStep> for NextStepJson {
    fn from(next: NextStep) -> Self {
        match next {
            NextStep::CallingNow => Self::CallingNow,
            NextStep::Known => Self::Known,
            NextStep::ReadingWrong => Self::ReadingWrong,
            NextStep::PassedOn => Self::PassedOn,
            NextStep::Other => Self::Other,
        }
    }
}

impl From<CaseResultJson> for CaseResult {
    fn from(result: CaseResultJson) -> Self {
        match result {
            CaseResultJson::ActedOn => Self::ActedOn,
            CaseResultJson::NothingToDo => Self::NothingToDo,
            CaseResultJson::FalseReading => Self::FalseReading,
            CaseResultJson::Expected => Self::Expected,
        }
    }
}

impl From<CaseResult> for CaseResultJson {
    fn from(result: CaseResult) -> Self {
        match result {
            CaseResult::ActedOn => Self::ActedOn,
            CaseResult::NothingToDo => Self::NothingToDo,
            CaseResult::FalseReading => Self::FalseReading,
            CaseResult::Expected => Self::Expected,
        }
    }
}

impl AlertJson {
    /// One alert of a person, in the words of these rules and the reader's language, with who is on call.
    pub(crate) fn of(
        patient: &PatientId,
        alert: &Alert,
        wording: Wording<'_>,
        (rota, as_of): (&Rota, StoredAt),
    ) -> Self {
        let automation = alert.automation.iter().map(|step| wording.automatic(step));
        let unless = alert.unless.iter().map(|unless| wording::unless(unless, wording.words));
        Self {
            id: alert.id.to_string(),
            patient: patient.to_string(),
            problem: alert.problem.name().to_owned(),
            title: wording.title(&alert.problem),
            severity: wording::severity(alert.severity),
            active: alert.active,
            why: wording.reasons(&alert.reasons),
            unless: unless.collect(),
            raised_at: alert.raised_at.unix_ms(),
            taken_at: alert.taken_at.unix_ms(),
            known_at: alert.known_at.unix_ms(),
            due_at: alert.due_at.map(StoredAt::unix_ms),
            owner: alert.owner.as_ref().map(ToString::to_string),
            escalated: alert.escalated,
            escalated_to: alert.escalated_to.as_ref().map(ToString::to_string),
            escalated_by: alert.escalated_by.as_ref().map(EscalatedByJson::of),
            told_next: ToldNext::of(alert, rota),
            next_on_call: rota.next_on_call(as_of, alert.escalated).map(|(_, who)| who.to_string()),
            triggers: alert.triggers,
            version: alert.version,
            acknowledged: AcknowledgedJson::of(alert),
            snoozed: alert.snoozed.as_ref().map(SnoozedJson::of),
            closed: alert.closed.as_ref().map(ClosedJson::of),
            superseded: alert.superseded.as_ref().map(SupersededJson::of),
            automation: automation.map(|(at, text)| AutomationStep { at, text }).collect(),
            provenance: Provenance::of(alert),
        }
    }
}

impl AcknowledgedJson {
    /// Who acknowledged an alert, if somebody did.
    pub(crate) fn of(alert: &Alert) -> Option<Self> {
        let by = alert.acknowledged.as_ref()?;
        Some(Self { by: by.by.to_string(), at: by.at.unix_ms(), next: by.next.into() })
    }
}

impl EscalatedByJson {
    fn of(passed: &EscalatedBy) -> Self {
        let EscalatedBy { by, at, reason } = passed;
        Self { by: by.to_string(), at: at.unix_ms(), reason: reason.to_string() }
    }
}

impl ToldNext {
    /// What the engine will do when the alert falls due; none if that isn't an escalation.
    fn of(alert: &Alert, rota: &Rota) -> Option<Self> {
        let waits = alert.is_open() && alert.acknowledged.is_none() && alert.snoozed.is_none();
        let at = alert.due_at.filter(|_| waits)?;
        let who = rota.on_call(at, alert.escalated.saturating_add(1));
        Some(Self { who: who.map(ToString::to_string), at: at.unix_ms() })
    }
}

impl SnoozedJson {
    fn of(snoozed: &Snoozed) -> Self {
        Self {
            until: snoozed.until.unix_ms(),
            by: snoozed.by.to_string(),
            reason: snoozed.reason.to_string(),
        }
    }
}

impl ClosedJson {
    fn of(closed: &Closed) -> Self {
        Self {
            by: closed.by.to_string(),
            at: closed.at.unix_ms(),
            result: closed.result.into(),
            reason: closed.reason.to_string(),
        }
    }
}

impl SupersededJson {
    fn of(superseded: &Superseded) -> Self {
        Self { at: superseded.at.unix_ms(), by: superseded.by.as_ref().map(ToString::to_string) }
    }
}

impl Provenance {
    fn of(alert: &Alert) -> Self {
        let readings = alert.readings.iter().map(|id| format!("{}.{}", id.offset, id.index));
        Self {
            offset: alert.cause.offset,
            readings: readings.collect(),
            rule: alert.rule.to_string(),
            rules: hex(&alert.rules_hash),
            engine: ENGINE_VERSION.to_string(),
        }
    }
}
