-- What was kept apart and has been taken since: by whom, and which journal entry it counts from.
CREATE TABLE settled (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    taken_by BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    PRIMARY KEY (entry_offset, entry_index)
);
