//! The outbox's statements, in the SQL that SQLite and PostgreSQL share.

/// Told once is enough: what is derived again stays as it was.
pub(super) const NOTICE_PUT: &str = "
    INSERT INTO notices
        (notice, cause_offset, cause_index, place, at, kind, alert, patient, problem, severity,
         version, level, due_at, person, routed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, FALSE)
    ON CONFLICT (notice) DO NOTHING";

pub(super) const UNROUTED: &str = "
    SELECT notice, cause_offset, cause_index, place, at, kind, alert, patient, problem, severity,
        version, level, due_at, person
    FROM notices WHERE routed = FALSE ORDER BY cause_offset, cause_index, place, notice LIMIT $1";

pub(super) const ROUTED: &str = "UPDATE notices SET routed = TRUE WHERE notice = $1";

pub(super) const DELIVERY_PUT: &str = "
    INSERT INTO deliveries
        (notice, channel, alert, severity, cause_offset, cause_index, place, waiting, since,
         attempts, next_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, $8, 0, $8)
    ON CONFLICT (notice, channel) DO NOTHING";

/// Nothing of an alert goes out before what came before it has.
pub(super) const DUE: &str = "
    SELECT n.notice, n.cause_offset, n.cause_index, n.place, n.at, n.kind, n.alert, n.patient,
        n.problem, n.severity, n.version, n.level, n.due_at, n.person, d.attempts
    FROM deliveries d JOIN notices n ON n.notice = d.notice
    WHERE d.waiting = TRUE AND d.channel = $1 AND (d.next_at <= $2 OR d.next_at > $3)
        AND NOT EXISTS (
            SELECT 1 FROM deliveries e
            WHERE e.waiting = TRUE AND e.channel = d.channel AND e.alert = d.alert
                AND (e.cause_offset, e.cause_index, e.place, e.notice)
                    < (d.cause_offset, d.cause_index, d.place, d.notice))
    ORDER BY d.severity DESC, d.cause_offset, d.cause_index, d.place, d.notice LIMIT $4";

pub(super) const NEXT_DUE: &str =
    "SELECT MIN(next_at) FROM deliveries WHERE waiting = TRUE AND channel = $1";

pub(super) const SENT: &str = "
    UPDATE deliveries SET waiting = FALSE, sent_at = $3, attempts = attempts + 1, failure = NULL
    WHERE notice = $1 AND channel = $2";

pub(super) const FAILED: &str = "
    UPDATE deliveries SET attempts = attempts + 1, next_at = $3, failure = $4
    WHERE notice = $1 AND channel = $2 AND waiting = TRUE";

pub(super) const HURRY: &str = "
    UPDATE deliveries SET next_at = $2 WHERE waiting = TRUE AND channel = $1 AND next_at > $2";

pub(super) const EVENT: &str = "
    SELECT cause_offset, cause_index, patient, place, at, kind, disposition, detail, rules_hash,
        engine
    FROM events WHERE cause_offset = $1 AND cause_index = $2 AND patient = $3 AND place = $4";

pub(super) const GIVE_UP: &str = "
    UPDATE deliveries SET waiting = FALSE WHERE waiting = TRUE AND channel = $1";

pub(super) const FIGURES: &str = "
    SELECT channel, COUNT(*) AS waiting,
        SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END) AS failing, MIN(since) AS oldest,
        (SELECT e.failure FROM deliveries e
            WHERE e.waiting = TRUE AND e.channel = d.channel
            ORDER BY e.attempts DESC, e.notice LIMIT 1) AS failure
    FROM deliveries d WHERE waiting = TRUE GROUP BY channel ORDER BY channel";
