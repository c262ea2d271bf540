-- An operator has states of a fold made again, beside those that go on deciding.
--
-- A moment, however much is stored: the new column has a constant default, so no row is rewritten. It locks the
-- table "follower", a few dozen rows, for as long; records are accepted meanwhile.

-- Whose states a shard has: 0 are those under its follower's name, others those of the refold with this number.
ALTER TABLE follower ADD COLUMN generation bigint NOT NULL DEFAULT 0;

CREATE TABLE refold (
    refold_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    check_id     text        NOT NULL,
    follower     text        NOT NULL,
    scope        text        NOT NULL CHECK (scope IN ('key', 'shard', 'all')),
    -- Of a key, what its records are looked for by; gone when it is done, since somebody may have wanted to forget it.
    sought       jsonb,
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL
);

-- Its work, shard by shard, and how far that is. Whoever owns the shard does it.
CREATE TABLE refold_shard (
    refold_id bigint  NOT NULL REFERENCES refold ON DELETE CASCADE,
    shard     integer NOT NULL,
    -- waiting; folding; clearing: the new states decide, the former ones are being deleted; done
    state     text    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'folding', 'clearing', 'done')),
    -- What its states are made by; with another one it begins again.
    layout    text,
    -- The ids behind which and up to which its states are written, and up to which it has come.
    from_id   bigint  NOT NULL DEFAULT 0,
    reached   bigint  NOT NULL DEFAULT 0,
    seen      bigint  NOT NULL DEFAULT 0,
    -- The generation of the former states.
    former    bigint,
    ended_at  timestamptz,
    PRIMARY KEY (refold_id, shard)
);

CREATE INDEX refold_open ON refold_shard (refold_id, shard) WHERE state <> 'done';
