-- What authenticators are told in the place of a name: 32 random bytes, made with the first passkey.
ALTER TABLE accounts ADD COLUMN handle BLOB;

-- Passkeys: of each the public half, which lets nobody in.
CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    credential BLOB NOT NULL UNIQUE,
    -- As COSE has it.
    key BLOB NOT NULL,
    -- The last that it signed with; it never goes back.
    counter INTEGER NOT NULL,
    name TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkeys_account ON passkeys (account);
