-- Guessing is slowed down by account and network, so that a stranger's guesses do not keep the owner
-- out; and a device that somebody has signed in with before is counted apart from everybody else.
DELETE FROM login_attempt; -- counted by other rules, and of no interest after a quarter of an hour
ALTER TABLE login_attempt ADD COLUMN account bytea CHECK (octet_length(account) = 32);
CREATE INDEX login_attempt_account_idx ON login_attempt (account);
COMMENT ON TABLE login_attempt IS
    'Failed sign-ins by account, account and network, address and known device, so that every node counts the same ones.';
COMMENT ON COLUMN login_attempt.subject IS
    'SHA-256 of what is counted by. Hashed because people type passwords where names go.';
COMMENT ON COLUMN login_attempt.account IS 'SHA-256 of the account''s name; null where it is not about one.';

CREATE TABLE known_device (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    account_id bigint      NOT NULL REFERENCES account ON DELETE CASCADE,
    used_at    timestamptz NOT NULL
);
CREATE INDEX known_device_account_id_idx ON known_device (account_id, used_at);
CREATE INDEX known_device_used_at_idx ON known_device (used_at);
COMMENT ON TABLE known_device IS
    'Where somebody has signed in before. It proves nothing but that: a password is needed all the same.';
COMMENT ON COLUMN known_device.token_hash IS 'SHA-256; the token has 256 random bits.';
COMMENT ON COLUMN known_device.used_at IS 'When somebody last signed in with it.';
