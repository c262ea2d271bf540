-- What the admin API needs to change the vendor's own records: revisions, references, limits, notes, and
-- API keys whose secrets can be rotated with an overlap.

ALTER TABLE product
    ADD COLUMN revision bigint NOT NULL DEFAULT 1;
COMMENT ON COLUMN product.revision IS 'One more at each change; what If-Match is compared with. So in the other tables.';

ALTER TABLE product_version
    ADD COLUMN checksums  text[]      COLLATE "C" NOT NULL DEFAULT '{}'
        CHECK (cardinality(checksums) = 0
               OR (array_position(checksums, NULL) IS NULL
                   AND array_to_string(checksums, ',') ~ '^[0-9a-f]{64}(,[0-9a-f]{64})*$')),
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN revision   bigint      NOT NULL DEFAULT 1;
COMMENT ON COLUMN product_version.checksums IS
    'SHA-256 of each genuine build of this version, hexadecimal in lower case; empty: not known.';

ALTER TABLE license
    ADD COLUMN reference        text    COLLATE "C" UNIQUE CHECK (char_length(reference) BETWEEN 1 AND 255),
    ADD COLUMN activation_limit integer CHECK (activation_limit >= 0),
    ADD COLUMN note             text    CHECK (char_length(note) BETWEEN 1 AND 2000),
    ADD COLUMN revision         bigint  NOT NULL DEFAULT 1;
COMMENT ON COLUMN license.reference IS 'What the vendor''s licensing system calls it; null: nothing.';
COMMENT ON COLUMN license.activation_limit IS 'How many activations may be active at a time; null: any number.';

-- A list is read by the place where its last page ended, so each order that is offered has an index.
-- Licenses that are not active, and environments other than production, are the few that people look for.
DROP INDEX license_product_id_idx;
CREATE INDEX license_product_idx ON license (product_id, id);
CREATE INDEX license_created_at_idx ON license (created_at, id);
CREATE INDEX license_updated_at_idx ON license (updated_at, id);
CREATE INDEX license_expires_at_idx ON license (coalesce(expires_at, 'infinity'), id);
CREATE INDEX license_status_idx ON license (status, id) WHERE status <> 'active';
CREATE INDEX license_environment_idx ON license (environment, id) WHERE environment <> 'production';

ALTER TABLE activation
    ADD COLUMN revision bigint NOT NULL DEFAULT 1;
CREATE INDEX activation_identifier_idx ON activation (identifier, license_id);

ALTER TABLE block_list
    ADD COLUMN note       text        CHECK (char_length(note) BETWEEN 1 AND 2000),
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN revision   bigint      NOT NULL DEFAULT 1;

CREATE TABLE api_key_secret (
    key_hash   bytea       PRIMARY KEY CHECK (octet_length(key_hash) = 32),
    api_key_id bigint      NOT NULL REFERENCES api_key ON DELETE CASCADE,
    prefix     text        COLLATE "C" CHECK (char_length(prefix) BETWEEN 1 AND 16),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz CHECK (isfinite(expires_at))
);
CREATE INDEX api_key_secret_api_key_id_idx ON api_key_secret (api_key_id);
COMMENT ON TABLE api_key_secret IS
    'What is presented for an API key: one secret, and after a rotation for a while also those before it. The secrets themselves are nowhere, only their hashes.';
COMMENT ON COLUMN api_key_secret.key_hash IS
    'SHA-256 of the secret in UTF-8. Secrets are random, not chosen by people: there is nothing to guess, so a fast hash is the right one.';
COMMENT ON COLUMN api_key_secret.prefix IS 'Its first characters, by which people recognise it; null: not known.';
COMMENT ON COLUMN api_key_secret.expires_at IS
    'The first moment at which it is no longer usable, if that comes before the end of its API key; null: no moment of its own.';

INSERT INTO api_key_secret (key_hash, api_key_id, created_at)
SELECT key_hash, id, created_at FROM api_key;

ALTER TABLE api_key
    DROP COLUMN key_hash,
    ADD COLUMN rate_limit   integer     CHECK (rate_limit > 0),
    ADD COLUMN revoked_at   timestamptz CHECK (isfinite(revoked_at)),
    ADD COLUMN last_used_at timestamptz CHECK (isfinite(last_used_at)),
    ADD COLUMN revision     bigint      NOT NULL DEFAULT 1,
    ADD CONSTRAINT api_key_revoked_check CHECK (revoked_at IS NULL OR NOT active);
COMMENT ON TABLE api_key IS 'Who may send and read; by which secrets, says api_key_secret.';
COMMENT ON COLUMN api_key.rate_limit IS 'How many requests per second each node lets through; null: any number.';
COMMENT ON COLUMN api_key.revoked_at IS 'When it was withdrawn for good; null: it was not.';
COMMENT ON COLUMN api_key.last_used_at IS 'When it was last let through, give or take half a minute; null: never.';
