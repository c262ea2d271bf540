#!/bin/sh
# Run once by PostgreSQL's image, on an empty volume: the two roles of core/docs/database.md.
set -eu

psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v owner_password="$(cat /run/secrets/owner-password)" \
  -v node_password="$(cat /run/secrets/node-password)" <<'SQL'
CREATE ROLE flagpost_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE flagpost_node LOGIN PASSWORD :'node_password';
ALTER DATABASE :"DBNAME" OWNER TO flagpost_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"DBNAME" TO flagpost_node;
ALTER SCHEMA public OWNER TO flagpost_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO flagpost_node;
SQL
