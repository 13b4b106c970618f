-- What the engine's second version decides: by which rules and which engine, about which problem;
-- what people answered; which readings don't count.

ALTER TABLE events ADD COLUMN rules_hash TEXT;
ALTER TABLE events ADD COLUMN engine BIGINT;
ALTER TABLE events ADD COLUMN problem TEXT;
CREATE INDEX events_kind ON events (patient, kind, cause_offset);

-- Who has to see to an alert, and when it falls due: for finding it.
ALTER TABLE alerts ADD COLUMN owner TEXT;
ALTER TABLE alerts ADD COLUMN due_at BIGINT;
ALTER TABLE alerts ADD COLUMN superseded BOOLEAN NOT NULL DEFAULT FALSE;

-- Answers to questionnaires. `items` is JSON: question and answer, in the order of the questions.
CREATE TABLE answers (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    at BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,
    questionnaire TEXT NOT NULL,
    items TEXT NOT NULL,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX answers_patient ON answers (patient, answered_at);

-- Readings that don't count any more. The first withdrawal stands.
CREATE TABLE withdrawals (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX withdrawals_patient ON withdrawals (patient);
