-- The care store. Only what SQLite and PostgreSQL both understand: BIGINT, TEXT, BOOLEAN, BYTEA.
-- All times are milliseconds since 1970-01-01 00:00 UTC. A person's id is not a foreign key: the
-- journal decides in which order facts come, and a projection takes them as they are.

-- One row: the journal offset after the last entry whose effects are in.
CREATE TABLE care_cursor (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    upto BIGINT NOT NULL CHECK (upto >= 0)
);
INSERT INTO care_cursor (one, upto) VALUES (1, 0);

CREATE TABLE patients (
    patient TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    born TEXT NOT NULL,
    sex TEXT NOT NULL,
    conditions TEXT NOT NULL,
    zone TEXT NOT NULL,
    spo2_scale_2 BOOLEAN NOT NULL,
    oxygen BOOLEAN
);

CREATE TABLE gateways (
    gateway TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);

-- Who wears a device, from when on. Slot -1 stands for "the device knows no users", because a
-- primary key holds no NULL.
CREATE TABLE assignments (
    device TEXT NOT NULL,
    slot BIGINT NOT NULL CHECK (slot BETWEEN -1 AND 254),
    from_at BIGINT NOT NULL,
    patient TEXT NOT NULL,
    PRIMARY KEY (device, slot, from_at)
);

-- How each alert stands now. `state` is the whole alert as JSON; the other columns are for finding it.
CREATE TABLE alerts (
    alert TEXT NOT NULL PRIMARY KEY,
    patient TEXT NOT NULL,
    problem TEXT NOT NULL,
    severity BIGINT NOT NULL,
    open BOOLEAN NOT NULL,
    raised_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    cause_offset BIGINT NOT NULL,
    cause_index BIGINT NOT NULL,
    place BIGINT NOT NULL
);
CREATE INDEX alerts_open ON alerts (open, severity, raised_at);
CREATE INDEX alerts_patient ON alerts (patient, raised_at);

-- Every outcome, once. `detail` is the whole decision as JSON.
CREATE TABLE events (
    cause_offset BIGINT NOT NULL,
    cause_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    disposition TEXT NOT NULL,
    alert TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (cause_offset, cause_index, patient, place)
);
CREATE INDEX events_patient ON events (patient, cause_offset, cause_index, place);

-- What was refused, with its bytes.
CREATE TABLE quarantine (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    at BIGINT NOT NULL,
    gateway TEXT,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX quarantine_reason ON quarantine (reason);
