-- What was generated into a demo's database: how far it is, and what there is to find in it.
--
-- Takes milliseconds, however many records there are, and locks nothing: it only makes new, empty tables.

CREATE TABLE demo_data (
    the_only_row boolean     PRIMARY KEY DEFAULT true CHECK (the_only_row),
    records      bigint      NOT NULL,
    days         integer     NOT NULL,
    seed         bigint      NOT NULL,
    ends_at      timestamptz NOT NULL, -- records received before were generated, all others were sent
    written      bigint      NOT NULL, -- how many of them are stored for sure
    finished_at  timestamptz           -- null: some are missing, and the next start of the demo goes on
);

CREATE TABLE demo_story (
    story text NOT NULL,
    kind  text NOT NULL, -- license, activation, version, checksum, network or product
    value text NOT NULL,
    PRIMARY KEY (story, kind, value)
);
COMMENT ON TABLE demo_story IS 'Which licenses, activations, versions and networks the stories are about: the truth that findings can be measured by.';
