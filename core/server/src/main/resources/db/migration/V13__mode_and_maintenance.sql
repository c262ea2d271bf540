-- What the database is used for. "demo" seeds API keys that everybody knows: "serve" must not take such a
-- database by mistake, nor "demo" one that is in production.
CREATE TABLE installation (
    the_only_row boolean     PRIMARY KEY DEFAULT true CHECK (the_only_row),
    mode         text        NOT NULL CHECK (mode IN ('demo', 'production')),
    since        timestamptz NOT NULL DEFAULT now()
);

-- Days that a node found no partition for and may not make one: a node that may, makes it.
CREATE TABLE partition_request (
    day      date        PRIMARY KEY,
    asked_at timestamptz NOT NULL DEFAULT now()
);
