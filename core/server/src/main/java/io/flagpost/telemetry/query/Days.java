package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The days whose partitions have to be looked into, as bounds of their record ids. Of a closed day
 * it is known which ids are in it, so that most of the closed days can be left out; others may hold
 * any, unless their partition has not even a page yet: those are left out, too.
 *
 * @param closedFrom the first record id of the closed days; null if there are none
 * @param closedEnd the record id that they end before; null with {@code closedFrom}
 * @param openFrom the first record id of the days that are not closed; null if there are none
 * @param openEnd the record id that they end before; null with {@code openFrom}
 * @param upTo the last id for which this holds
 */
record Days(
    @Nullable UUID closedFrom,
    @Nullable UUID closedEnd,
    @Nullable UUID openFrom,
    @Nullable UUID openEnd,
    long upTo) {

  /** {@code UUID.compareTo} takes the halves for signed numbers. */
  private static final Comparator<UUID> AS_IN_POSTGRESQL =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  /** Every day that there is. */
  static final Days ALL = new Days(null, null, new UUID(0, 0), new UUID(-1, -1), Long.MAX_VALUE);

  /** What may be read was committed before this is asked, so its partition has a page. */
  private static final String QUERY =
      """
      (SELECT first_record, end_record, first_id FROM telemetry_day
        WHERE last_id > $1 ORDER BY first_id LIMIT $2)
      UNION ALL
      (SELECT first_record, end_record, NULL FROM telemetry_day
        WHERE last_id IS NULL AND coalesce(pg_relation_size(to_regclass(partition)), 1) > 0)""";

  /**
   * Asks for the closed days behind an id, in the order of their ids, and for the open ones.
   *
   * @param closedDays how many closed ones are wanted; one more is read, where they end
   */
  static Sql query(long after, int closedDays) {
    return Sql.of(QUERY, after, closedDays + 1L);
  }

  /** The next days behind an id, from what {@link #query} finds about it. */
  static Days next(RowSet<Row> rows, long after, int closedDays) {
    List<Row> closed = new ArrayList<>();
    List<Row> open = new ArrayList<>();
    for (Row row : rows) {
      (row.getLong("first_id") == null ? open : closed).add(row);
    }
    long upTo = Long.MAX_VALUE;
    if (closed.size() > closedDays) {
      upTo = closed.remove(closedDays).getLong("first_id") - 1;
    }
    if (upTo <= after) {
      return ALL; // so many days with the same ids are none that follow each other
    }
    return of(closed, open, upTo);
  }

  /** The days of these rows, which have {@code first_record} and {@code end_record}. */
  static Days of(List<Row> closed, List<Row> open, long upTo) {
    return new Days(from(closed), end(closed), from(open), end(open), upTo);
  }

  /** Singles out the partitions of these days, of a row {@code t}. */
  SqlCondition within() {
    return equals(ALL)
        ? SqlCondition.TRUE
        : within(closedFrom, closedEnd).or(within(openFrom, openEnd));
  }

  private static SqlCondition within(@Nullable UUID from, @Nullable UUID end) {
    return from == null || end == null
        ? SqlCondition.FALSE
        : SqlCondition.of("t.record_id >= $1::uuid AND t.record_id < $2::uuid", from, end);
  }

  private static @Nullable UUID from(List<Row> days) {
    return days.stream().map(day -> day.getUUID("first_record")).min(AS_IN_POSTGRESQL).orElse(null);
  }

  private static @Nullable UUID end(List<Row> days) {
    return days.stream().map(day -> day.getUUID("end_record")).max(AS_IN_POSTGRESQL).orElse(null);
  }
}
