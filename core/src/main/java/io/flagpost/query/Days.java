package io.flagpost.query;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The days whose partitions have to be looked into, as bounds of their record ids. Of a closed day
 * it is known which ids are in it, so that most of the closed days can be left out; others may hold
 * any.
 *
 * @param closedFrom the first record id of the closed days; null if there are none
 * @param closedEnd the record id that they end before; null with {@code closedFrom}
 * @param openFrom the first record id of the days that are not closed; null if there are none
 * @param upTo the last id for which this holds
 */
record Days(
    @Nullable UUID closedFrom, @Nullable UUID closedEnd, @Nullable UUID openFrom, long upTo) {

  /** Every day that there is. */
  static final Days ALL = new Days(null, null, new UUID(0, 0), Long.MAX_VALUE);

  /**
   * The closed days behind an id, in the order of their ids, up to a number of them, and where the
   * open ones begin.
   */
  static final String QUERY =
      """
      (SELECT first_record, end_record, first_id FROM telemetry_day
        WHERE last_id > $1 ORDER BY first_id LIMIT $2)
      UNION ALL
      (SELECT first_record, NULL, NULL FROM telemetry_day
        WHERE last_id IS NULL ORDER BY first_record LIMIT 1)""";

  /** What to ask {@link #QUERY} for so many days: one more, where they end. */
  static Tuple parameters(long after, int closedDays) {
    return Tuple.of(after, closedDays + 1L);
  }

  /** The next days behind an id, from what {@link #QUERY} says about it. */
  static Days next(RowSet<Row> rows, long after, int closedDays) {
    List<Row> closed = new ArrayList<>();
    UUID openFrom = null;
    for (Row row : rows) {
      if (row.getLong("first_id") == null) {
        openFrom = row.getUUID("first_record");
      } else {
        closed.add(row);
      }
    }
    long upTo = Long.MAX_VALUE;
    if (closed.size() > closedDays) {
      upTo = closed.remove(closedDays).getLong("first_id") - 1;
    }
    if (upTo <= after) {
      return ALL; // so many days with the same ids are none that follow each other
    }
    UUID from = null;
    UUID end = null;
    for (Row day : closed) {
      from = from == null ? first(day) : lower(from, first(day));
      end = end == null ? end(day) : higher(end, end(day));
    }
    return new Days(from, end, openFrom, upTo);
  }

  private static UUID first(Row day) {
    return day.getUUID("first_record");
  }

  private static UUID end(Row day) {
    return day.getUUID("end_record");
  }

  private static UUID lower(UUID a, UUID b) {
    return isLower(a, b) ? a : b;
  }

  private static UUID higher(UUID a, UUID b) {
    return isLower(a, b) ? b : a;
  }

  /** In PostgreSQL's order; {@code UUID.compareTo} takes the halves for signed numbers. */
  private static boolean isLower(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high < 0
        || (high == 0
            && Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits()) < 0);
  }
}
