//! Every statement of the care store, in the SQL that SQLite and PostgreSQL share.

pub(super) const CURSOR: &str = "SELECT upto FROM care_cursor WHERE one = 1";

pub(super) const CURSOR_SET: &str = "UPDATE care_cursor SET upto = $1 WHERE one = 1";

pub(super) const PATIENT_PUT: &str = "
    INSERT INTO patients (patient, name, born, sex, conditions, zone, spo2_scale_2, oxygen)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (patient) DO UPDATE SET name = excluded.name, born = excluded.born,
        sex = excluded.sex, conditions = excluded.conditions, zone = excluded.zone,
        spo2_scale_2 = excluded.spo2_scale_2, oxygen = excluded.oxygen";

pub(super) const PLAN_SET: &str =
    "UPDATE patients SET spo2_scale_2 = $2, oxygen = $3 WHERE patient = $1";

pub(super) const GATEWAY_PUT: &str = "
    INSERT INTO gateways (gateway, at) VALUES ($1, $2)
    ON CONFLICT (gateway) DO UPDATE SET at = excluded.at";

pub(super) const ASSIGNMENT_PUT: &str = "
    INSERT INTO assignments (device, slot, from_at, patient) VALUES ($1, $2, $3, $4)
    ON CONFLICT (device, slot, from_at) DO UPDATE SET patient = excluded.patient";

/// What was decided stays as it was decided first.
pub(super) const EVENT_PUT: &str = "
    INSERT INTO events
        (cause_offset, cause_index, patient, place, at, kind, disposition, alert, detail,
        rules_hash, engine, problem)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (cause_offset, cause_index, patient, place) DO NOTHING";

/// An older state never takes the place of a newer one.
pub(super) const ALERT_PUT: &str = "
    INSERT INTO alerts
        (alert, patient, problem, severity, open, raised_at, state, cause_offset, cause_index, place,
        owner, due_at, superseded)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (alert) DO UPDATE SET problem = excluded.problem, severity = excluded.severity,
        open = excluded.open, raised_at = excluded.raised_at, state = excluded.state,
        cause_offset = excluded.cause_offset, cause_index = excluded.cause_index,
        place = excluded.place, owner = excluded.owner, due_at = excluded.due_at,
        superseded = excluded.superseded
    WHERE (excluded.cause_offset, excluded.cause_index, excluded.place)
        > (alerts.cause_offset, alerts.cause_index, alerts.place)";

pub(super) const QUARANTINE_PUT: &str = "
    INSERT INTO quarantine (entry_offset, entry_index, at, gateway, reason, detail, bytes)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

pub(super) const ALERTS_OPEN: &str = "
    SELECT alert, patient, state FROM alerts WHERE open = TRUE
    ORDER BY severity DESC, raised_at, alert";

pub(super) const ALERT: &str = "SELECT alert, patient, state FROM alerts WHERE alert = $1";

pub(super) const ALERTS_OF: &str = "
    SELECT alert, patient, state FROM alerts WHERE patient = $1 ORDER BY raised_at DESC, alert";

pub(super) const EVENTS_OF: &str = "
    SELECT cause_offset, cause_index, patient, place, at, kind, disposition, detail, rules_hash, engine
    FROM events WHERE patient = $1
    ORDER BY cause_offset DESC, cause_index DESC, place DESC LIMIT $2";

/// `asked_to_measure` is what version 1 called a step.
pub(super) const STEPS_OF: &str = "
    SELECT cause_offset, cause_index, patient, place, at, kind, disposition, detail, rules_hash, engine
    FROM events WHERE patient = $1 AND kind IN ('stepped', 'calmed', 'asked_to_measure')
    ORDER BY cause_offset DESC, cause_index DESC, place DESC LIMIT $2";

pub(super) const EVENT: &str = "
    SELECT cause_offset, cause_index, patient, place, at, kind, disposition, detail, rules_hash, engine
    FROM events WHERE cause_offset = $1 AND cause_index = $2 AND patient = $3 AND place = $4";

/// In the order in which the engine gives outcomes.
pub(super) const EVENTS_FROM: &str = "
    SELECT cause_offset, cause_index, patient, place, at, kind, disposition, detail, rules_hash, engine
    FROM events WHERE (cause_offset, cause_index, patient, place) > ($1, $2, $3, $4)
    ORDER BY cause_offset, cause_index, patient, place LIMIT $5";

pub(super) const ANSWERS_PUT: &str = "
    INSERT INTO answers
        (entry_offset, entry_index, patient, at, answered_at, questionnaire, items, by_whom)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

pub(super) const ANSWERS_OF: &str = "
    SELECT entry_offset, entry_index, patient, at, answered_at, questionnaire, items, by_whom
    FROM answers WHERE patient = $1
    ORDER BY answered_at DESC, entry_offset DESC, entry_index DESC LIMIT $2";

pub(super) const WITHDRAWAL_PUT: &str = "
    INSERT INTO withdrawals (entry_offset, entry_index, patient, at, by_whom, reason)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

pub(super) const WITHDRAWALS_OF: &str = "
    SELECT entry_offset, entry_index, patient, at, by_whom, reason
    FROM withdrawals WHERE patient = $1 ORDER BY entry_offset, entry_index";

pub(super) const UNCLAIMED_PUT: &str = "
    INSERT INTO unclaimed (entry_offset, entry_index, at, taken_at, device, doubt, reading)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

pub(super) const CANDIDATE_PUT: &str = "
    INSERT INTO candidates (entry_offset, entry_index, patient, place, per_mille)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (entry_offset, entry_index, patient) DO NOTHING";

/// The first who says so stands.
pub(super) const CANDIDATE_DENY: &str = "
    UPDATE candidates SET denied_at = $4, denied_by = $5
    WHERE entry_offset = $1 AND entry_index = $2 AND patient = $3 AND denied_at IS NULL";

pub(super) const ATTRIBUTION_PUT: &str = "
    INSERT INTO attributions
        (entry_offset, entry_index, original_offset, original_index, patient, from_patient, at,
        by_whom, why)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

pub(super) const UNCLAIMED_SETTLE: &str =
    "UPDATE unclaimed SET settled = TRUE WHERE entry_offset = $1 AND entry_index = $2";

pub(super) const UNCLAIMED: &str = "
    SELECT entry_offset, entry_index, at, taken_at, device, doubt, reading FROM unclaimed
    WHERE settled = FALSE ORDER BY entry_offset, entry_index LIMIT $1";

pub(super) const UNCLAIMED_OF: &str = "
    SELECT u.entry_offset, u.entry_index, u.at, u.taken_at, u.device, u.doubt, u.reading
    FROM candidates c JOIN unclaimed u
        ON u.entry_offset = c.entry_offset AND u.entry_index = c.entry_index
    WHERE c.patient = $1 AND c.denied_at IS NULL AND u.settled = FALSE
    ORDER BY u.taken_at DESC, u.entry_offset DESC, u.entry_index DESC LIMIT $2";

pub(super) const UNCLAIMED_ONE: &str = "
    SELECT entry_offset, entry_index, at, taken_at, device, doubt, reading FROM unclaimed
    WHERE settled = FALSE AND entry_offset = $1 AND entry_index = $2";

pub(super) const UNCLAIMED_WAITING: &str =
    "SELECT COUNT(*), MIN(at) FROM unclaimed WHERE settled = FALSE";

pub(super) const CANDIDATES: &str = "
    SELECT patient, per_mille, denied_at FROM candidates
    WHERE entry_offset = $1 AND entry_index = $2 ORDER BY place";

pub(super) const ATTRIBUTION_OF: &str = "
    SELECT entry_offset, entry_index, original_offset, original_index, patient, from_patient, at,
        by_whom, why
    FROM attributions WHERE original_offset = $1 AND original_index = $2
    ORDER BY entry_offset DESC LIMIT 1";

pub(super) const SETTLED_PUT: &str = "
    INSERT INTO settled (entry_offset, entry_index, taken_by, at, by_whom)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (entry_offset, entry_index) DO NOTHING";

pub(super) const SETTLED: &str = "
    SELECT taken_by, at, by_whom FROM settled WHERE entry_offset = $1 AND entry_index = $2";

pub(super) const SETTLED_COUNT: &str = "SELECT COUNT(*) FROM settled";

pub(super) const QUARANTINE: &str = "
    SELECT q.entry_offset, q.entry_index, q.at, q.gateway, q.reason, q.detail, q.bytes
    FROM quarantine q LEFT JOIN settled s
        ON s.entry_offset = q.entry_offset AND s.entry_index = q.entry_index
    WHERE s.entry_offset IS NULL
    ORDER BY q.entry_offset DESC, q.entry_index DESC LIMIT $1";

pub(super) const QUARANTINE_BY_REASON: &str = "
    SELECT q.reason, COUNT(*) FROM quarantine q LEFT JOIN settled s
        ON s.entry_offset = q.entry_offset AND s.entry_index = q.entry_index
    WHERE s.entry_offset IS NULL GROUP BY q.reason ORDER BY q.reason";

pub(super) const QUARANTINE_COUNT: &str = "
    SELECT COUNT(*) FROM quarantine q LEFT JOIN settled s
        ON s.entry_offset = q.entry_offset AND s.entry_index = q.entry_index
    WHERE s.entry_offset IS NULL";

pub(super) const ALERTS_BY_PROBLEM: &str =
    "SELECT problem, COUNT(*) FROM alerts GROUP BY problem ORDER BY problem";

pub(super) const PATIENTS: &str = "
    SELECT patient, name, born, sex, conditions, zone, spo2_scale_2, oxygen
    FROM patients ORDER BY patient";

pub(super) const GATEWAYS: &str = "SELECT gateway, at FROM gateways ORDER BY gateway";

pub(super) const ASSIGNMENTS: &str = "
    SELECT device, slot, patient, from_at FROM assignments ORDER BY device, slot, from_at";

/// Of each device that somebody has, or had, every wearer: who else has it shows.
pub(super) const ASSIGNMENTS_AROUND: &str = "
    SELECT device, slot, patient, from_at FROM assignments
    WHERE device IN (SELECT device FROM assignments WHERE patient = $1)
    ORDER BY device, slot, from_at";

pub(super) const COUNTS: &str = "
    SELECT (SELECT COUNT(*) FROM patients), (SELECT COUNT(*) FROM gateways),
        (SELECT COUNT(*) FROM assignments), (SELECT COUNT(*) FROM alerts),
        (SELECT COUNT(*) FROM alerts WHERE open = TRUE), (SELECT COUNT(*) FROM events),
        (SELECT COUNT(*) FROM quarantine)";
