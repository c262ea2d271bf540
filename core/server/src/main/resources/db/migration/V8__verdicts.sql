-- Checks on stored records: how far each of them is, and who owes an answer.

-- What a check sees of earlier records with the same nonce.
CREATE INDEX telemetry_nonce ON telemetry (nonce, id) WHERE nonce IS NOT NULL;

-- Where to find the checks that gave no answer at receipt; no other record pays for it.
CREATE INDEX telemetry_pending ON telemetry (id) WHERE cardinality(pending) > 0;

-- The id up to which a check has judged the stored records. Under the mode 'pending', with no
-- check_id: up to which id the records were searched for checks that are pending since receipt.
CREATE TABLE check_progress (
    check_id   text        NOT NULL,
    mode       text        NOT NULL CHECK (mode IN ('live', 'shadow', 'pending')),
    last_id    bigint      NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (check_id, mode)
);

-- The checks that have still to answer. A row goes with the answer, or when it is given up.
CREATE TABLE pending_check (
    record_id uuid        NOT NULL,
    check_id  text        NOT NULL,
    mode      text        NOT NULL CHECK (mode IN ('live', 'shadow')),
    since     timestamptz NOT NULL,
    attempts  integer     NOT NULL,
    next_at   timestamptz NOT NULL,
    PRIMARY KEY (record_id, check_id, mode)
);

CREATE INDEX pending_check_due ON pending_check (next_at);
