-- What is done with committed records one after the other, by shard of their keys, and by whom.
CREATE TABLE follower (
    name        text        NOT NULL,
    shard       integer     NOT NULL,
    -- Up to which id its effects are written, and up to which its states are.
    decided     bigint      NOT NULL,
    checkpoint  bigint      NOT NULL CHECK (checkpoint <= decided),
    -- What its states are made by: others are of no use.
    layout      text        NOT NULL,
    -- Rises with every change of owner; whoever holds a lower one writes nothing any more.
    fence       bigint      NOT NULL,
    owner       uuid,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (name, shard)
);

-- The states of folds. Each may be ahead of its shard's checkpoint, and says how far.
CREATE TABLE fold_state (
    follower text        NOT NULL,
    shard    integer     NOT NULL,
    key      bytea       NOT NULL, -- a hash: no personal data
    last_id  bigint      NOT NULL, -- the record that was folded in last
    clock    timestamptz NOT NULL, -- the latest time of receipt that was folded in
    state    bytea       NOT NULL,
    PRIMARY KEY (follower, shard, key)
) WITH (fillfactor = 70); -- rows are rewritten again and again, no index but the key's with them
