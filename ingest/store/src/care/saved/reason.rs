//! Reasons, and the samples that they rest on, as JSON.

use risk_engine::held::{Reach, Sample as EngineSample};
use risk_engine::outcome::{self, Limit};
use serde::{Deserialize, Serialize};
use vitals::{ReadingId, TakenAt, VitalSign};

use super::Id;
use crate::names;

#[derive(Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub(in crate::care) enum Reason {
    Value {
        #[serde(with = "names::sign")]
        sign: VitalSign,
        sample: Sample,
        #[serde(with = "SavedLimit")]
        limit: Limit,
    },
    Twice {
        apart_ms: u64,
        sample: Sample,
    },
    News2 {
        low: u8,
        high: u8,
        known: u8,
    },
    Points {
        #[serde(with = "names::sign")]
        sign: VitalSign,
        points: u8,
        sample: Option<Sample>,
    },
    NoAnswer {
        waited_ms: u64,
    },
    NoRecovery {
        waited_ms: u64,
    },
    Figure {
        figure: String,
        milli: i64,
        #[serde(with = "SavedLimit")]
        limit: Limit,
        unit: String,
    },
    Usual {
        #[serde(with = "names::sign")]
        sign: VitalSign,
        milli: i32,
        days: u8,
    },
    Answered {
        question: String,
        answer: String,
    },
    Silent {
        #[serde(with = "names::sign")]
        sign: VitalSign,
        for_ms: u64,
    },
    RulesFailed,
    PathwayPaused {
        pathway: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Limit", rename_all = "snake_case")]
enum SavedLimit {
    AtMost(i32),
    Below(i32),
    Above(i32),
}

#[derive(Serialize, Deserialize)]
pub(in crate::care) struct Sample {
    taken_at: i64,
    reading: Id,
    milli: i32,
    #[serde(with = "names::reach")]
    reach: Reach,
}

impl From<&outcome::Reason> for Reason {
    fn from(reason: &outcome::Reason) -> Self {
        match reason {
            outcome::Reason::Value { sign, sample, limit } => {
                Self::Value { sign: *sign, sample: sample.into(), limit: *limit }
            }
            outcome::Reason::Twice { apart_ms, sample } => {
                Self::Twice { apart_ms: *apart_ms, sample: sample.into() }
            }
            outcome::Reason::News2 { low, high, known } => {
                Self::News2 { low: *low, high: *high, known: *known }
            }
            outcome::Reason::Points { sign, points, sample } => Self::Points {
                sign: *sign,
                points: *points,
                sample: sample.as_ref().map(Sample::from),
            },
            outcome::Reason::NoAnswer { waited_ms } => Self::NoAnswer { waited_ms: *waited_ms },
            outcome::Reason::NoRecovery { waited_ms } => Self::NoRecovery { waited_ms: *waited_ms },
            outcome::Reason::Figure { figure, milli, limit, unit } => Self::Figure {
                figure: figure.to_string(),
                milli: *milli,
                limit: *limit,
                unit: unit.to_string(),
            },
            outcome::Reason::Usual { sign, milli, days } => {
                Self::Usual { sign: *sign, milli: *milli, days: *days }
            }
            outcome::Reason::Answered { question, answer } => {
                Self::Answered { question: question.to_string(), answer: answer.to_string() }
            }
            outcome::Reason::Silent { sign, for_ms } => {
                Self::Silent { sign: *sign, for_ms: *for_ms }
            }
            outcome::Reason::RulesFailed => Self::RulesFailed,
            outcome::Reason::PathwayPaused { pathway } => {
                Self::PathwayPaused { pathway: pathway.to_string() }
            }
        }
    }
}

impl From<Reason> for outcome::Reason {
    fn from(saved: Reason) -> Self {
        match saved {
            Reason::Value { sign, sample, limit } => {
                Self::Value { sign, sample: sample.into(), limit }
            }
            Reason::Twice { apart_ms, sample } => Self::Twice { apart_ms, sample: sample.into() },
            Reason::News2 { low, high, known } => Self::News2 { low, high, known },
            Reason::Points { sign, points, sample } => {
                Self::Points { sign, points, sample: sample.map(Into::into) }
            }
            Reason::NoAnswer { waited_ms } => Self::NoAnswer { waited_ms },
            Reason::NoRecovery { waited_ms } => Self::NoRecovery { waited_ms },
            Reason::Figure { figure, milli, limit, unit } => {
                Self::Figure { figure: figure.into(), milli, limit, unit: unit.into() }
            }
            Reason::Usual { sign, milli, days } => Self::Usual { sign, milli, days },
            Reason::Answered { question, answer } => {
                Self::Answered { question: question.into(), answer: answer.into() }
            }
            Reason::Silent { sign, for_ms } => Self::Silent { sign, for_ms },
            Reason::RulesFailed => Self::RulesFailed,
            Reason::PathwayPaused { pathway } => Self::PathwayPaused { pathway: pathway.into() },
        }
    }
}

impl From<&EngineSample> for Sample {
    fn from(sample: &EngineSample) -> Self {
        let id = sample.reading();
        Self {
            taken_at: sample.taken_at().unix_ms(),
            reading: (id.offset, id.index),
            milli: sample.milli,
            reach: sample.reach,
        }
    }
}

impl From<Sample> for EngineSample {
    fn from(saved: Sample) -> Self {
        let (offset, index) = saved.reading;
        let taken_at = TakenAt::from_unix_ms(saved.taken_at);
        Self::of(ReadingId { offset, index }, taken_at, saved.milli, saved.reach)
    }
}
