package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.telemetry.query.RecordPage.End;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of one page. For one page only; each step follows the one before.
 *
 * <p>It goes through the ids in stretches. Each statement reads no more than its stretch has,
 * however wrong PostgreSQL's idea of what is rare may be. A stretch that is done at once is
 * followed by a wider one; of one that takes too long, less is tried.
 */
final class RecordWalk {
  /** So few can be read one by one. */
  private static final long FIRST_WIDTH = 10_000;

  private static final long GROWTH = 8;

  /** Of these an index finds what is asked for, and of a frequent flag not too much. */
  private static final long FIRST_WIDTH_INDEXED = 100_000;

  /** Of what an index has in order, no stretch gives more than is asked for. */
  private static final long GROWTH_IN_ORDER = 64;

  private static final int FIRST_DAYS = 2;
  private static final int DAYS_GROWTH = 4;

  private static final long QUICK_NANOS = Duration.ofMillis(200).toNanos();
  private static final long SLOW_NANOS = Duration.ofMillis(800).toNanos();

  private final Function<Sql, Future<RowSet<Row>>> database;
  private final LongSupplier nanoTime;
  private final RecordQuery query;
  private final SearchOrder order;
  private final int wanted;
  private final long deadline;

  private final AnswerBudget budget = new AnswerBudget();
  private final List<ObjectNode> records = new ArrayList<>();
  private long octets;
  private long lastId;
  private @Nullable Instant lastReceived;

  private final long growth;
  private long width;
  private int days = FIRST_DAYS;
  private List<Row> known = List.of();
  private boolean knowsAllDays;

  /**
   * @param database executes a statement
   * @param nanoTime a clock that only ever goes forward
   * @param query the search
   * @param order its order
   * @param wanted how many records at most
   * @param most how long it may take before it says how far it came
   */
  RecordWalk(
      Function<Sql, Future<RowSet<Row>>> database,
      LongSupplier nanoTime,
      RecordQuery query,
      SearchOrder order,
      int wanted,
      Duration most) {
    this.database = database;
    this.nanoTime = nanoTime;
    this.query = query;
    this.order = order;
    this.wanted = wanted;
    this.deadline = nanoTime.getAsLong() + most.toNanos();
    boolean inOrder = query.conditions().areInOrder();
    boolean indexed = inOrder || query.conditions().asksForCodes();
    this.width = indexed ? FIRST_WIDTH_INDEXED : FIRST_WIDTH;
    this.growth = inOrder ? GROWTH_IN_ORDER : GROWTH;
  }

  /** Searches these ids. Fails with what a statement fails with, unless less can be tried. */
  Future<RecordPage> through(IdRange rest) {
    if (rest.upTo() <= rest.after()) {
      return Future.succeededFuture(page(End.COMPLETE, order.before(rest), null));
    }
    return days(rest)
        .map(found -> Stretch.next(found, order, rest, days, width))
        .compose(next -> next.map(stretch -> search(stretch, rest)).orElseGet(() -> end(rest)));
  }

  /** What is known of all days once holds for the ids that are searched. */
  private Future<List<Row>> days(IdRange rest) {
    if (knowsAllDays) {
      return Future.succeededFuture(known);
    }
    RecordConditions conditions = query.conditions();
    return database
        .apply(Stretch.query(order, rest, conditions.firstRecord(), conditions.endRecord()))
        .map(
            found -> {
              known = StreamSupport.stream(found.spliterator(), false).toList();
              knowsAllDays = Stretch.isAll(known);
              return known;
            });
  }

  private Future<RecordPage> search(Stretch stretch, IdRange rest) {
    long begun = nanoTime.getAsLong();
    int most = wanted - records.size() + 1;
    Sql sql = query.in(stretch.ids(), stretch.days(), most, AnswerBudget.CHARACTERS - octets);
    return database
        .apply(sql)
        .map(Optional::of)
        .recover(
            failure ->
                isTooWide(failure, stretch.ids())
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure))
        .compose(
            found -> {
              if (found.isEmpty()) {
                width = Math.max(1, count(stretch.ids()) / GROWTH);
                return through(rest);
              }
              learn(nanoTime.getAsLong() - begun, count(stretch.ids()));
              return add(found.get())
                  ? Future.succeededFuture(page(End.FULL, lastId, lastReceived))
                  : onward(stretch, rest);
            });
  }

  /** Nothing is left that any day has records of. */
  private Future<RecordPage> end(IdRange rest) {
    return through(order.behind(rest, rest));
  }

  private Future<RecordPage> onward(Stretch stretch, IdRange rest) {
    IdRange left = order.behind(stretch.ids(), rest);
    boolean isDone = left.upTo() <= left.after();
    if (records.size() == wanted && !isDone) {
      return Future.succeededFuture(page(End.FULL, lastId, lastReceived));
    }
    if (isDone || nanoTime.getAsLong() - deadline < 0) {
      return through(left);
    }
    return database
        .apply(query.received(stretch.ids(), stretch.days()))
        .map(
            found -> {
              RowIterator<Row> rows = found.iterator();
              return page(
                  End.TIME,
                  order.before(left),
                  rows.hasNext() ? DbTimestamps.of(rows.next(), "created_at") : null);
            });
  }

  private static boolean isTooWide(Throwable failure, IdRange ids) {
    return SqlFailure.of(failure).isCanceled() && count(ids) > 1;
  }

  private static long count(IdRange ids) {
    return ids.upTo() - ids.after();
  }

  private void learn(long nanos, long searched) {
    days = Math.min(DAYS_GROWTH * days, Stretch.MOST_DAYS);
    if (nanos < QUICK_NANOS) {
      width = width > Long.MAX_VALUE / growth ? Long.MAX_VALUE : width * growth;
    } else if (nanos > SLOW_NANOS) {
      width = Math.max(1, Math.min(width, searched) / 2);
    }
  }

  /** Adds rows as long as there is room for them; whether some were left. */
  private boolean add(RowSet<Row> found) {
    boolean isCut = false;
    for (Row row : found) {
      ObjectNode record = ListedRecord.of(row);
      if (records.size() == wanted || (!budget.take(record) && !records.isEmpty())) {
        return true;
      }
      records.add(record);
      octets += row.getInteger("octets");
      lastId = row.getLong("id");
      lastReceived = DbTimestamps.of(row, "created_at");
      isCut = row.getLong("found") > found.size();
    }
    return isCut || octets >= AnswerBudget.CHARACTERS;
  }

  private RecordPage page(End end, long searchedTo, @Nullable Instant time) {
    return new RecordPage(records, end, searchedTo, time);
  }
}
