package io.flagpost.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the tables have to say, counted over the records and verdicts themselves, in SQL: it shares
 * nothing with the program but the rule which names have rows.
 */
final class Truth {
  /** Each record with its flags as they stand. */
  private static final String RECORDS =
      """
      SELECT t.*, date_trunc('hour', t.created_at, 'UTC') AS hour,
          (t.created_at AT TIME ZONE 'UTC')::date AS day, coalesce(t.known_product_id, 0) AS product,
          t.license_key_exists IS FALSE AS unknown_key,
          network(set_masklen(t.client_address::inet,
            CASE family(t.client_address::inet) WHEN 4 THEN 24 ELSE 48 END))::text AS network,
          coalesce(s.flags, CASE WHEN t.is_correct_format THEN t.flags
            ELSE array_append(t.flags, 'incorrect_format') END) AS standing
        FROM telemetry t LEFT JOIN standing s USING (record_id)""";

  /** And as it is called in one dimension. */
  private static final String LABEL =
      """
      CROSS JOIN LATERAL (
        SELECT CASE WHEN r.NAME IS NULL THEN 0 WHEN KNOWN THEN 1
                    WHEN EXISTS (SELECT FROM rollup_name n
                                  WHERE n.day = r.day AND n.environment = r.environment
                                    AND n.product = r.product AND n.dimension = DIMENSION
                                    AND n.name = r.NAME AND r.id >= n.since) THEN 2
                    ELSE 3 END AS kind) AS ALIAS""";

  /** Each record with what it is called in each dimension. */
  static final String LABELLED =
      "SELECT r.*, v.kind AS version_kind, CASE WHEN v.kind IN (1, 2) THEN product_version ELSE ''"
          + " END AS version, g.kind AS group_kind, CASE WHEN g.kind IN (1, 2) THEN data_group"
          + " ELSE '' END AS group_name, k.kind AS key_kind, CASE WHEN k.kind IN (1, 2) THEN"
          + " license_key ELSE '' END AS key_name, w.kind AS network_kind, CASE WHEN w.kind = 2"
          + " THEN network ELSE '' END AS network_name FROM ("
          + RECORDS
          + ") AS r "
          + label("product_version", "r.product_version_exists", 1, "v")
          + label("data_group", "false", 2, "g")
          + label("license_key", "r.license_key_exists IS TRUE", 3, "k")
          + label("network", "false", 4, "w");

  private static final String HOURS =
      "SELECT hour, environment, product, version_kind, version, group_kind, group_name, count(*),"
          + " count(*) FILTER (WHERE cardinality(standing) > 0),"
          + " count(*) FILTER (WHERE NOT is_correct_format),"
          + " count(*) FILTER (WHERE unknown_key)"
          + " FROM ("
          + LABELLED
          + ") AS l GROUP BY 1, 2, 3, 4, 5, 6, 7";

  private static final String COUNTS =
      "count(*), count(*) FILTER (WHERE cardinality(standing) > 0),"
          + " count(*) FILTER (WHERE NOT is_correct_format),"
          + " count(*) FILTER (WHERE unknown_key)";

  private static final String TOTALS =
      "SELECT hour, environment, product, "
          + COUNTS
          + " FROM ("
          + RECORDS
          + ") AS r GROUP BY 1, 2, 3";

  private static final String DAYS =
      "SELECT d.dimension, day, environment, product, d.kind, d.name, "
          + COUNTS
          + " FROM ("
          + LABELLED
          + ") AS l CROSS JOIN LATERAL (VALUES (0, 0, ''), (1, version_kind, version),"
          + " (2, group_kind, group_name)) AS d (dimension, kind, name) GROUP BY 1, 2, 3, 4, 5, 6";

  /** The flags themselves, and of each check its last word. */
  static final String FLAGS =
      "WITH r AS ("
          + RECORDS
          + """
            ), answers AS (
              SELECT DISTINCT ON (record_id, check_id) record_id, check_id, check_version, flags
                FROM verdict WHERE mode <> 'shadow' AND NOT pending
               ORDER BY record_id, check_id, verdict_id DESC),
            receipt AS (
              SELECT record_id, catalog_id, f ->> 'code' AS flag, f ->> 'check' AS check_id
                FROM r, jsonb_array_elements(flag_details) f
              UNION
              SELECT record_id, catalog_id, 'incorrect_format', 'core' FROM r
               WHERE NOT is_correct_format AND 'incorrect_format' <> ALL (flags)),
            raised AS (
              SELECT record_id, flag, '' AS check_id, '' AS check_version
                FROM r, unnest(standing) AS f (flag)
              UNION
              SELECT record_id, flag, check_id, check_version FROM answers, unnest(flags) f (flag)
              UNION
              SELECT e.record_id, e.flag, e.check_id, coalesce(
                  (SELECT c ->> 'version' FROM check_catalog k, jsonb_array_elements(k.checks) c
                    WHERE k.id = e.catalog_id AND c ->> 'id' = e.check_id), '')
                FROM receipt e LEFT JOIN answers a USING (record_id, check_id)
               WHERE a.record_id IS NULL)
            SELECT BUCKET, environment, product, flag, check_id, check_version, count(*)
              FROM raised JOIN r USING (record_id) GROUP BY 1, 2, 3, 4, 5, 6""";

  private static final String OF_LICENSE =
      " FROM (" + LABELLED + ") AS l GROUP BY day, environment, product, key_kind, key_name";

  private static final String LICENSES =
      "SELECT day, environment, product, key_kind, key_name, count(*),"
          + " count(*) FILTER (WHERE cardinality(standing) > 0), min(created_at), max(created_at)"
          + OF_LICENSE;

  private static final String LICENSE_FLAGS =
      "SELECT day, environment, product, key_kind, key_name, flag, count(DISTINCT id) FROM ("
          + LABELLED
          + ") AS l, unnest(standing) AS f (flag) GROUP BY 1, 2, 3, 4, 5, 6";

  private static final String USERS =
      "SELECT concat_ws(' ', day, environment, product, key_kind, key_name) AS key,"
          + " "
          + hashes("activation_identifier")
          + " AS activations, "
          + hashes("user_identifier")
          + " AS users, "
          + hashes("client_address")
          + " AS addresses,"
          + " array_agg(DISTINCT product_version COLLATE \"C\") FILTER"
          + " (WHERE product_version IS NOT NULL) AS versions"
          + OF_LICENSE
          + " HAVING key_kind IN (1, 2)";

  private static final String SOURCES =
      "SELECT day, environment, product, network_kind, network_name, count(*),"
          + " count(*) FILTER (WHERE cardinality(standing) > 0),"
          + " count(*) FILTER (WHERE unknown_key)"
          + " FROM ("
          + LABELLED
          + ") AS l GROUP BY 1, 2, 3, 4, 5";

  private static final String DISTINCT =
      "SELECT concat_ws(' ', day, environment, product, kind) AS key, "
          + hashes("value")
          + " AS hashes"
          + " FROM ("
          + RECORDS
          + ") AS r, LATERAL (VALUES (1, user_identifier), (2, activation_identifier),"
          + " (3, client_address), (4, license_key)) AS v (kind, value)"
          + " WHERE value IS NOT NULL GROUP BY day, environment, product, kind";

  private static final String VALUES =
      "SELECT concat_ws(' ', BUCKET, environment, product, group_kind, group_name) AS key,"
          + " count(*) AS n, sum(v) AS sum, min(v) AS least, max(v) AS greatest"
          + " FROM (SELECT *, numeric_data_single_value::float8 AS v FROM ("
          + LABELLED
          + ") AS l WHERE numeric_data_single_value IS NOT NULL) AS n"
          + " GROUP BY BUCKET, environment, product, group_kind, group_name";

  private final RollupRig rig;

  Truth(RollupRig rig) {
    this.rig = rig;
  }

  private static String label(String name, String known, int dimension, String alias) {
    return LABEL
        .replace("NAME", name)
        .replace("KNOWN", known)
        .replace("DIMENSION", String.valueOf(dimension))
        .replace("ALIAS", alias)
        .concat(" ");
  }

  /** Every table is as it has to be. */
  void isTold(String about) {
    same(about + ", rollup_hour", HOURS, "SELECT * FROM rollup_hour");
    same(about + ", rollup_total_hour", TOTALS, "SELECT * FROM rollup_total_hour");
    same(about + ", rollup_day", DAYS, "SELECT * FROM rollup_day");
    for (String time : List.of("hour", "day")) {
      String table = "rollup_flag_" + time;
      same(
          about + ", " + table,
          FLAGS.replace("BUCKET", time),
          "SELECT * FROM " + table + " WHERE records <> 0");
    }
    same(about + ", rollup_license_day", LICENSES, "SELECT * FROM rollup_license_day");
    same(
        about + ", rollup_license_flag",
        LICENSE_FLAGS,
        "SELECT * FROM rollup_license_flag WHERE records <> 0");
    same(about + ", rollup_source_day", SOURCES, "SELECT * FROM rollup_source_day");
    usersAreTold(about + ", rollup_license_set");
    sketchesAreTold(about + ", rollup_sketch_day");
    valuesAreTold(about, "hour");
    valuesAreTold(about, "day");
  }

  private void valuesAreTold(String before, String time) {
    String about = before + ", rollup_value_" + time;
    Map<String, Row> found =
        rig.byKey(
            "SELECT concat_ws(' ', BUCKET, environment, product, group_kind, data_group) AS key, *"
                    .replace("BUCKET", time)
                + " FROM rollup_value_"
                + time);
    Map<String, Row> expected = rig.byKey(VALUES.replace("BUCKET", time));
    assertThat(found.keySet()).as(about).isEqualTo(expected.keySet());
    expected.forEach(
        (key, row) -> {
          Values values = ValueTable.values(row(found, key));
          String of = about + ", " + key;
          assertThat(values.count()).as(of).isEqualTo(row.getLong("n"));
          assertThat(values.sum()).as(of).isCloseTo(row.getDouble("sum"), offset(1e-6));
          assertThat(values.least()).as(of).isEqualTo(row.getDouble("least"));
          assertThat(values.greatest()).as(of).isEqualTo(row.getDouble("greatest"));
        });
  }

  private void usersAreTold(String about) {
    Map<String, Row> found =
        rig.byKey(
            "SELECT concat_ws(' ', day, environment, product, key_kind, license_key) AS key, *"
                + " FROM rollup_license_set");
    Map<String, Row> expected = rig.byKey(USERS);
    assertThat(found.keySet()).as(about).isEqualTo(expected.keySet());
    expected.forEach(
        (key, users) -> {
          Row set = row(found, key);
          String of = about + ", " + key;
          assertThat(set.getBuffer("activations")).as(of).isEqualTo(set(users, "activations"));
          assertThat(set.getBuffer("users")).as(of).isEqualTo(set(users, "users"));
          assertThat(set.getBuffer("addresses")).as(of).isEqualTo(set(users, "addresses"));
          assertThat(set.getInteger("activation_count"))
              .as(of)
              .isEqualTo(count(users, "activations"));
          assertThat(set.getInteger("user_count")).as(of).isEqualTo(count(users, "users"));
          assertThat(set.getInteger("address_count")).as(of).isEqualTo(count(users, "addresses"));
          List<String> versions = List.of(set.getArrayOfStrings("versions"));
          String[] all = users.getArrayOfStrings("versions");
          if (all == null || all.length <= DistinctSet.MOST_EXACT) {
            assertThat(versions)
                .as(of)
                .containsExactlyInAnyOrder(all == null ? new String[0] : all);
          } else {
            assertThat(versions).as(of).hasSize(DistinctSet.MOST_EXACT).isSubsetOf(all);
          }
        });
  }

  /** To the bit: a sketch depends on nothing but what was added to it. */
  private void sketchesAreTold(String about) {
    Map<String, Row> found =
        rig.byKey(
            "SELECT concat_ws(' ', day, environment, product, kind) AS key, sketch"
                + " FROM rollup_sketch_day");
    Map<String, Row> expected = rig.byKey(DISTINCT);
    assertThat(found.keySet()).as(about).isEqualTo(expected.keySet());
    expected.forEach(
        (key, row) ->
            assertThat(SketchTable.decoded(row(found, key).getBuffer("sketch")).getState())
                .as(about + ", " + key)
                .isEqualTo(SketchTable.of(hashesIn(row, "hashes")).getState()));
  }

  private static Buffer set(Row row, String column) {
    return distinct(row, column).encoded();
  }

  private static int count(Row row, String column) {
    return (int) Math.round(distinct(row, column).count());
  }

  private static DistinctSet distinct(Row row, String column) {
    DistinctSet set = new DistinctSet();
    set.addAll(hashesIn(row, column));
    return set;
  }

  private static List<Long> hashesIn(Row row, String column) {
    Long[] hashes = row.getArrayOfLongs(column);
    return hashes == null ? List.of() : List.of(hashes);
  }

  private static String hashes(String column) {
    return "array_agg(DISTINCT hashtextextended("
        + column
        + ", 0)) FILTER (WHERE "
        + column
        + " IS NOT NULL)";
  }

  private void same(String what, String expected, String found) {
    List<String> differences = new ArrayList<>();
    rig.rows(texts(expected) + " EXCEPT " + texts(found) + " LIMIT 5")
        .forEach(row -> differences.add("missing " + row));
    rig.rows(texts(found) + " EXCEPT " + texts(expected) + " LIMIT 5")
        .forEach(row -> differences.add("wrong " + row));
    assertThat(differences).as(what).isEmpty();
  }

  private static Row row(Map<String, Row> rows, String key) {
    return Objects.requireNonNull(rows.get(key), key);
  }

  private static String texts(String rows) {
    return "SELECT q::text FROM (" + rows + ") AS q";
  }
}
