package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.flagpost.registry.ApiKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the rows of one page. For one page only; each step follows the one before.
 *
 * <p>It goes through the days, some at once, because planning takes time and locks for every
 * partition that a query may touch. A later page begins where only PostgreSQL can count to, so it
 * is searched for in one step.
 *
 * <p>Records of one red flag are looked for in a range of ids first, then in one eight times as
 * wide, and so on. Each step may then read all records of the flag in its range, by the flags'
 * index, however wrong PostgreSQL's idea of their number is: of a frequent flag the first range has
 * enough, and of a rare one there are few.
 */
final class PageSearch {
  private static final long FIRST_WIDTH = 100_000;
  private static final long WIDTH_GROWTH = 8;

  /** So few that planning takes no longer than reading; often they have a whole page. */
  private static final int FIRST_DAYS = 2;

  private static final int DAYS_GROWTH = 4;
  private static final int MOST_DAYS = 64;

  private final Function<Sql, Future<RowSet<Row>>> database;
  private final ApiKey reader;
  private final ReadFilter filter;
  private final List<String> laterChecks;
  private final List<Row> rows = new ArrayList<>();
  private long octets;
  private int closedDays = FIRST_DAYS;
  private boolean isCut;

  PageSearch(
      Function<Sql, Future<RowSet<Row>>> database,
      ApiKey reader,
      ReadFilter filter,
      List<String> laterChecks) {
    this.database = database;
    this.reader = reader;
    this.filter = filter;
    this.laterChecks = laterChecks;
  }

  /**
   * Rows in the order of their ids.
   *
   * @param rows up to one more than the filter's limit
   * @param isCut whether there are more, which certainly find no room in an answer
   */
  record Found(List<Row> rows, boolean isCut) {}

  /** Searches up to the horizon. */
  Future<Found> find(long horizon) {
    IdRange all = new IdRange(filter.position().afterId(), horizon);
    return step(all, ReadQuery.collects(filter) ? FIRST_WIDTH : Long.MAX_VALUE);
  }

  private Future<Found> step(IdRange rest, long width) {
    return days(rest.after())
        .compose(
            days -> {
              IdRange range = rest.first(Math.min(width, days.upTo() - rest.after()));
              return find(range, days)
                  .compose(
                      found -> {
                        add(found);
                        return isCut || rows.size() > filter.limit() || range.upTo() >= rest.upTo()
                            ? Future.succeededFuture(new Found(rows, isCut))
                            : step(new IdRange(range.upTo(), rest.upTo()), grown(width));
                      });
            });
  }

  private Future<Days> days(long after) {
    if (filter.position().skip() > 0) {
      return Future.succeededFuture(Days.ALL);
    }
    int atOnce = closedDays;
    closedDays = Math.min(DAYS_GROWTH * closedDays, MOST_DAYS);
    return database
        .apply(Days.query(after, atOnce))
        .map(found -> Days.next(found, after, atOnce))
        .compose(
            days ->
                days.equals(Days.ALL) && atOnce < MOST_DAYS
                    ? days(after) // their ids lie across each other: more days may reach further
                    : Future.succeededFuture(days));
  }

  private Future<RowSet<Row>> find(IdRange range, Days days) {
    int wanted = filter.limit() + 1 - rows.size();
    ReadQuery query =
        new ReadQuery(
            reader, filter, range, days, laterChecks, wanted, AnswerBudget.CHARACTERS - octets);
    return database.apply(query.sql());
  }

  private static long grown(long width) {
    return width > Long.MAX_VALUE / WIDTH_GROWTH ? Long.MAX_VALUE : width * WIDTH_GROWTH;
  }

  private void add(RowSet<Row> found) {
    for (Row row : found) {
      rows.add(row);
      octets += row.getInteger("octets");
      isCut = row.getLong("found") > found.size() || octets >= AnswerBudget.CHARACTERS;
    }
  }
}
