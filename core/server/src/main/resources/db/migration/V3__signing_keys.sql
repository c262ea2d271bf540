-- The keys that sign answers. A key's state follows from its time stamps alone, so that all nodes
-- move from one key to the next at the same moment, without a message:
--   pending until not_before, active until sign_until, retiring until publish_until, then retired.
CREATE TABLE signing_key (
  key_id        text        PRIMARY KEY,           -- RFC 7638 thumbprint (SHA-256) of the public key
  product_id    bigint        REFERENCES product (id), -- null: the global key
  algorithm     text        NOT NULL CHECK (algorithm IN ('RS256', 'RS512')),
  public_key    bytea       NOT NULL,              -- SubjectPublicKeyInfo (DER)
  private_key   bytea       NOT NULL,              -- PKCS #8 (DER) under AES-256-GCM: nonce, text, tag
  kek_id        text        NOT NULL,              -- which key-encryption key it is wrapped under
  created_at    timestamptz NOT NULL DEFAULT now(),
  not_before    timestamptz NOT NULL,
  sign_until    timestamptz,                       -- null: no end is set
  publish_until timestamptz,                       -- null: no end is set
  CHECK (sign_until > not_before),
  CHECK (publish_until >= sign_until)
);

-- Whoever rotates must set the old key's end before the next one is put in.
CREATE UNIQUE INDEX signing_key_open_global ON signing_key ((true))
  WHERE product_id IS NULL AND sign_until IS NULL;
CREATE UNIQUE INDEX signing_key_open_product ON signing_key (product_id)
  WHERE product_id IS NOT NULL AND sign_until IS NULL;
