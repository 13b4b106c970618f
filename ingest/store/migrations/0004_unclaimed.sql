-- Readings of which nobody knows whose they are, whom it is asked, and what came of it.

-- `reading` is as the gateway sent it.
CREATE TABLE unclaimed (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    at BIGINT NOT NULL,
    taken_at BIGINT NOT NULL,
    device TEXT NOT NULL,
    doubt TEXT NOT NULL,
    reading BLOB NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX unclaimed_settled ON unclaimed (settled, entry_offset, entry_index);

CREATE TABLE candidates (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    place BIGINT NOT NULL,
    per_mille BIGINT NOT NULL,
    denied_at BIGINT,
    denied_by TEXT,
    PRIMARY KEY (entry_offset, entry_index, patient)
);
CREATE INDEX candidates_patient ON candidates (patient);

-- Whose readings became, by the entry that says so; the newest of one original counts.
CREATE TABLE attributions (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    original_offset BIGINT NOT NULL,
    original_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    from_patient TEXT,
    at BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX attributions_original ON attributions (original_offset, original_index);
