-- Counts of records, added up as they come, so that no statistic has to look at the records themselves.
-- What follows the records and the verdicts fills these tables; see docs/adr/0039-rollups.md. Buckets
-- are hours and days of the time of receipt, UTC.
--
-- With 10 million records: some milliseconds, and no lock on any table that was there before. The
-- sums of what is stored already are made by the gateway while it runs, in the background.
--
-- No index but the keys', and room in each page: rows are rewritten again and again.

-- The kind of a name: 0 there was none, 1 the vendor knows it, 2 somebody made it up, 3 all those that
-- were made up and have no row of their own. The text is empty but for 1 and 2.
CREATE TABLE rollup_hour (
    hour         timestamptz NOT NULL,
    environment  text        COLLATE "C" NOT NULL,
    product      bigint      NOT NULL, -- 0: none that the vendor knows
    version_kind smallint    NOT NULL,
    version      text        COLLATE "C" NOT NULL,
    group_kind   smallint    NOT NULL,
    data_group   text        COLLATE "C" NOT NULL,
    records      bigint      NOT NULL,
    flagged      bigint      NOT NULL, -- as it stands, later verdicts included
    incorrect    bigint      NOT NULL, -- the format
    unknown_keys bigint      NOT NULL, -- there was a license key, and nobody issued it
    PRIMARY KEY (hour, environment, product, version_kind, version, group_kind, data_group)
) WITH (fillfactor = 70);

-- Records that have a flag, as it stands: by the check that raised it, and with an empty check in all.
CREATE TABLE rollup_flag_hour (
    hour          timestamptz NOT NULL,
    environment   text        COLLATE "C" NOT NULL,
    product       bigint      NOT NULL,
    flag          text        COLLATE "C" NOT NULL,
    check_id      text        COLLATE "C" NOT NULL,
    check_version text        COLLATE "C" NOT NULL,
    records       bigint      NOT NULL,
    PRIMARY KEY (hour, environment, product, flag, check_id, check_version)
) WITH (fillfactor = 70);

-- Which of the names that were made up have rows of their own on a day.
CREATE TABLE rollup_name (
    day         date     NOT NULL,
    environment text     COLLATE "C" NOT NULL,
    product     bigint   NOT NULL,
    dimension   smallint NOT NULL, -- 1 version, 2 data group, 3 license key, 4 source network
    name        text     COLLATE "C" NOT NULL,
    since       bigint   NOT NULL, -- the id from which on its records are counted under its name
    weight      bigint   NOT NULL, -- about how many of its records there were
    PRIMARY KEY (day, environment, product, dimension, name)
) WITH (fillfactor = 70);

-- By license key, as it was sent. What is kept of whom it was used by is in rollup_license_set.
CREATE TABLE rollup_license_day (
    day         date        NOT NULL,
    environment text        COLLATE "C" NOT NULL,
    product     bigint      NOT NULL,
    key_kind    smallint    NOT NULL,
    license_key text        COLLATE "C" NOT NULL,
    records     bigint      NOT NULL,
    flagged     bigint      NOT NULL,
    first_at    timestamptz NOT NULL, -- when the first of the records was received
    last_at     timestamptz NOT NULL,
    PRIMARY KEY (day, environment, product, key_kind, license_key)
) WITH (fillfactor = 70);
CREATE INDEX rollup_license_day_key ON rollup_license_day (license_key, day);

CREATE TABLE rollup_license_flag (
    day         date     NOT NULL,
    environment text     COLLATE "C" NOT NULL,
    product     bigint   NOT NULL,
    key_kind    smallint NOT NULL,
    license_key text     COLLATE "C" NOT NULL,
    flag        text     COLLATE "C" NOT NULL,
    records     bigint   NOT NULL,
    PRIMARY KEY (day, environment, product, key_kind, license_key, flag)
) WITH (fillfactor = 70);

-- Rewritten only where somebody new used the key: apart from the counts, which change all the time. Of
-- keys with a row of their own. Sets of hashes: up to 32 exactly, beyond that as a sketch.
CREATE TABLE rollup_license_set (
    day         date     NOT NULL,
    environment text     COLLATE "C" NOT NULL,
    product     bigint   NOT NULL,
    key_kind    smallint NOT NULL,
    license_key text     COLLATE "C" NOT NULL,
    activations bytea    NOT NULL,
    users       bytea    NOT NULL,
    addresses   bytea    NOT NULL,
    versions    text[]   NOT NULL, -- the first 32
    PRIMARY KEY (day, environment, product, key_kind, license_key)
) WITH (fillfactor = 70);

-- By the network (/24, /48) that records came from.
CREATE TABLE rollup_source_day (
    day          date     NOT NULL,
    environment  text     COLLATE "C" NOT NULL,
    product      bigint   NOT NULL,
    network_kind smallint NOT NULL,
    network      text     COLLATE "C" NOT NULL,
    records      bigint   NOT NULL,
    flagged      bigint   NOT NULL,
    unknown_keys bigint   NOT NULL,
    PRIMARY KEY (day, environment, product, network_kind, network)
) WITH (fillfactor = 70);

-- How many different ones there were, over any days: sketches can be merged.
CREATE TABLE rollup_sketch_day (
    day         date     NOT NULL,
    environment text     COLLATE "C" NOT NULL,
    product     bigint   NOT NULL,
    kind        smallint NOT NULL, -- 1 users, 2 activations, 3 addresses, 4 license keys
    sketch      bytea    NOT NULL,
    PRIMARY KEY (day, environment, product, kind)
) WITH (fillfactor = 70);

-- Single numeric values.
CREATE TABLE rollup_value_hour (
    hour        timestamptz      NOT NULL,
    environment text             COLLATE "C" NOT NULL,
    product     bigint           NOT NULL,
    group_kind  smallint         NOT NULL,
    data_group  text             COLLATE "C" NOT NULL,
    count       bigint           NOT NULL,
    sum         double precision NOT NULL,
    least       double precision NOT NULL,
    greatest    double precision NOT NULL,
    bins        bytea            NOT NULL, -- how many there were of about which size: can be merged
    PRIMARY KEY (hour, environment, product, group_kind, data_group)
) WITH (fillfactor = 70);

CREATE TABLE rollup_progress (
    the_only_row boolean PRIMARY KEY DEFAULT true CHECK (the_only_row),
    verdict_id   bigint  NOT NULL, -- the last verdict that has moved the counts
    generation   bigint  NOT NULL  -- rises when rows are put in place of others: what is cached is void
);
INSERT INTO rollup_progress (verdict_id, generation) VALUES (0, 0);

-- What was found when a day's counts were compared with its records.
CREATE TABLE rollup_comparison (
    day         date        PRIMARY KEY,
    compared_at timestamptz NOT NULL,
    differing   integer     NOT NULL -- of so many hours, environments and products the counts differ
);
