package io.flagpost.statistics;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * Names that senders made up, in the order of their records: each day, environment and product
 * tells those that it has the most of, as far as it knows; the first of all of these are counted.
 */
enum TopNames {
  SOURCES(Dimension.SOURCE, "rollup_source_day", "network_kind", "network", "r.unknown_keys"),
  INVENTED_KEYS(Dimension.LICENSE, "rollup_license_day", "key_kind", "license_key", "NULL::bigint");

  /** So many for each place of the list: weights are only about right. */
  private static final int FACTOR = 3;

  private static final String READ =
      """
      %1$s,
      picked AS (
        SELECT n.name, sum(n.weight) AS weight
          FROM places p CROSS JOIN LATERAL (
            SELECT name, weight FROM rollup_name n
             WHERE n.dimension = DIMENSION AND n.day = p.day AND n.environment = p.environment
               AND n.product = p.product
             ORDER BY n.weight DESC LIMIT (SELECT most FROM room)) n
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %2$s),
      counted AS (
        SELECT r.NAME AS name, sum(r.records)::bigint AS records, sum(r.flagged)::bigint AS flagged,
            sum(UNKNOWN)::bigint AS unknown_keys
          FROM TABLE r
         WHERE r.NAME = ANY (ARRAY(SELECT name FROM picked)) AND r.KIND = 2 AND %3$s
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %4$s),
      others AS (
        SELECT coalesce(sum(o.records), 0)::bigint AS others
          FROM places p CROSS JOIN LATERAL (
            SELECT r.records FROM TABLE r
             WHERE r.day = p.day AND r.environment = p.environment AND r.product = p.product
               AND r.KIND = 3 AND r.NAME = '' OFFSET 0) o)
      SELECT o.others, c.* FROM others o LEFT JOIN counted c ON true
       ORDER BY c.records DESC, c.name""";

  private final String read;

  TopNames(Dimension dimension, String table, String kind, String name, String unknown) {
    this.read =
        READ.replace("DIMENSION", Short.toString(dimension.number()))
            .replace("TABLE", table)
            .replace("KIND", kind)
            .replace("NAME", name)
            .replace("UNKNOWN", unknown);
  }

  Future<TopLists.Names> read(
      SqlConnection snapshot, StatisticsRange range, SqlCondition within, int most) {
    return Sql.format(
            read,
            TopPlaces.of(range, within),
            Sql.of("$1::bigint", (long) FACTOR * most),
            CountedRows.touchedDays(range).and(within).sql(),
            Sql.of("$1::bigint", (long) most))
        .execute(snapshot)
        .map(
            rows -> {
              List<TopLists.Name> items = new ArrayList<>();
              long others = 0;
              for (Row row : rows) {
                others = row.getLong("others");
                if (row.getString("name") != null) {
                  items.add(
                      new TopLists.Name(
                          row.getString("name"),
                          row.getLong("records"),
                          row.getLong("flagged"),
                          row.getLong("unknown_keys")));
                }
              }
              return new TopLists.Names(items, others);
            });
  }
}
