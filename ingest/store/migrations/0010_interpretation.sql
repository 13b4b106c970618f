-- Whether a contact was a physician's collecting and interpreting of data: such minutes are billed apart.
ALTER TABLE contacts ADD COLUMN interpretation BOOLEAN NOT NULL DEFAULT FALSE;
