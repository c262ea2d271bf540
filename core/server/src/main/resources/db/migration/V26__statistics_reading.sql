-- What answers need that are read from the counts: sums by day, so that a range of 90 days is some thousand rows; and
-- the order in which licenses and names stand out, so that only the first ones are looked at.
--
-- With 10 million records: below a second, in which rollup_name, rollup_license_set, rollup_source_day and
-- rollup_progress are locked against the one that counts; records are accepted meanwhile. After that, the gateway counts
-- all records that are there once more, in the background. Of days whose records are gone there are no percentiles
-- over whole days, and no licenses in the order of their use.

-- rollup_hour, whatever the version and the data group.
CREATE TABLE rollup_total_hour (
    hour         timestamptz NOT NULL,
    environment  text        COLLATE "C" NOT NULL,
    product      bigint      NOT NULL,
    records      bigint      NOT NULL,
    flagged      bigint      NOT NULL,
    incorrect    bigint      NOT NULL,
    unknown_keys bigint      NOT NULL,
    PRIMARY KEY (hour, environment, product)
) WITH (fillfactor = 70);

-- rollup_hour by day: all (0), by version (1), and by data group (2).
CREATE TABLE rollup_day (
    dimension    smallint NOT NULL,
    day          date     NOT NULL,
    environment  text     COLLATE "C" NOT NULL,
    product      bigint   NOT NULL,
    kind         smallint NOT NULL,
    name         text     COLLATE "C" NOT NULL,
    records      bigint   NOT NULL,
    flagged      bigint   NOT NULL,
    incorrect    bigint   NOT NULL,
    unknown_keys bigint   NOT NULL,
    PRIMARY KEY (dimension, day, environment, product, kind, name)
) WITH (fillfactor = 70);

-- rollup_flag_hour by day.
CREATE TABLE rollup_flag_day (
    day           date   NOT NULL,
    environment   text   COLLATE "C" NOT NULL,
    product       bigint NOT NULL,
    flag          text   COLLATE "C" NOT NULL,
    check_id      text   COLLATE "C" NOT NULL,
    check_version text   COLLATE "C" NOT NULL,
    records       bigint NOT NULL,
    PRIMARY KEY (day, environment, product, flag, check_id, check_version)
) WITH (fillfactor = 70);

-- rollup_value_hour by day.
CREATE TABLE rollup_value_day (
    day         date             NOT NULL,
    environment text             COLLATE "C" NOT NULL,
    product     bigint           NOT NULL,
    group_kind  smallint         NOT NULL,
    data_group  text             COLLATE "C" NOT NULL,
    count       bigint           NOT NULL,
    sum         double precision NOT NULL,
    least       double precision NOT NULL,
    greatest    double precision NOT NULL,
    bins        bytea            NOT NULL,
    PRIMARY KEY (day, environment, product, group_kind, data_group)
) WITH (fillfactor = 70);

INSERT INTO rollup_total_hour
  SELECT hour, environment, product, sum(records), sum(flagged), sum(incorrect), sum(unknown_keys)
    FROM rollup_hour GROUP BY 1, 2, 3;

INSERT INTO rollup_day
  SELECT d.dimension, (hour AT TIME ZONE 'UTC')::date, environment, product, d.kind, d.name,
      sum(records), sum(flagged), sum(incorrect), sum(unknown_keys)
    FROM rollup_hour CROSS JOIN LATERAL (VALUES (0::smallint, 0::smallint, ''),
        (1::smallint, version_kind, version), (2::smallint, group_kind, data_group))
      AS d (dimension, kind, name)
   GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO rollup_flag_day
  SELECT (hour AT TIME ZONE 'UTC')::date, environment, product, flag, check_id, check_version,
      sum(records)
    FROM rollup_flag_hour GROUP BY 1, 2, 3, 4, 5, 6;

-- By how many a key was used on the day, of which most were used by one. The indexes have the others.
ALTER TABLE rollup_license_set
    ADD COLUMN activation_count integer NOT NULL DEFAULT 0,
    ADD COLUMN user_count       integer NOT NULL DEFAULT 0,
    ADD COLUMN address_count    integer NOT NULL DEFAULT 0;
CREATE INDEX rollup_license_set_activations
    ON rollup_license_set (day, environment, product, activation_count DESC) WHERE activation_count > 1;
CREATE INDEX rollup_license_set_users
    ON rollup_license_set (day, environment, product, user_count DESC) WHERE user_count > 1;
CREATE INDEX rollup_license_set_addresses
    ON rollup_license_set (day, environment, product, address_count DESC) WHERE address_count > 1;

-- A weight is rewritten where it has doubled, and no more often.
CREATE INDEX rollup_name_weight ON rollup_name (dimension, day, environment, product, weight DESC);

CREATE INDEX rollup_source_day_network ON rollup_source_day (network, day);

-- When the last of the counted records was received; null before the first.
ALTER TABLE rollup_progress ADD COLUMN received_at timestamptz;
