package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the roll-ups tell about a license key day by day, however many records it has. A key that
 * somebody made up has rows only on days on which it stood out.
 */
public final class LicenseDays {
  /** Rows are by environment and product as well: of nearly every key there is one a day. */
  private static final int MOST_ROWS = 5_000;

  private static final String SELECT =
      """
      SELECT d.day, d.records, d.flagged, d.first_at, d.last_at,
          s.activations, s.users, s.addresses, s.versions,
          (SELECT jsonb_object_agg(f.flag, f.records) FROM rollup_license_flag f
            WHERE (f.day, f.environment, f.product, f.key_kind, f.license_key)
                = (d.day, d.environment, d.product, d.key_kind, d.license_key)) AS flags
        FROM rollup_license_day d
          LEFT JOIN rollup_license_set s USING (day, environment, product, key_kind, license_key)
       WHERE %1$s ORDER BY d.day DESC LIMIT %2$s""";

  private LicenseDays() {}

  /**
   * A day's uses of a license key.
   *
   * @param records how many records had it
   * @param flagged how many of them have flags, as it stands
   * @param firstAt when the first of them was received
   * @param lastAt when the last of them was received
   * @param by how many different ones used it
   * @param versions which versions used it, the first 32
   * @param flags how many records have each flag, as it stands
   */
  public record Uses(
      long records,
      long flagged,
      Instant firstAt,
      Instant lastAt,
      Users by,
      List<String> versions,
      SortedMap<String, Long> flags) {}

  /** How many different ones used a key; beyond 32 an estimate. */
  public record Users(long activations, long users, long addresses) {}

  /**
   * Reads the days, the newest first.
   *
   * @param limit which rows {@code d} the caller may see, by {@code environment} and {@code
   *     product}
   * @param from the first day
   * @param to the day to end before
   */
  public static Future<Map<LocalDate, Uses>> read(
      SqlClient client, SqlCondition limit, String licenseKey, LocalDate from, LocalDate to) {
    SqlCondition which =
        SqlCondition.of(
                "d.license_key = $1::text AND d.key_kind = ANY ($2::smallint[])",
                licenseKey,
                new Short[] {Label.Kind.KNOWN.number(), Label.Kind.INVENTED.number()})
            .and(SqlCondition.of("d.day >= $1::date AND d.day < $2::date", from, to))
            .and(limit);
    return Sql.format(SELECT, which.sql(), Sql.of(Integer.toString(MOST_ROWS)))
        .execute(client)
        .map(
            rows -> {
              Map<LocalDate, Sum> days = new LinkedHashMap<>();
              rows.forEach(
                  row -> days.computeIfAbsent(row.getLocalDate("day"), day -> new Sum()).add(row));
              Map<LocalDate, Uses> uses = new LinkedHashMap<>();
              days.forEach((day, sum) -> uses.put(day, sum.uses()));
              return uses;
            });
  }

  /** The rows of one day. */
  private static final class Sum {
    private long records;
    private long flagged;
    private Instant firstAt = Instant.MAX;
    private Instant lastAt = Instant.MIN;
    private final DistinctUnion activations = new DistinctUnion();
    private final DistinctUnion users = new DistinctUnion();
    private final DistinctUnion addresses = new DistinctUnion();
    private final TreeSet<String> versions = new TreeSet<>();
    private final SortedMap<String, Long> flags = new TreeMap<>();

    void add(Row row) {
      records += row.getLong("records");
      flagged += row.getLong("flagged");
      Instant first = DbTimestamps.of(row, "first_at");
      Instant last = DbTimestamps.of(row, "last_at");
      firstAt = first.isBefore(firstAt) ? first : firstAt;
      lastAt = last.isAfter(lastAt) ? last : lastAt;
      activations.addEncoded(row.getBuffer("activations"));
      users.addEncoded(row.getBuffer("users"));
      addresses.addEncoded(row.getBuffer("addresses"));
      String[] used = row.getArrayOfStrings("versions");
      versions.addAll(used == null ? List.of() : Arrays.asList(used));
      JsonObject raised = row.getJsonObject("flags");
      if (raised != null) {
        raised.forEach(
            flag -> flags.merge(flag.getKey(), ((Number) flag.getValue()).longValue(), Long::sum));
      }
    }

    Uses uses() {
      return new Uses(
          records,
          flagged,
          firstAt,
          lastAt,
          new Users(activations.count(), users.count(), addresses.count()),
          new ArrayList<>(versions),
          flags);
    }
  }
}
