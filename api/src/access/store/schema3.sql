-- The language that somebody chose, as a tag (BCP 47); none: as their browser asks.
ALTER TABLE accounts ADD COLUMN language TEXT;
