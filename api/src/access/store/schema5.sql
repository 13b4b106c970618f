-- A second factor beside a password: codes from an app.
CREATE TABLE codes (
    account INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    -- What the app has, too: it has to be known, so it is sealed and not hashed.
    secret BLOB NOT NULL,
    -- The half minute of the last code that counted: none counts again.
    step INTEGER NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- What lets somebody in, once each, who lost the app.
CREATE TABLE recovery_codes (
    hash BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX recovery_codes_account ON recovery_codes (account);
