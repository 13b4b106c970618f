-- Somebody who is locked out keeps their account, and can't sign in by any way.
ALTER TABLE accounts ADD COLUMN locked_at INTEGER;

-- Who somebody is elsewhere: a sign-in service and its lasting name for them.
CREATE TABLE identities (
    tenant TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, issuer, subject)
) STRICT;
CREATE INDEX identities_account ON identities (account);
