-- How often a record was repeated under its key, and from where: the network (/24, /48) of the first record,
-- then up to four others. Who repeats himself more often, or from more places, is no honest client.
ALTER TABLE idempotency
    ADD COLUMN repeats  integer NOT NULL DEFAULT 0,
    ADD COLUMN networks text[]  NOT NULL DEFAULT '{}';
