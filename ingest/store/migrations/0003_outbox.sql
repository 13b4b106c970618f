-- What people and programs outside have to be told. A row comes in the same transaction as the outcome
-- that it is about; who gets it is decided afterwards (`routed`).
CREATE TABLE notices (
    notice TEXT NOT NULL PRIMARY KEY,
    cause_offset BIGINT NOT NULL,
    cause_index BIGINT NOT NULL,
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    alert TEXT NOT NULL,
    patient TEXT NOT NULL,
    problem TEXT NOT NULL,
    severity BIGINT NOT NULL,
    version BIGINT NOT NULL,
    level BIGINT NOT NULL,
    due_at BIGINT,
    person TEXT,
    routed BOOLEAN NOT NULL
);
CREATE INDEX notices_routed ON notices (routed, cause_offset, cause_index, place);

-- One notice to one channel. All times here are the wall's: `since` when it was put in, `next_at` when
-- it is tried next. It waits until it was sent (`sent_at`) or its channel is gone (no `sent_at`).
CREATE TABLE deliveries (
    notice TEXT NOT NULL,
    channel TEXT NOT NULL,
    alert TEXT NOT NULL,
    severity BIGINT NOT NULL,
    cause_offset BIGINT NOT NULL,
    cause_index BIGINT NOT NULL,
    place BIGINT NOT NULL,
    waiting BOOLEAN NOT NULL,
    since BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    sent_at BIGINT,
    failure TEXT,
    PRIMARY KEY (notice, channel)
);
CREATE INDEX deliveries_waiting ON deliveries (waiting, channel, alert, cause_offset);
