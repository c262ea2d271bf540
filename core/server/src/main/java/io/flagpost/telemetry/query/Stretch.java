package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The next ids to search, and the days whose partitions have them.
 *
 * @param ids a part of those that are left, from the beginning in the order of the search; what
 *     lies before them has no record
 * @param days where to look for them
 */
record Stretch(IdRange ids, Days days) {
  /** What a statement may plan for. */
  static final int MOST_DAYS = 64;

  /** What may be read was committed before this is asked, so its partition has a page. */
  private static final String QUERY =
      """
      (SELECT first_record, end_record, first_id, last_id FROM telemetry_day
        WHERE last_id > %1$s AND first_id <= %2$s AND %3$s ORDER BY %4$s LIMIT %5$s)
      UNION ALL
      (SELECT first_record, end_record, NULL, NULL FROM telemetry_day
        WHERE last_id IS NULL AND %3$s
          AND coalesce(pg_relation_size(to_regclass(partition)), 1) > 0)""";

  /**
   * Asks for the days that may have some of these ids.
   *
   * @param first the first record id that is looked for; null if there is none
   * @param end the record id to end before; null if there is none
   */
  static Sql query(SearchOrder order, IdRange ids, @Nullable UUID first, @Nullable UUID end) {
    SqlCondition wanted =
        (first == null ? SqlCondition.TRUE : SqlCondition.of("end_record > $1::uuid", first))
            .and(end == null ? SqlCondition.TRUE : SqlCondition.of("first_record < $1::uuid", end));
    return Sql.format(
        QUERY,
        Sql.of("$1::bigint", ids.after()),
        Sql.of("$1::bigint", ids.upTo()),
        wanted.sql(),
        Sql.of(order == SearchOrder.NEWEST_FIRST ? "last_id DESC" : "first_id"),
        Sql.of("$1::bigint", MOST_DAYS + 1L));
  }

  /** Whether {@link #query} found all days that there are for its ids. */
  static boolean isAll(List<Row> found) {
    return found.stream().filter(day -> day.getLong("last_id") != null).count() <= MOST_DAYS;
  }

  /**
   * The next stretch, from what {@link #query} found for these ids, or all that it found for more.
   *
   * @param atOnce how many closed days it may have, if that gives any ids
   * @param width how many ids it may have
   * @return empty if no day has any of the ids
   */
  static Optional<Stretch> next(
      List<Row> found, SearchOrder order, IdRange rest, int atOnce, long width) {
    List<Row> closed = new ArrayList<>();
    List<Row> open = new ArrayList<>();
    for (Row row : found) {
      Long last = row.getLong("last_id");
      if (last == null) {
        open.add(row);
      } else if (last > rest.after() && row.getLong("first_id") <= rest.upTo()) {
        closed.add(row);
      }
    }
    if (closed.isEmpty() && open.isEmpty()) {
      return Optional.empty();
    }
    IdRange ids = open.isEmpty() ? withRecords(closed, rest) : rest;
    for (int taken = Math.min(atOnce, closed.size()); taken < closed.size(); taken++) {
      IdRange before = before(closed.get(taken), order, ids);
      if (before.upTo() > before.after()) {
        return Optional.of(
            new Stretch(
                order.first(before, width),
                Days.of(closed.subList(0, taken), open, before.upTo())));
      }
    }
    // The ids of so many days lie across each other that none of them can be left out.
    Days days = closed.size() > MOST_DAYS ? Days.ALL : Days.of(closed, open, ids.upTo());
    return Optional.of(new Stretch(order.first(ids, width), days));
  }

  /** The ids that come before any of a day's and of those behind it in the order of the search. */
  private static IdRange before(Row day, SearchOrder order, IdRange ids) {
    return order == SearchOrder.NEWEST_FIRST
        ? new IdRange(Math.max(ids.after(), day.getLong("last_id")), ids.upTo())
        : new IdRange(ids.after(), Math.min(ids.upTo(), day.getLong("first_id") - 1));
  }

  private static IdRange withRecords(List<Row> closed, IdRange rest) {
    long first = closed.stream().mapToLong(day -> day.getLong("first_id")).min().orElseThrow();
    long last = closed.stream().mapToLong(day -> day.getLong("last_id")).max().orElseThrow();
    return new IdRange(Math.max(rest.after(), first - 1), Math.min(rest.upTo(), last));
  }
}
