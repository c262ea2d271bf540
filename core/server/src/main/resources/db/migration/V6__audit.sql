-- The audit log: who changed what, when, from where; only ever appended to.
--
-- The triggers stop accidents. What proves the log is the MAC of each entry, which only the gateway
-- can make: see docs/adr/0008-audit-log.md.

CREATE TABLE audit_entry (
    number     bigint      PRIMARY KEY CHECK (number > 0),
    at         timestamptz NOT NULL CHECK (isfinite(at)),
    actor_kind text        COLLATE "C" NOT NULL,
    actor_name text        COLLATE "C" NOT NULL,
    account_id bigint,
    credential text        COLLATE "C",
    role       text        COLLATE "C" NOT NULL,
    address    text        COLLATE "C" NOT NULL,
    action     text        COLLATE "C" NOT NULL,
    target     text        COLLATE "C" NOT NULL,
    before     json,
    after      json,
    kek_id     text        COLLATE "C" NOT NULL,
    mac        bytea       NOT NULL CHECK (octet_length(mac) = 32)
);
CREATE INDEX audit_entry_at ON audit_entry (at);
CREATE INDEX audit_entry_actor ON audit_entry (actor_name, number);
CREATE INDEX audit_entry_target ON audit_entry (target, number);
CREATE INDEX audit_entry_kek ON audit_entry (kek_id, number);
COMMENT ON TABLE audit_entry IS 'Every change of the gateway''s own records, in the order in which they were made.';
COMMENT ON COLUMN audit_entry.number IS 'From 1 on without gaps, hence neither an identity nor a sequence.';
COMMENT ON COLUMN audit_entry.account_id IS 'Not a foreign key on purpose: an entry outlives the account.';
COMMENT ON COLUMN audit_entry.credential IS 'Which session or token the actor came with, by its public id.';
COMMENT ON COLUMN audit_entry.address IS 'Where the actor asked from; empty: on the gateway''s own machine.';
COMMENT ON COLUMN audit_entry.before IS 'What it was, without secrets. Not jsonb: its very text is under the MAC.';
COMMENT ON COLUMN audit_entry.after IS 'What it is, without secrets.';
COMMENT ON COLUMN audit_entry.kek_id IS 'The key-encryption key that the MAC''s key is derived from.';
COMMENT ON COLUMN audit_entry.mac IS
    'HMAC-SHA-256 over all other columns and the MAC of the entry before.';

-- What is left of a key-encryption key that was replaced: enough to verify, not to open anything.
CREATE TABLE audit_key (
    kek_id       text        COLLATE "C" PRIMARY KEY,
    sealed       bytea       NOT NULL,
    sealed_under text        COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE audit_key IS 'What entries and checkpoints under earlier key-encryption keys are verified with.';
COMMENT ON COLUMN audit_key.sealed IS
    'The MAC key, the public key of the checkpoints, and the last entry under that key-encryption key, under AES-256-GCM.';
COMMENT ON COLUMN audit_key.sealed_under IS 'The key-encryption key that it is sealed under.';

CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entry is only ever appended to' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();
