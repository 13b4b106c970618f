//! What the tests of this module send.

use risk_engine::outcome::Severity;
use store::care::outbox::Notice;
use vitals::{ReadingId, StoredAt};

/// 2026-11-21 08:30 UTC.
const AT_MS: i64 = 1_795_249_800_000;

/// A notice of an emergency that was escalated once.
pub(super) fn notice(kind: &str) -> Notice {
    Notice {
        id: "n-1".into(),
        cause: ReadingId { offset: 7, index: 0 },
        place: 0,
        at: StoredAt::from_unix_ms(AT_MS),
        kind: kind.into(),
        alert: "a-1".parse().unwrap(),
        patient: "p-0001".parse().unwrap(),
        problem: "oxygen_low".into(),
        severity: Severity::Emergency,
        version: 3,
        level: 1,
        due_at: Some(StoredAt::from_unix_ms(AT_MS + 300_000)),
        person: Some("dr-evans".into()),
    }
}
