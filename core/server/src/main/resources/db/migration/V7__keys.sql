-- Counts a key's changes, for whoever must not undo another one's.
ALTER TABLE signing_key ADD COLUMN revision bigint NOT NULL DEFAULT 1;
