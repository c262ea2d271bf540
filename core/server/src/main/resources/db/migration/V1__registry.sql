-- The vendor's own records: products, licenses, activations, API keys and the block list.
--
-- Whoever changes a row by hand needs to do nothing else: every node sees the change after its
-- refresh interval (10 seconds by default), or at once after  NOTIFY flagpost_registry;
--
-- Keys and identifiers are compared byte by byte and never sorted for people, so they carry the
-- collation "C": faster, and their indexes survive an upgrade of the operating system's locales.

CREATE TABLE product (
    id         bigint      PRIMARY KEY CHECK (id > 0),
    name       text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE product IS 'What the vendor sells; clients name it by its id.';
COMMENT ON COLUMN product.id IS 'Chosen by the vendor and compiled into the clients, hence not generated.';

CREATE TABLE product_version (
    product_id bigint      NOT NULL REFERENCES product ON DELETE CASCADE,
    version    text        COLLATE "C" NOT NULL CHECK (char_length(version) BETWEEN 1 AND 255),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (product_id, version)
);
COMMENT ON TABLE product_version IS 'The released versions of each product, as clients send them.';

CREATE TABLE license (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    license_key text        COLLATE "C" NOT NULL UNIQUE CHECK (char_length(license_key) BETWEEN 1 AND 255),
    product_id  bigint      NOT NULL REFERENCES product,
    environment text        NOT NULL DEFAULT 'production' CHECK (environment ~ '^[a-z][a-z0-9_-]{0,62}$'),
    status      text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked', 'revoked')),
    expires_at  timestamptz CHECK (isfinite(expires_at)),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX license_product_id_idx ON license (product_id);
COMMENT ON TABLE license IS 'The licenses that the vendor issued.';
COMMENT ON COLUMN license.status IS 'active; blocked: suspended, may come back; revoked: withdrawn for good.';
COMMENT ON COLUMN license.expires_at IS 'The first moment at which it is no longer valid; null: perpetual.';

CREATE TABLE activation (
    license_id bigint      NOT NULL REFERENCES license ON DELETE CASCADE,
    identifier text        COLLATE "C" NOT NULL CHECK (char_length(identifier) BETWEEN 1 AND 255),
    status     text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (license_id, identifier)
);
COMMENT ON TABLE activation IS 'The installations that the vendor let in, per license.';
COMMENT ON COLUMN activation.status IS 'inactive: deactivated, the place may be taken by another installation.';

CREATE TABLE api_key (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    key_hash     bytea       NOT NULL UNIQUE CHECK (octet_length(key_hash) = 32),
    environment  text        NOT NULL DEFAULT 'production' CHECK (environment ~ '^[a-z][a-z0-9_-]{0,62}$'),
    active       boolean     NOT NULL DEFAULT true,
    expires_at   timestamptz CHECK (isfinite(expires_at)),
    capabilities text[]      NOT NULL CHECK (capabilities <@ ARRAY['write', 'read']),
    allow_list   cidr[]      CHECK (cardinality(allow_list) > 0 AND array_position(allow_list, NULL) IS NULL),
    products     bigint[]    CHECK (cardinality(products) > 0 AND array_position(products, NULL) IS NULL),
    profile      text        NOT NULL DEFAULT 'document' CHECK (profile IN ('document', 'sdk')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE api_key IS 'Who may send and read. The keys themselves are nowhere, only their hashes.';
COMMENT ON COLUMN api_key.key_hash IS
    'SHA-256 of the key in UTF-8. API keys are random, not chosen by people: there is nothing to guess, so a fast hash is the right one.';
COMMENT ON COLUMN api_key.environment IS 'The environment that its records belong to.';
COMMENT ON COLUMN api_key.allow_list IS 'The networks it may be used from; null: from anywhere.';
COMMENT ON COLUMN api_key.products IS
    'The products it is limited to; null: all. Not a foreign key on purpose: a deleted product must narrow the key, never widen it.';
COMMENT ON COLUMN api_key.profile IS 'Which characters of an answer are signed: document or sdk.';

CREATE TABLE block_list (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text        NOT NULL CHECK (kind IN ('network', 'user', 'activation')),
    network    cidr        UNIQUE,
    identifier text        COLLATE "C" CHECK (char_length(identifier) BETWEEN 1 AND 255),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, identifier),
    CHECK ((kind = 'network') = (network IS NOT NULL)),
    CHECK ((kind = 'network') = (identifier IS NULL))
);
COMMENT ON TABLE block_list IS 'Whose requests are refused with code 150; they are stored all the same, as evidence.';
COMMENT ON COLUMN block_list.network IS 'A single address is a /32 or a /128.';
COMMENT ON COLUMN block_list.identifier IS 'The exact user or activation identifier.';
