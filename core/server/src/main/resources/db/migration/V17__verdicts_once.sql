-- A verdict is written once, whoever writes it how often, and says what stood before and after it.

-- 0: when the record was new; up to 999,999,999: the attempt of a pending check; from there on: the
-- number of the re-check.
ALTER TABLE verdict ADD COLUMN run bigint NOT NULL DEFAULT 0;

-- All flags of the record, whichever check raised them; null in shadow, and in rows older than this.
ALTER TABLE verdict ADD COLUMN flags_before text[], ADD COLUMN flags_after text[];

UPDATE verdict v SET run = n.earlier
  FROM (SELECT verdict_id, row_number() OVER same - 1 AS earlier FROM verdict
        WINDOW same AS (PARTITION BY record_id, check_id, check_version, mode ORDER BY verdict_id)) n
 WHERE v.verdict_id = n.verdict_id AND n.earlier > 0;

ALTER TABLE verdict ALTER COLUMN run DROP DEFAULT;

DROP INDEX verdict_record;
CREATE UNIQUE INDEX verdict_once ON verdict (record_id, check_id, check_version, mode, run);

CREATE SEQUENCE recheck_run_seq AS bigint START 1000000000 MINVALUE 1000000000 CACHE 1;
