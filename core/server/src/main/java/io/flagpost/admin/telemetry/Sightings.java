package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What the newest records of a sender have been seen with: licenses, activations, users, addresses,
 * versions and flags, each with how often, first and last; and day by day. Counted in PostgreSQL
 * over a bounded number of records.
 */
final class Sightings {
  /** Of so many records. */
  static final int MOST_RECORDS = 5_000;

  /** So many different ones of a kind are told by name, the most frequent. */
  private static final int MOST_NAMES = 50;

  static final String LICENSES = "licenses";

  private static final Map<String, String> KINDS = kinds();

  private static final String SELECT =
      """
      WITH newest AS MATERIALIZED (
        SELECT t.id, t.created_at, t.license_key, t.activation_identifier, t.user_identifier,
            t.client_address, t.product_version, coalesce(s.flags, t.flags) AS flags
          FROM telemetry t LEFT JOIN standing s USING (record_id)
         WHERE %1$s ORDER BY t.id DESC LIMIT %2$s),
      named AS (
        SELECT k.kind, k.name, n.created_at, n.flags FROM newest n, LATERAL (VALUES %3$s) AS k (kind, name)
         WHERE k.name IS NOT NULL
        UNION ALL SELECT 'flags', f.name, n.created_at, n.flags FROM newest n, unnest(n.flags) AS f (name)
        UNION ALL SELECT 'all', '', n.created_at, n.flags FROM newest n),
      counted AS (
        SELECT kind, name, count(*) AS records,
            count(*) FILTER (WHERE cardinality(flags) > 0) AS flagged,
            min(created_at) AS first_at, max(created_at) AS last_at
          FROM named GROUP BY kind, name),
      ranked AS (
        SELECT *, count(*) OVER (PARTITION BY kind) AS different,
            row_number() OVER (PARTITION BY kind ORDER BY records DESC, last_at DESC, name COLLATE "C") AS rank
          FROM counted)
      SELECT * FROM ranked WHERE rank <= %4$s ORDER BY kind, rank""";

  private static final String SELECT_DAYS =
      """
      WITH newest AS MATERIALIZED (
        SELECT (t.created_at AT TIME ZONE 'UTC')::date AS day, t.created_at,
            t.activation_identifier, t.user_identifier, t.client_address, t.product_version,
            coalesce(s.flags, t.flags) AS flags
          FROM telemetry t LEFT JOIN standing s USING (record_id)
         WHERE %1$s ORDER BY t.id DESC LIMIT %2$s)
      SELECT n.day, count(*) AS records,
          count(*) FILTER (WHERE cardinality(n.flags) > 0) AS flagged,
          min(n.created_at) AS first_at, max(n.created_at) AS last_at,
          count(DISTINCT n.activation_identifier) AS activations,
          count(DISTINCT n.user_identifier) AS users, count(DISTINCT n.client_address) AS addresses,
          coalesce(array_agg(DISTINCT n.product_version)
            FILTER (WHERE n.product_version IS NOT NULL), '{}') AS versions,
          (SELECT jsonb_object_agg(c.flag, c.records)
             FROM (SELECT f.flag, count(*) AS records FROM newest m, unnest(m.flags) AS f (flag)
                    WHERE m.day = n.day GROUP BY f.flag) AS c) AS flags
        FROM newest n GROUP BY n.day ORDER BY n.day DESC""";

  private Sightings() {}

  /**
   * Counts what the newest records were seen with.
   *
   * @param which records {@code t}; bounds their time
   * @return {@code seen} and a list by kind
   */
  static Future<ObjectNode> read(SqlClient client, SqlCondition which) {
    return Sql.format(
            SELECT,
            which.sql(),
            Sql.of(Integer.toString(MOST_RECORDS)),
            Sql.of(values()),
            Sql.of(Integer.toString(MOST_NAMES)))
        .execute(client)
        .map(
            rows -> {
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              ObjectNode seen = json.putObject("seen");
              seen.put("records", 0).put("flagged", 0).putNull("first_at").putNull("last_at");
              KINDS.keySet().forEach(kind -> putKind(json, kind));
              putKind(json, "flags");
              rows.forEach(row -> add(json, row));
              seen.put("most", MOST_RECORDS);
              seen.put("is_complete", seen.path("records").asInt() < MOST_RECORDS);
              return json;
            });
  }

  /** Counts them day by day, the newest first. */
  static Future<List<SightedDay>> days(SqlClient client, SqlCondition which) {
    return Sql.format(SELECT_DAYS, which.sql(), Sql.of(Integer.toString(MOST_RECORDS)))
        .execute(client)
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(SightedDay::of).toList());
  }

  private static void putKind(ObjectNode json, String kind) {
    ObjectNode list = json.putObject(kind);
    list.put("different", 0);
    list.putArray("items");
  }

  private static void add(ObjectNode json, Row row) {
    String kind = row.getString("kind");
    if (kind.equals("all")) {
      count((ObjectNode) json.path("seen"), row);
      return;
    }
    ObjectNode list = (ObjectNode) json.path(kind);
    list.put("different", row.getLong("different"));
    count(((ArrayNode) list.path("items")).addObject().put("name", row.getString("name")), row);
  }

  private static void count(ObjectNode json, Row row) {
    json.put("records", row.getLong("records"));
    json.put("flagged", row.getLong("flagged"));
    json.put("first_at", TimestampText.microseconds(DbTimestamps.of(row, "first_at")));
    json.put("last_at", TimestampText.microseconds(DbTimestamps.of(row, "last_at")));
  }

  /** The program's own names only. */
  private static String values() {
    StringBuilder values = new StringBuilder();
    KINDS.forEach(
        (kind, column) ->
            values
                .append(values.isEmpty() ? "" : ", ")
                .append("('")
                .append(kind)
                .append("', n.")
                .append(column)
                .append(')'));
    return values.toString();
  }

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put(LICENSES, "license_key");
    kinds.put("activations", "activation_identifier");
    kinds.put("users", "user_identifier");
    kinds.put("addresses", "client_address");
    kinds.put("versions", "product_version");
    return kinds;
  }
}
