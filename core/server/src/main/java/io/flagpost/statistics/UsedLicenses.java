package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.statistics.TopLists.License;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known of some licenses, over several days. */
final class UsedLicenses {
  private static final String READ =
      """
      SELECT r.product, r.key_kind, r.license_key, r.records, r.flagged, r.first_at, r.last_at,
          s.activations, s.users, s.addresses
        FROM unnest(%s) AS k (product, key_kind, license_key)
          JOIN rollup_license_day r USING (product, key_kind, license_key)
          LEFT JOIN rollup_license_set s
            USING (day, environment, product, key_kind, license_key)
       WHERE %s""";

  /** What is added up of one. */
  private static final class Sums {
    final DistinctUnion activations = new DistinctUnion();
    final DistinctUnion users = new DistinctUnion();
    final DistinctUnion addresses = new DistinctUnion();
    long records;
    long flagged;
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;

    void add(Row row) {
      activations.addEncoded(row.getBuffer("activations"));
      users.addEncoded(row.getBuffer("users"));
      addresses.addEncoded(row.getBuffer("addresses"));
      records += row.getLong("records");
      flagged += row.getLong("flagged");
      Instant began = DbTimestamps.of(row, "first_at");
      Instant ended = DbTimestamps.of(row, "last_at");
      first = began.isBefore(first) ? began : first;
      last = ended.isAfter(last) ? ended : last;
    }

    License of(Candidates.Key key) {
      return new License(
          key.product(),
          key.license().kind() == Label.Kind.KNOWN,
          key.license().text(),
          License.Distinct.of(activations),
          License.Distinct.of(users),
          License.Distinct.of(addresses),
          records,
          flagged,
          first,
          last);
    }
  }

  private UsedLicenses() {}

  /** Reads about these; those of which there is no row are left out. */
  static Future<List<License>> read(
      SqlConnection snapshot,
      Collection<Candidates.Key> keys,
      StatisticsRange range,
      SqlCondition within) {
    if (keys.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return Sql.format(READ, arrays(keys), CountedRows.touchedDays(range).and(within).sql())
        .execute(snapshot)
        .map(
            rows -> {
              Map<Candidates.Key, Sums> sums = new LinkedHashMap<>();
              for (Row row : rows) {
                Label license =
                    new Label(
                        Label.Kind.of(row.getInteger("key_kind")), row.getString("license_key"));
                sums.computeIfAbsent(
                        new Candidates.Key(row.getLong("product"), license), absent -> new Sums())
                    .add(row);
              }
              List<License> licenses = new ArrayList<>();
              sums.forEach((key, sum) -> licenses.add(sum.of(key)));
              return licenses;
            });
  }

  private static Sql arrays(Collection<Candidates.Key> keys) {
    return Sql.of(
        "$1::bigint[], $2::smallint[], $3::text[]",
        keys.stream().map(Candidates.Key::product).toArray(Long[]::new),
        keys.stream().map(key -> key.license().kind().number()).toArray(Short[]::new),
        keys.stream().map(key -> key.license().text()).toArray(String[]::new));
  }
}
