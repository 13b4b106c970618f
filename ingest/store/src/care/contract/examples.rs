//! What the contract puts into a store.

use risk_engine::fact::NextStep;
use risk_engine::held::{Held, Sample};
use risk_engine::outcome::{
    Acknowledged, Alert, Automatic, Change as AlertChange, Decision, Limit, Outcome, Problem,
    Reason, Severity,
};
use vitals::{
    AlertId, Flags, Glucose, HeardAt, Known, Measurement, Origin, PatientId, Private, Reading,
    ReadingId, Spo2, StoredAt, TakenAt, VitalSign,
};

use crate::care::{Change, PatientRow, QuarantineRow};

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
        problem: Problem::OxygenLow,
        severity: Severity::Urgent,
        active: true,
        acknowledged: Some(Acknowledged {
            by: "Dr Evans".into(),
            at: at(40),
            next: NextStep::ReadingWrong,
        }),
        raised_at: at(30),
        taken_at: TakenAt::from_unix_ms(20),
        known_at: at(35),
        cause: ReadingId { offset: 123, index: 7 },
        due_at: Some(at(900)),
        escalated: 1,
        triggers: 2,
        version: 3,
        reasons: every_reason(),
        rule: "oxygen-1".into(),
        readings: vec![ReadingId { offset: 118, index: 0 }, ReadingId { offset: 123, index: 7 }],
        rules_hash: std::array::from_fn(|place| place as u8 * 8),
        automation: vec![Automatic::AskedToMeasure { at_ms: 5 }, Automatic::NoAnswer { at_ms: 6 }],
    }
}

pub(super) fn decided(outcome: Outcome) -> Change {
    Change::Decided(outcome)
}

pub(super) fn outcome(patient_id: &str, offset: u64, decision: Decision) -> Outcome {
    let cause = ReadingId { offset, index: 2 };
    Outcome { cause, place: 1, at: at(50), patient: patient(patient_id), decision }
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
    held.insert(ReadingId { offset: 1 << 40, index: 65_535 }, &reading, |_| {});
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
