-- Indexes are most of what storing a record costs. Those on texts hold a hash of 8 bytes in place of
-- the text: a condition compares the hashes, and then the texts themselves. A product that is known is
-- found by the text that names it.

DROP INDEX telemetry_license_key;
DROP INDEX telemetry_activation;
DROP INDEX telemetry_user;
DROP INDEX telemetry_nonce;
DROP INDEX telemetry_known_product;
DROP INDEX telemetry_unflagged;
DROP INDEX telemetry_walk;

-- Not partial: PostgreSQL knows how often a hash occurs only by an index of all rows.
CREATE INDEX telemetry_license_key ON telemetry (hashtextextended(license_key, 0), id);
CREATE INDEX telemetry_activation ON telemetry (hashtextextended(activation_identifier, 0), id);
CREATE INDEX telemetry_user ON telemetry (hashtextextended(user_identifier, 0), id);
CREATE INDEX telemetry_nonce ON telemetry (hashtextextended(nonce, 0), id) WHERE nonce IS NOT NULL;

-- A walk past flagged records looks at the index alone, even where nearly all are flagged.
CREATE INDEX telemetry_walk ON telemetry (environment, id, flagged);
