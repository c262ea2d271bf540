-- Who may use the admin API: accounts, the sessions and tokens that stand for them, and what is
-- needed to keep guessers out. No password, token or private key is here in plain text.

CREATE TABLE account (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text        COLLATE "C" NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 255),
    role          text        NOT NULL CHECK (role IN ('admin', 'analyst', 'auditor')),
    active        boolean     NOT NULL DEFAULT true,
    password_hash text        NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    revision      bigint      NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE account IS 'The people who administer this installation.';
COMMENT ON COLUMN account.name IS 'Trimmed and in Unicode normal form C; compared byte by byte.';
COMMENT ON COLUMN account.role IS 'admin: everything; analyst: reads; auditor: reads, and the audit log.';
COMMENT ON COLUMN account.password_hash IS 'Argon2id in the PHC string format.';
COMMENT ON COLUMN account.revision IS 'Grows by one with each change; the ETag of the admin API.';

CREATE TABLE admin_session (
    id         uuid        PRIMARY KEY,
    account_id bigint      NOT NULL REFERENCES account ON DELETE CASCADE,
    address    text        NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX admin_session_account_id_idx ON admin_session (account_id);
CREATE INDEX admin_session_expires_at_idx ON admin_session (expires_at);
COMMENT ON TABLE admin_session IS 'Sign-ins with a password. An access token is good for as long as its session is.';
COMMENT ON COLUMN admin_session.address IS 'Where it was opened from.';
COMMENT ON COLUMN admin_session.used_at IS 'When its tokens were last renewed.';

CREATE TABLE admin_refresh_token (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    session_id uuid        NOT NULL REFERENCES admin_session ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX admin_refresh_token_session_id_idx ON admin_refresh_token (session_id);
COMMENT ON TABLE admin_refresh_token IS
    'Every refresh token of each session. One that comes back after it was used was stolen from somebody: its session ends.';
COMMENT ON COLUMN admin_refresh_token.token_hash IS 'SHA-256; the token has 256 random bits.';

CREATE TABLE access_token (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id   bigint      NOT NULL REFERENCES account ON DELETE CASCADE,
    name         text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    role         text        NOT NULL CHECK (role IN ('admin', 'analyst', 'auditor')),
    token_hash   bytea       NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (isfinite(expires_at)),
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX access_token_account_id_idx ON access_token (account_id);
COMMENT ON TABLE access_token IS 'Personal access tokens, for scripts.';
COMMENT ON COLUMN access_token.role IS 'The most that it may do; never more than its account may do at the moment.';
COMMENT ON COLUMN access_token.token_hash IS 'SHA-256; the token has 256 random bits.';
COMMENT ON COLUMN access_token.last_used_at IS 'To within a minute.';

CREATE TABLE login_attempt (
    subject    bytea       PRIMARY KEY CHECK (octet_length(subject) = 32),
    failures   integer     NOT NULL,
    last_at    timestamptz NOT NULL,
    wait_until timestamptz
);
CREATE INDEX login_attempt_last_at_idx ON login_attempt (last_at);
COMMENT ON TABLE login_attempt IS 'Failed sign-ins by account and by address, so that every node counts the same ones.';
COMMENT ON COLUMN login_attempt.subject IS
    'SHA-256 of an account''s name or of an address. Hashed because people type passwords where names go.';
COMMENT ON COLUMN login_attempt.wait_until IS 'Until then every attempt is refused unseen.';

CREATE TABLE admin_token_key (
    key_id     text        PRIMARY KEY,
    public_key bytea       NOT NULL,
    sealed     bytea       NOT NULL,
    kek_id     text        NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE admin_token_key IS 'The keys that sign access tokens (ES256); the newest signs, all verify.';
COMMENT ON COLUMN admin_token_key.key_id IS 'The kid: SHA-256 of the public key, base64url.';
COMMENT ON COLUMN admin_token_key.public_key IS 'SubjectPublicKeyInfo (DER).';
COMMENT ON COLUMN admin_token_key.sealed IS 'The private key, PKCS #8 (DER) under AES-256-GCM: nonce, text, tag.';
COMMENT ON COLUMN admin_token_key.kek_id IS 'Which key-encryption key it is sealed under.';
