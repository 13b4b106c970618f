//! How one person stands now, for a row of the worklist.

use vitals::{HeardAt, PatientId, ReadingId, StoredAt, VitalSign};

use crate::held::Sample;

/// How complete a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All seven parts are fresh.
    Complete,
    /// Some were never measured.
    Partial,
    /// Some were measured too long ago.
    Stale,
}

/// The score as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreView {
    /// Lower bound: missing parts count nothing.
    pub low: u8,
    /// Upper bound: missing parts count their most.
    pub high: u8,
    /// How many of the seven parts are known.
    pub known: u8,
    /// How complete it is.
    pub status: Status,
}

/// One vital sign as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VitalView {
    /// Which sign.
    pub sign: VitalSign,
    /// Its newest sample.
    pub sample: Sample,
    /// Its points, if it is scored and fresh.
    pub points: Option<u8>,
    /// Whether it is too old to speak for the person.
    pub stale: bool,
}

/// How one person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientView {
    /// Who.
    pub patient: PatientId,
    /// The fact that this is the state after.
    pub cause: ReadingId,
    /// As of when.
    pub at: StoredAt,
    /// The score; none if nothing that it scores is fresh.
    pub news2: Option<ScoreView>,
    /// The newest sample of each sign that was ever measured.
    pub vitals: Vec<VitalView>,
    /// Scores of the last 24 hours: when (ms since 1970) and the lower bound, oldest first.
    pub trend: Vec<(i64, u8)>,
    /// When a gateway last heard from the person.
    pub heard_at: Option<HeardAt>,
    /// How many readings have been scored.
    pub readings: u64,
}
