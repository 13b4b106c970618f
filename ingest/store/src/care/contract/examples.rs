//! What the contract puts into a store.

use std::sync::Arc;

use risk_engine::apart::Apart;
use risk_engine::fact::{Answer, Answers, CaseResult, NextStep, WithdrawalReason};
use risk_engine::held::{Held, Sample};
use risk_engine::outcome::{
    Acknowledged, Alert, Automatic, Change as AlertChange, Closed, Decision, EscalatedBy, Limit,
    Outcome, Problem, Reason, Severity, Snoozed, StepAction, Superseded, TakenStep, Undoable,
    Undone, Unless,
};
use vitals::{
    AlertId, Flags, Glucose, HeardAt, Known, Measurement, Origin, PatientId, Private, Reading,
    ReadingId, Spo2, StoredAt, TakenAt, VitalSign,
};

use crate::care::{AnswersRow, Change, PatientRow, QuarantineRow, WithdrawalRow};

/// A person called "Dilys Tremayne", with this id.
pub fn person(id: &str) -> PatientRow {
    PatientRow {
        patient: patient(id),
        name: Private::hide("Dilys Tremayne".into()),
        born: "1941-06-02".into(),
        sex: "F".into(),
        conditions: vec!["COPD".into(), "\"quoted\", with a comma".into()],
        zone: "Europe/London".into(),
        spo2_scale_2: true,
        oxygen: None,
    }
}

/// An alert that was raised, or changed otherwise, because of journal entry `offset`.
pub fn raised(patient_id: &str, alert: Alert, change: AlertChange, offset: u64) -> Outcome {
    outcome(patient_id, offset, Decision::Alert { change, alert: Box::new(alert) })
}

/// An alert with something in each of its parts.
pub fn alert(id: &str) -> Alert {
    Alert {
        id: alert_id(id),
        problem: Problem::named("oxygen_low"),
        severity: Severity::Urgent,
        active: true,
        acknowledged: Some(Acknowledged {
            by: "Dr Evans".into(),
            at: at(40),
            next: NextStep::ReadingWrong,
        }),
        owner: Some("Dr Evans".into()),
        raised_at: at(30),
        taken_at: TakenAt::from_unix_ms(20),
        known_at: at(35),
        cause: ReadingId { offset: 123, index: 7 },
        due_at: Some(at(900)),
        escalated: 1,
        escalated_to: Some("Sian Jones".into()),
        escalated_by: Apart::default(),
        undone: Apart::default(),
        rechecked: 1,
        snoozed: None,
        closed: None,
        superseded: None,
        triggers: 2,
        version: 3,
        reasons: every_reason(),
        rule: "oxygen-1".into(),
        readings: vec![ReadingId { offset: 118, index: 0 }, ReadingId { offset: 123, index: 7 }],
        rules_hash: std::array::from_fn(|place| place as u8 * 8),
        automation: vec![
            Automatic::Step(step(StepAction::Measure(VitalSign::Spo2))),
            Automatic::NoAnswer { at_ms: 6 },
        ],
        unless: vec![Unless {
            sign: VitalSign::Spo2,
            reading: ReadingId { offset: 123, index: 7 },
            milli: 92_500,
            or_more: true,
        }],
    }
}

/// The same alert silenced, closed and taken back: all that can be said of one.
pub(super) fn alert_that_is_over(id: &str) -> Alert {
    Alert {
        active: false,
        escalated_by: Apart(Some(EscalatedBy {
            by: "Dr Evans".into(),
            at: at(60),
            reason: "in theatre until six".into(),
        })),
        undone: Apart(Some(Undone { by: "Dr Evans".into(), at: at(61), what: Undoable::Snoozed })),
        snoozed: Some(Snoozed {
            until: at(70),
            by: "Dr Evans".into(),
            reason: "in hospital until Monday".into(),
            severity: Severity::Urgent,
        }),
        closed: Some(Closed {
            by: "Dr Evans".into(),
            at: at(71),
            result: CaseResult::FalseReading,
            reason: "cold fingers".into(),
        }),
        superseded: Some(Superseded {
            at: at(72),
            cause: ReadingId { offset: 130, index: 0 },
            by: Some(alert_id("a-2")),
        }),
        due_at: None,
        ..alert(id)
    }
}

/// A step of a pathway.
pub(super) fn step(action: StepAction) -> TakenStep {
    TakenStep {
        pathway: "oxygen_again".into(),
        step: "measure".into(),
        action,
        say: "Please measure your oxygen again.".into(),
        at: at(5),
        due_at: Some(at(905)),
    }
}

/// Answers with one of each kind.
pub(super) fn answered(patient_id: &str, offset: u64) -> AnswersRow {
    let item = |question: &str, answer| (Arc::from(question), answer);
    AnswersRow {
        id: ReadingId { offset, index: 0 },
        patient: patient(patient_id),
        at: at(80),
        answers: Answers {
            answered_at: TakenAt::from_unix_ms(79),
            questionnaire: "heart_failure".into(),
            items: vec![
                item("dyspnoea", Answer::Yes),
                item("ankles", Answer::No),
                item("pillows", Answer::Milli(2_000)),
                item("sputum", Answer::Choice("green".into())),
            ],
        },
        by: (offset > 1).then(|| "Dilys Evans".to_owned()),
    }
}

pub(super) fn withdrawn(patient_id: &str, offset: u64) -> WithdrawalRow {
    WithdrawalRow {
        reading: ReadingId { offset, index: 3 },
        patient: patient(patient_id),
        at: at(90),
        by: "Dr Evans".into(),
        reason: WithdrawalReason::AnotherPerson,
    }
}

pub(super) fn decided(outcome: Outcome) -> Change {
    Change::Decided(outcome)
}

pub(super) fn outcome(patient_id: &str, offset: u64, decision: Decision) -> Outcome {
    let cause = ReadingId { offset, index: 2 };
    let (at, patient) = (at(50), patient(patient_id));
    Outcome { cause, place: 1, at, patient, rules_hash: [0xAB; 32], decision }
}

pub(super) fn refused(offset: u64, reason: &str) -> QuarantineRow {
    QuarantineRow {
        id: ReadingId { offset, index: 1 },
        at: at(60),
        gateway: Some("gw-1".parse().expect("an id")),
        reason: reason.into(),
        detail: "systolic pressure 0 mmHg is outside 40 to 300 mmHg".into(),
        bytes: vec![0, 0xFF, b'\'', 7],
    }
}

pub(super) fn every_reason() -> Vec<Reason> {
    let spo2 = Spo2::from_percent(89.0).expect("in range");
    let saturation = sample(VitalSign::Spo2, Measurement::Oximetry(spo2, None));
    let known = Known::Value(Glucose::from_umol_l(2_997).expect("in range"));
    let glucose = sample(VitalSign::Glucose, Measurement::GlucoseMeter(known));
    let low = sample(VitalSign::Glucose, Measurement::GlucoseCgm(Known::Below));
    let high = sample(VitalSign::Glucose, Measurement::GlucoseCgm(Known::Above));
    let value = |sign, sample, limit| Reason::Value { sign, sample, limit };
    vec![
        value(VitalSign::Spo2, saturation, Limit::Below(90_000)),
        value(VitalSign::Glucose, glucose, Limit::AtMost(2_997)),
        value(VitalSign::Glucose, high, Limit::Above(i32::MAX)),
        Reason::Twice { apart_ms: 360_000, sample: low },
        Reason::News2 { low: 7, high: 9, known: 5 },
        Reason::Points { sign: VitalSign::Spo2, points: 3, sample: Some(saturation) },
        Reason::Points { sign: VitalSign::SupplementalOxygen, points: 2, sample: None },
        Reason::NoAnswer { waited_ms: 900_000 },
        Reason::RulesFailed,
        Reason::NoRecovery { waited_ms: 1_800_000 },
        Reason::Figure {
            figure: "mean(systolic, 7 d)".into(),
            milli: 147_500,
            limit: Limit::Above(135_000),
            unit: "mm[Hg]".into(),
        },
        Reason::Usual { sign: VitalSign::Weight, milli: 81_200, days: 14 },
        Reason::Answered { question: "dyspnoea".into(), answer: "yes".into() },
        Reason::Silent { sign: VitalSign::Rhythm, for_ms: 172_800_000 },
        Reason::PathwayPaused { pathway: "oxygen_again".into() },
    ]
}

fn sample(sign: VitalSign, measurement: Measurement) -> Sample {
    let reading = Reading {
        device: "oximeter-1".parse().expect("an id"),
        slot: None,
        taken_at: TakenAt::from_unix_ms(1_790_000_000_000),
        heard_at: HeardAt::from_unix_ms(1_790_000_000_500),
        origin: Origin::Device,
        measurement,
        flags: Flags::default(),
    };
    let mut held = Held::default();
    held.insert(ReadingId { offset: 1 << 40, index: 65_535 }, &reading, |_, _| {});
    *held.latest(sign).expect("the measurement has this sign")
}

pub(super) fn at(ms: i64) -> StoredAt {
    StoredAt::from_unix_ms(ms)
}

pub(super) fn patient(id: &str) -> PatientId {
    id.parse().expect("an id")
}

pub(super) fn alert_id(id: &str) -> AlertId {
    id.parse().expect("an id")
}
