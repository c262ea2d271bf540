-- Telemetry: the records, what is kept beside them, and the senders' idempotency keys.

-- Drawn inside the insert. CACHE 1, or a session would hand out stale ids and a walk would miss some.
CREATE SEQUENCE telemetry_id_seq AS bigint CACHE 1;

-- Never updated, no foreign keys: a record outlives the API key and the product it names.
-- One partition a day, made ahead by the gateway; its bounds are the UUIDv7 of midnight, UTC.
CREATE TABLE telemetry (
    record_id                 uuid        NOT NULL,
    id                        bigint      NOT NULL DEFAULT nextval('telemetry_id_seq'),
    created_at                timestamptz NOT NULL,
    environment               text        NOT NULL,
    api_key_id                bigint      NOT NULL,
    client_address            text        NOT NULL,
    product_id                text,
    user_identifier           text,
    license_key               text,
    activation_identifier     text,
    product_version           text,
    data_type                 text,
    numeric_data_single_value text,
    numeric_data_x            text,
    numeric_data_y            text,
    text_data                 text,
    data_group                text,
    known_product_id          bigint,
    event_id                  uuid,
    occurred_at               timestamptz,
    nonce                     text,
    build_checksum            text,
    sequence                  bigint,
    raw_body                  bytea,
    raw_query                 bytea,
    raw_content_type          text,
    raw_content_encoding      text,
    is_correct_format         boolean     NOT NULL,
    license_key_exists        boolean,
    product_exists            boolean     NOT NULL,
    product_version_exists    boolean     NOT NULL,
    flagged                   boolean     NOT NULL,
    flags                     text[]      NOT NULL,
    pending                   text[]      NOT NULL,
    flag_details              jsonb,
    catalog_id                text        NOT NULL,
    PRIMARY KEY (record_id)
) PARTITION BY RANGE (record_id);

ALTER SEQUENCE telemetry_id_seq OWNED BY telemetry.id;

-- The read API answers in the order of id, so every index ends with it.
CREATE INDEX telemetry_walk ON telemetry (environment, id);
CREATE INDEX telemetry_flagged ON telemetry (environment, id) WHERE flagged;
CREATE INDEX telemetry_unflagged ON telemetry (environment, id) WHERE NOT flagged;
CREATE INDEX telemetry_license_key ON telemetry (license_key, id) WHERE license_key IS NOT NULL;
CREATE INDEX telemetry_activation ON telemetry (activation_identifier, id)
    WHERE activation_identifier IS NOT NULL;
CREATE INDEX telemetry_user ON telemetry (user_identifier, id) WHERE user_identifier IS NOT NULL;
CREATE INDEX telemetry_product ON telemetry (product_id, id) WHERE product_id IS NOT NULL;
CREATE INDEX telemetry_known_product ON telemetry (known_product_id, id)
    WHERE known_product_id IS NOT NULL;
CREATE INDEX telemetry_event ON telemetry (event_id) WHERE event_id IS NOT NULL;
-- No pending list: only flagged rows pay, and none of them pays for the others at once.
CREATE INDEX telemetry_flags ON telemetry USING gin (flags) WITH (fastupdate = off) WHERE flagged;

-- The days that there are partitions for. Once a day is closed it is known which ids are in it, and a
-- walk leaves its partition out if it needs none of them: hundreds are expensive to plan and lock.
CREATE TABLE telemetry_day (
    first_record uuid   PRIMARY KEY, -- the partition's bounds
    end_record   uuid   NOT NULL,
    first_id     bigint,             -- null: not closed; 0: closed and empty
    last_id      bigint
);

-- For closed partitions only: a record that comes late opens its day again.
CREATE FUNCTION telemetry_reopen_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE telemetry_day SET first_id = NULL, last_id = NULL
     WHERE first_record <= NEW.record_id AND end_record > NEW.record_id AND last_id IS NOT NULL;
    RETURN NEW;
END
$$;

-- A key is worth what its first use was told, until it expires.
CREATE TABLE idempotency (
    api_key_id   bigint      NOT NULL,
    key_hash     bytea       NOT NULL,
    content_hash bytea       NOT NULL,
    record_id    uuid        NOT NULL,
    http_status  integer     NOT NULL,
    code         integer     NOT NULL,
    errors       json        NOT NULL, -- not jsonb: the order of the fields is part of the answer
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (api_key_id, key_hash)
);

CREATE INDEX idempotency_expiry ON idempotency (expires_at);

-- Verdicts given after receipt; only ever appended.
CREATE TABLE verdict (
    verdict_id    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id     uuid        NOT NULL,
    check_id      text        NOT NULL,
    check_version text        NOT NULL,
    mode          text        NOT NULL CHECK (mode IN ('live', 'shadow', 'recheck')),
    decided_at    timestamptz NOT NULL,
    flags         text[]      NOT NULL,
    pending       boolean     NOT NULL,
    details       jsonb
);

CREATE INDEX verdict_record ON verdict (record_id, check_id, verdict_id);

-- What stands of a record that has later verdicts: all of its flags, the format's included.
-- id and environment are the record's own, so that flagged records are found in order here too.
CREATE TABLE standing (
    record_id   uuid        PRIMARY KEY,
    id          bigint      NOT NULL,
    environment text        NOT NULL,
    flags       text[]      NOT NULL,
    pending     text[]      NOT NULL,
    updated_at  timestamptz NOT NULL
);

CREATE INDEX standing_flagged ON standing (environment, id) WHERE cardinality(flags) > 0;
CREATE INDEX standing_unflagged ON standing (environment, id) WHERE cardinality(flags) = 0;
CREATE INDEX standing_flags ON standing USING gin (flags);

-- What a record's catalog_id stands for: the checks that ran and their versions.
CREATE TABLE check_catalog (
    id         text        PRIMARY KEY,
    checks     jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
