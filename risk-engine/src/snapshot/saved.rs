//! The plain structs that a snapshot is made of, apart from the types that the rules use.

use bincode::{Decode, Encode};
use vitals::{HeardAt, ReadingId, StoredAt, TakenAt, VitalSign};

use super::SnapshotError;
use crate::episode::Episode;
use crate::fact::{CarePlan, NextStep, Spo2Scale};
use crate::held::{Held, SIGNS, Sample, code};
use crate::outcome::{Acknowledged, Alert, Automatic, Limit, Problem, Reason, Severity};
use crate::patient::PatientState;
use crate::request::Request;
use crate::rules::Trigger;

type Id = (u64, u16);

#[derive(Encode, Decode)]
pub(super) struct Patient {
    patient: String,
    scale_2: bool,
    oxygen: Option<bool>,
    held: Held,
    episodes: Vec<SavedEpisode>,
    requests: Vec<SavedRequest>,
    trend: Vec<(i64, u8)>,
    readings: u64,
    heard_at_ms: Option<i64>,
    cause: Id,
    at_ms: i64,
    stopped: bool,
}

#[derive(Encode, Decode)]
struct SavedEpisode {
    id: String,
    problem: Problem,
    severity: Severity,
    active: bool,
    acknowledged: Option<(String, i64, u8)>,
    raised_at_ms: i64,
    taken_at_ms: i64,
    known_at_ms: i64,
    cause: Id,
    due_at_ms: Option<i64>,
    escalated: u8,
    triggers: u32,
    version: u32,
    reasons: Vec<SavedReason>,
    rule: String,
    readings: Vec<Id>,
    rules_hash: [u8; 32],
    automation: Vec<Automatic>,
    ended_at_ms: Option<i64>,
}

#[derive(Encode, Decode)]
struct SavedRequest {
    problem: Problem,
    asked_at_ms: i64,
    due_at_ms: i64,
    severity: Severity,
    rule: String,
    reasons: Vec<SavedReason>,
    samples: Vec<Sample>,
}

#[derive(Encode, Decode)]
enum SavedReason {
    Value { sign: u8, sample: Sample, limit: Limit },
    Twice { apart_ms: u64, sample: Sample },
    News2 { low: u8, high: u8, known: u8 },
    Points { sign: u8, points: u8, sample: Option<Sample> },
    NoAnswer { waited_ms: u64 },
    RulesFailed,
    NoRecovery { waited_ms: u64 },
}

/// The order in which next steps are numbered: add at the end only.
const NEXT_STEPS: [NextStep; 5] = [
    NextStep::CallingNow,
    NextStep::Known,
    NextStep::ReadingWrong,
    NextStep::PassedOn,
    NextStep::Other,
];

impl Patient {
    pub(super) fn of(state: &PatientState) -> Self {
        Self {
            patient: state.patient.to_string(),
            scale_2: state.plan.spo2_scale == Spo2Scale::Two,
            oxygen: state.plan.supplemental_oxygen,
            held: state.held.clone(),
            episodes: state.episodes.values().map(SavedEpisode::of).collect(),
            requests: state
                .requests
                .iter()
                .map(|(problem, request)| SavedRequest::of(*problem, request))
                .collect(),
            trend: state.trend.clone(),
            readings: state.readings,
            heard_at_ms: state.heard_at.map(HeardAt::unix_ms),
            cause: id_of(state.cause),
            at_ms: state.at.unix_ms(),
            stopped: state.stopped,
        }
    }

    pub(super) fn restore(self) -> Result<PatientState, SnapshotError> {
        let scale = if self.scale_2 { Spo2Scale::Two } else { Spo2Scale::One };
        Ok(PatientState {
            patient: self.patient.parse().map_err(|_| impossible("a patient id"))?,
            plan: CarePlan { spo2_scale: scale, supplemental_oxygen: self.oxygen },
            held: self.held,
            episodes: self
                .episodes
                .into_iter()
                .map(|saved| Ok((saved.problem, saved.restore()?)))
                .collect::<Result<_, SnapshotError>>()?,
            requests: self
                .requests
                .into_iter()
                .map(|saved| Ok((saved.problem, saved.restore()?)))
                .collect::<Result<_, SnapshotError>>()?,
            trend: self.trend,
            readings: self.readings,
            heard_at: self.heard_at_ms.map(HeardAt::from_unix_ms),
            cause: reading_id(self.cause),
            at: StoredAt::from_unix_ms(self.at_ms),
            stopped: self.stopped,
        })
    }
}

impl SavedEpisode {
    fn of(episode: &Episode) -> Self {
        let alert = &episode.alert;
        Self {
            id: alert.id.to_string(),
            problem: alert.problem,
            severity: alert.severity,
            active: alert.active,
            acknowledged: alert.acknowledged.as_ref().map(|by| {
                let next = NEXT_STEPS
                    .iter()
                    .position(|step| *step == by.next)
                    .unwrap_or(NEXT_STEPS.len() - 1);
                (by.by.to_string(), by.at.unix_ms(), next as u8)
            }),
            raised_at_ms: alert.raised_at.unix_ms(),
            taken_at_ms: alert.taken_at.unix_ms(),
            known_at_ms: alert.known_at.unix_ms(),
            cause: id_of(alert.cause),
            due_at_ms: alert.due_at.map(StoredAt::unix_ms),
            escalated: alert.escalated,
            triggers: alert.triggers,
            version: alert.version,
            reasons: alert.reasons.iter().map(SavedReason::of).collect(),
            rule: alert.rule.to_string(),
            readings: alert.readings.iter().copied().map(id_of).collect(),
            rules_hash: alert.rules_hash,
            automation: alert.automation.clone(),
            ended_at_ms: episode.ended_at.map(StoredAt::unix_ms),
        }
    }

    fn restore(self) -> Result<Episode, SnapshotError> {
        let acknowledged = self.acknowledged.map(|(by, at_ms, next)| {
            let next = *NEXT_STEPS.get(usize::from(next)).ok_or(impossible("a next step"))?;
            Ok(Acknowledged { by: by.into(), at: StoredAt::from_unix_ms(at_ms), next })
        });
        let alert = Alert {
            id: self.id.parse().map_err(|_| impossible("an alert id"))?,
            problem: self.problem,
            severity: self.severity,
            active: self.active,
            acknowledged: acknowledged.transpose()?,
            raised_at: StoredAt::from_unix_ms(self.raised_at_ms),
            taken_at: TakenAt::from_unix_ms(self.taken_at_ms),
            known_at: StoredAt::from_unix_ms(self.known_at_ms),
            cause: reading_id(self.cause),
            due_at: self.due_at_ms.map(StoredAt::from_unix_ms),
            escalated: self.escalated,
            triggers: self.triggers,
            version: self.version,
            reasons: restore_reasons(self.reasons)?,
            rule: self.rule.into(),
            readings: self.readings.into_iter().map(reading_id).collect(),
            rules_hash: self.rules_hash,
            automation: self.automation,
        };
        Ok(Episode { alert, ended_at: self.ended_at_ms.map(StoredAt::from_unix_ms) })
    }
}

impl SavedRequest {
    fn of(problem: Problem, request: &Request) -> Self {
        Self {
            problem,
            asked_at_ms: request.asked_at.unix_ms(),
            due_at_ms: request.due_at.unix_ms(),
            severity: request.trigger.severity,
            rule: request.trigger.rule.to_string(),
            reasons: request.trigger.reasons.iter().map(SavedReason::of).collect(),
            samples: request.trigger.samples.clone(),
        }
    }

    fn restore(self) -> Result<Request, SnapshotError> {
        Ok(Request {
            asked_at: StoredAt::from_unix_ms(self.asked_at_ms),
            due_at: StoredAt::from_unix_ms(self.due_at_ms),
            trigger: Trigger {
                severity: self.severity,
                rule: self.rule.into(),
                reasons: restore_reasons(self.reasons)?,
                samples: self.samples,
            },
        })
    }
}

impl SavedReason {
    fn of(reason: &Reason) -> Self {
        match reason.clone() {
            Reason::Value { sign, sample, limit } => {
                Self::Value { sign: code(sign), sample, limit }
            }
            Reason::Twice { apart_ms, sample } => Self::Twice { apart_ms, sample },
            Reason::News2 { low, high, known } => Self::News2 { low, high, known },
            Reason::Points { sign, points, sample } => {
                Self::Points { sign: code(sign), points, sample }
            }
            Reason::NoAnswer { waited_ms } => Self::NoAnswer { waited_ms },
            Reason::NoRecovery { waited_ms } => Self::NoRecovery { waited_ms },
            Reason::RulesFailed => Self::RulesFailed,
        }
    }

    fn restore(self) -> Result<Reason, SnapshotError> {
        Ok(match self {
            Self::Value { sign, sample, limit } => {
                Reason::Value { sign: sign_of(sign)?, sample, limit }
            }
            Self::Twice { apart_ms, sample } => Reason::Twice { apart_ms, sample },
            Self::News2 { low, high, known } => Reason::News2 { low, high, known },
            Self::Points { sign, points, sample } => {
                Reason::Points { sign: sign_of(sign)?, points, sample }
            }
            Self::NoAnswer { waited_ms } => Reason::NoAnswer { waited_ms },
            Self::NoRecovery { waited_ms } => Reason::NoRecovery { waited_ms },
            Self::RulesFailed => Reason::RulesFailed,
        })
    }
}

fn restore_reasons(saved: Vec<SavedReason>) -> Result<Vec<Reason>, SnapshotError> {
    saved.into_iter().map(SavedReason::restore).collect()
}

fn sign_of(code: u8) -> Result<VitalSign, SnapshotError> {
    SIGNS.get(usize::from(code)).copied().ok_or(impossible("a vital sign"))
}

fn id_of(id: ReadingId) -> Id {
    (id.offset, id.index)
}

fn reading_id((offset, index): Id) -> ReadingId {
    ReadingId { offset, index }
}

fn impossible(what: &'static str) -> SnapshotError {
    SnapshotError::Impossible { what }
}
