-- What staff did for a person, for how long, and whether they spoke with them; and what each person is
-- asked to measure, from when on.

-- The first withdrawal stands: then `withdrawn_at`, `withdrawn_by` and `withdrawn_why` are there.
CREATE TABLE contacts (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    at BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes > 0),
    live BOOLEAN NOT NULL,
    what TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_why TEXT,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX contacts_patient ON contacts (patient, began_at);
CREATE INDEX contacts_began ON contacts (began_at);

-- `items` is JSON: sign and hours. A person's newest row at a moment is what held then; the first says
-- since when they are cared for.
CREATE TABLE schedules (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    at BIGINT NOT NULL,
    items TEXT NOT NULL,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX schedules_patient ON schedules (patient, entry_offset);
CREATE INDEX alerts_raised ON alerts (raised_at);
CREATE INDEX events_at ON events (kind, at);
