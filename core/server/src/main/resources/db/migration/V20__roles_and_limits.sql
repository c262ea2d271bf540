-- Roles that an operator defines, and accounts and tokens that are limited to products and environments.
--
-- Takes milliseconds, however many records there are: it changes the tables of accounts and tokens only, and
-- their rows are not rewritten. Until it commits it locks these two (ACCESS EXCLUSIVE), so that nobody signs in
-- meanwhile. Telemetry is not touched: records are received, stored and read as ever.

CREATE TABLE admin_role (
    name        text        PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    permissions text[]      CHECK (array_position(permissions, NULL) IS NULL),
    revision    bigint      NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT admin_role_built_in CHECK ((permissions IS NULL) = (name IN ('admin', 'analyst', 'auditor')))
);
COMMENT ON TABLE admin_role IS 'What accounts and tokens may do.';
COMMENT ON COLUMN admin_role.permissions IS
    'Names of permissions; one that a program does not know gives nothing. Null: a built-in role, which the program knows.';
COMMENT ON COLUMN admin_role.revision IS 'Grows by one with each change; the ETag of the admin API.';

INSERT INTO admin_role (name) VALUES ('admin'), ('analyst'), ('auditor');

ALTER TABLE account
    DROP CONSTRAINT account_role_check,
    ADD CONSTRAINT account_role_fkey FOREIGN KEY (role) REFERENCES admin_role,
    ADD COLUMN products bigint[] CHECK (array_position(products, NULL) IS NULL),
    ADD COLUMN environments text[] CHECK (array_position(environments, NULL) IS NULL);
COMMENT ON COLUMN account.role IS 'What it may do.';
COMMENT ON COLUMN account.products IS
    'The products it is limited to; null: all. Not a foreign key on purpose: a deleted product must narrow the account, never widen it.';
COMMENT ON COLUMN account.environments IS 'The environments it is limited to; null: all.';

-- No foreign key for a token's role: an expired token must not keep a role.
ALTER TABLE access_token
    DROP CONSTRAINT access_token_role_check,
    ADD COLUMN products bigint[] CHECK (array_position(products, NULL) IS NULL),
    ADD COLUMN environments text[] CHECK (array_position(environments, NULL) IS NULL);
COMMENT ON COLUMN access_token.role IS 'The most that it may do; never more than its account may do at the moment.';
COMMENT ON COLUMN access_token.products IS 'As for its account, whose limit holds, too.';
COMMENT ON COLUMN access_token.environments IS 'As for its account, whose limit holds, too.';
