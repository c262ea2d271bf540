package io.flagpost.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

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

  private static final String LABELLED =
      "SELECT r.*, v.kind AS version_kind, CASE WHEN v.kind IN (1, 2) THEN product_version ELSE ''"
          + " END AS version, g.kind AS group_kind, CASE WHEN g.kind IN (1, 2) THEN data_group"
          + " ELSE '' END AS group_name FROM ("
          + RECORDS
          + ") AS r "
          + label("product_version", "r.product_version_exists", 1, "v")
          + label("data_group", "false", 2, "g");

  private static final String HOURS =
      "SELECT hour, environment, product, version_kind, version, group_kind, group_name, count(*),"
          + " count(*) FILTER (WHERE cardinality(standing) > 0),"
          + " count(*) FILTER (WHERE NOT is_correct_format),"
          + " count(*) FILTER (WHERE unknown_key)"
          + " FROM ("
          + LABELLED
          + ") AS l GROUP BY 1, 2, 3, 4, 5, 6, 7";

  /** The flags themselves, and of each check its last word. */
  private static final String FLAGS =
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
            SELECT hour, environment, product, flag, check_id, check_version, count(*)
              FROM raised JOIN r USING (record_id) GROUP BY 1, 2, 3, 4, 5, 6""";

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
    same(about + ", rollup_flag_hour", FLAGS, "SELECT * FROM rollup_flag_hour WHERE records <> 0");
  }

  private void same(String what, String expected, String found) {
    List<String> differences = new ArrayList<>();
    rig.rows(texts(expected) + " EXCEPT " + texts(found) + " LIMIT 5")
        .forEach(row -> differences.add("missing " + row));
    rig.rows(texts(found) + " EXCEPT " + texts(expected) + " LIMIT 5")
        .forEach(row -> differences.add("wrong " + row));
    assertThat(differences).as(what).isEmpty();
  }

  private static String texts(String rows) {
    return "SELECT q::text FROM (" + rows + ") AS q";
  }
}
