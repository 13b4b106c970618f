-- Documents that another system sent, each version as it wrote it. `key` is what the sender knows a document by;
-- the first document with a key stands for it. `entry_index` is the place of the reading that was
-- found in it, within its journal entry.
CREATE TABLE documents (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    patient TEXT,
    key TEXT,
    at BIGINT NOT NULL,
    happened_at BIGINT,
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT,
    by_whom TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id, version)
);
CREATE INDEX documents_key ON documents (kind, key);
CREATE INDEX documents_patient ON documents (patient, kind, happened_at);
