-- Most of the days that are not closed are still to come. Whether one holds a record can be seen from
-- the size of its partition, so that a read need not plan and lock those that hold none.
ALTER TABLE telemetry_day ADD COLUMN partition text; -- null: not known, may hold records

UPDATE telemetry_day
   SET partition = 'telemetry_p' || to_char(
         to_timestamp(('x' || left(replace(first_record::text, '-', ''), 12))::bit(48)::bigint / 1000)
           AT TIME ZONE 'UTC', 'YYYYMMDD');
