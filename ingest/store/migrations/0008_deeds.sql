-- What a person, their carers and their team do for each other: messages, medicines, appointments,
-- documents, reminders. `entry` is the journal's entry; the other columns are what it is found by.

-- `thing`: the conversation, medicine, appointment, document, or what somebody is reminded of. `mark`: when
-- an appointment begins, a dose or reminder is due; for `read` the newest message's offset. Of two with one
-- key, or two reminders of one thing, the first stands.
CREATE TABLE deeds (
    entry_offset BIGINT NOT NULL,
    entry_index BIGINT NOT NULL,
    patient TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    thing TEXT NOT NULL,
    side TEXT NOT NULL,
    mark BIGINT,
    send_key TEXT NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (entry_offset, entry_index)
);
CREATE INDEX deeds_patient ON deeds (patient, kind, entry_offset);
CREATE INDEX deeds_thing ON deeds (kind, thing, entry_offset);
CREATE INDEX deeds_mark ON deeds (kind, mark);
CREATE UNIQUE INDEX deeds_send_key ON deeds (patient, send_key) WHERE send_key <> '';
CREATE UNIQUE INDEX deeds_reminder ON deeds (patient, thing) WHERE kind = 'reminder';

-- Who gave the answers; nothing in what was written before that was kept.
ALTER TABLE answers ADD COLUMN by_whom TEXT;
