package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a range of ids that meet a filter, the oldest first, to the last one. For
 * one export; a page is asked for when the one before is there.
 *
 * <p>It goes through the ids in stretches, as {@link RecordWalk} does, and holds no connection and
 * no snapshot between its pages: the ids are at or below the horizon, so nothing can appear among
 * them any more.
 */
public final class RecordExport {
  private static final long FIRST_WIDTH = 50_000;
  private static final long GROWTH = 8;

  /** Planning for a day costs less than asking once more which days there are. */
  private static final int DAYS = 16;

  private static final long QUICK_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SLOW_NANOS = Duration.ofSeconds(2).toNanos();

  private final Function<Sql, Future<RowSet<Row>>> database;
  private final LongSupplier nanoTime;
  private final RecordQuery query;
  private final ExportSize size;
  private final IdRange all;
  private IdRange rest;
  private @Nullable Stretch current;
  private long width = FIRST_WIDTH;

  /**
   * @param database executes a statement
   * @param nanoTime a clock that only ever goes forward
   * @param size how much is read at once
   */
  RecordExport(
      Function<Sql, Future<RowSet<Row>>> database,
      LongSupplier nanoTime,
      RecordQuery query,
      IdRange ids,
      ExportSize size) {
    this.database = database;
    this.nanoTime = nanoTime;
    this.query = query;
    this.size = size;
    this.all = ids;
    this.rest = ids;
  }

  /**
   * How much is read at once.
   *
   * @param records how many records at most
   * @param octets about how much text at most; one record may be larger
   */
  public record ExportSize(int records, long octets) {}

  /** It has records with higher ids only. */
  public long afterId() {
    return all.after();
  }

  /** The last id that it may have. */
  public long upToId() {
    return all.upTo();
  }

  /**
   * The next page.
   *
   * @return fails with {@link io.flagpost.telemetry.store.StoreUnavailableException} if PostgreSQL
   *     does not answer in time
   */
  public Future<RecordRows> next() {
    return stretch()
        .compose(next -> next.isEmpty() ? Future.succeededFuture(last()) : read(next.get()))
        .recover(failure -> Future.failedFuture(TelemetryReader.unavailable(failure)));
  }

  private Future<Optional<Stretch>> stretch() {
    Stretch begun = current;
    if (begun != null && rest.after() < begun.ids().upTo()) {
      return Future.succeededFuture(
          Optional.of(new Stretch(new IdRange(rest.after(), begun.ids().upTo()), begun.days())));
    }
    if (rest.upTo() <= rest.after()) {
      return Future.succeededFuture(Optional.empty());
    }
    RecordConditions conditions = query.conditions();
    return database
        .apply(
            Stretch.query(
                SearchOrder.OLDEST_FIRST, rest, conditions.firstRecord(), conditions.endRecord()))
        .map(found -> StreamSupport.stream(found.spliterator(), false).toList())
        .map(known -> Stretch.next(known, SearchOrder.OLDEST_FIRST, rest, DAYS, width));
  }

  private Future<RecordRows> read(Stretch stretch) {
    long begun = nanoTime.getAsLong();
    current = stretch;
    return database
        .apply(query.in(stretch.ids(), stretch.days(), size.records(), size.octets()))
        .map(
            rows -> {
              learn(nanoTime.getAsLong() - begun);
              return page(rows, stretch);
            })
        .recover(
            failure ->
                SqlFailure.of(failure).isCanceled() && count(stretch.ids()) > 1
                    ? less(stretch)
                    : Future.failedFuture(failure));
  }

  /** Reads a part of what took too long. */
  private Future<RecordRows> less(Stretch stretch) {
    width = Math.max(1, count(stretch.ids()) / GROWTH);
    return read(new Stretch(stretch.ids().first(width), stretch.days()));
  }

  private RecordRows page(RowSet<Row> rows, Stretch stretch) {
    boolean isCut = rows.size() >= size.records();
    long lastId = stretch.ids().upTo();
    for (Row row : rows) {
      isCut |= row.getLong("found") > rows.size();
      lastId = row.getLong("id");
    }
    rest = new IdRange(isCut ? lastId : stretch.ids().upTo(), rest.upTo());
    return RecordRows.of(rows, rest.upTo() <= rest.after());
  }

  /** No day has any of the ids that are left. */
  private RecordRows last() {
    rest = new IdRange(rest.upTo(), rest.upTo());
    return RecordRows.NONE;
  }

  private void learn(long nanos) {
    if (nanos < QUICK_NANOS) {
      width = width > Long.MAX_VALUE / GROWTH ? Long.MAX_VALUE : width * GROWTH;
    } else if (nanos > SLOW_NANOS) {
      width = Math.max(1, width / 2);
    }
  }

  private static long count(IdRange ids) {
    return ids.upTo() - ids.after();
  }
}
