package io.flagpost.statistics;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * Licenses that may be among the first of a list. Each day, environment and product tells the
 * licenses that it has the most for; the sum of these numbers over the days is the most that a
 * license can have (the threshold algorithm, Fagin and others 2001). So it is known how many any
 * other license can have at most.
 *
 * @param keys the licenses
 * @param othersAtMost what no other one has more of
 */
record Candidates(List<Key> keys, long othersAtMost) {
  /** So many for each place of the list. */
  private static final int FACTOR = 2;

  private static final String FIND =
      """
      %s,
      picked AS MATERIALIZED (
        SELECT p.day, p.environment, p.product, s.key_kind, s.license_key, s.number
          FROM places p CROSS JOIN LATERAL (
            SELECT key_kind, license_key, ORDER_count AS number FROM rollup_license_set s
             WHERE s.day = p.day AND s.environment = p.environment AND s.product = p.product
               AND s.ORDER_count > 1
             ORDER BY s.ORDER_count DESC LIMIT (SELECT most FROM room)) s),
      full_places AS (
        SELECT day, environment, product, min(number) AS least FROM picked
         GROUP BY 1, 2, 3 HAVING count(*) >= (SELECT most FROM room)),
      others AS (
        SELECT coalesce(max(most), 0)::bigint AS most FROM (
          SELECT product, sum(coalesce(f.least, 1)) AS most
            FROM places LEFT JOIN full_places f USING (day, environment, product)
           GROUP BY 1) AS p),
      ranked AS (
        SELECT product, key_kind, license_key, sum(number)::bigint AS number FROM picked
         GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT %s)
      SELECT o.most, r.* FROM others o LEFT JOIN ranked r ON true
       ORDER BY r.number DESC, r.product, r.key_kind, r.license_key""";

  /** By what licenses are ordered. */
  enum Order {
    ACTIVATIONS("activation"),
    USERS("user"),
    ADDRESSES("address");

    private final String find;

    Order(String column) {
      this.find = FIND.replace("ORDER_count", column + "_count");
    }
  }

  /** A license key in the records of a product. */
  record Key(long product, Label license) {}

  Candidates {
    keys = List.copyOf(keys);
  }

  static Future<Candidates> find(
      SqlConnection snapshot, Order order, StatisticsRange range, SqlCondition within, int most) {
    int taken = FACTOR * most;
    return Sql.format(order.find, TopPlaces.of(range, within), Sql.of("$1::bigint", taken + 1L))
        .execute(snapshot)
        .map(rows -> of(rows, taken));
  }

  private static Candidates of(RowSet<Row> rows, int taken) {
    List<Key> keys = new ArrayList<>();
    long others = 0;
    for (Row row : rows) {
      others = row.getLong("most");
      if (row.getLong("number") == null) {
        continue; // there are none
      }
      if (keys.size() == taken) {
        return new Candidates(keys, others + row.getLong("number"));
      }
      keys.add(
          new Key(
              row.getLong("product"),
              new Label(Label.Kind.of(row.getInteger("key_kind")), row.getString("license_key"))));
    }
    return new Candidates(keys, others);
  }
}
