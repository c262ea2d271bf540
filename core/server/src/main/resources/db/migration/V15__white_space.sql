-- What telemetry is compared with has no white space at its ends: what clients send loses theirs
-- (Unicode's White_Space and the byte order mark), so that a value with some was never met. Where
-- the value without it is taken already, the row stays as it is, and still is never met.

CREATE FUNCTION pg_temp.bare(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT btrim(value, E'\t\n\x0B\f\r \u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF')
$$;

WITH padded AS (
    SELECT id, pg_temp.bare(license_key) AS bare,
           row_number() OVER (PARTITION BY pg_temp.bare(license_key) ORDER BY id) AS place
      FROM license WHERE license_key <> pg_temp.bare(license_key))
UPDATE license l
   SET license_key = p.bare, revision = l.revision + 1, updated_at = now()
  FROM padded p
 WHERE l.id = p.id AND p.place = 1 AND p.bare <> ''
   AND NOT EXISTS (SELECT FROM license o WHERE o.license_key = p.bare);

WITH padded AS (
    SELECT id, pg_temp.bare(reference) AS bare,
           row_number() OVER (PARTITION BY pg_temp.bare(reference) ORDER BY id) AS place
      FROM license WHERE reference <> pg_temp.bare(reference))
UPDATE license l
   SET reference = p.bare, revision = l.revision + 1, updated_at = now()
  FROM padded p
 WHERE l.id = p.id AND p.place = 1 AND p.bare <> ''
   AND NOT EXISTS (SELECT FROM license o WHERE o.reference = p.bare);

WITH padded AS (
    SELECT license_id, identifier, pg_temp.bare(identifier) AS bare,
           row_number() OVER (
               PARTITION BY license_id, pg_temp.bare(identifier) ORDER BY created_at) AS place
      FROM activation WHERE identifier <> pg_temp.bare(identifier))
UPDATE activation a
   SET identifier = p.bare, revision = a.revision + 1, updated_at = now()
  FROM padded p
 WHERE a.license_id = p.license_id AND a.identifier = p.identifier AND p.place = 1 AND p.bare <> ''
   AND NOT EXISTS (
       SELECT FROM activation o WHERE o.license_id = p.license_id AND o.identifier = p.bare);

WITH padded AS (
    SELECT product_id, version, pg_temp.bare(version) AS bare,
           row_number() OVER (
               PARTITION BY product_id, pg_temp.bare(version) ORDER BY created_at) AS place
      FROM product_version WHERE version <> pg_temp.bare(version))
UPDATE product_version v
   SET version = p.bare, revision = v.revision + 1, updated_at = now()
  FROM padded p
 WHERE v.product_id = p.product_id AND v.version = p.version AND p.place = 1 AND p.bare <> ''
   AND NOT EXISTS (
       SELECT FROM product_version o WHERE o.product_id = p.product_id AND o.version = p.bare);

WITH padded AS (
    SELECT id, pg_temp.bare(identifier) AS bare,
           row_number() OVER (PARTITION BY kind, pg_temp.bare(identifier) ORDER BY id) AS place
      FROM block_list WHERE identifier <> pg_temp.bare(identifier))
UPDATE block_list b
   SET identifier = p.bare, revision = b.revision + 1, updated_at = now()
  FROM padded p
 WHERE b.id = p.id AND p.place = 1 AND p.bare <> ''
   AND NOT EXISTS (SELECT FROM block_list o WHERE o.kind = b.kind AND o.identifier = p.bare);
