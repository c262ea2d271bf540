package io.flagpost.telemetry.query;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * Reads what is new, for those who listen: the newest records of a range of ids, and the records
 * with the newest of a range of later verdicts. Any thread.
 *
 * <p>Ranges end at a horizon at most, which is asked for once for all listeners. Each statement is
 * bounded by ids, rows, octets and time, as those of {@link RecordSearch} are.
 */
public final class RecordNews {
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Beyond that nobody is told how many, only that there are. */
  private static final int MOST_COUNTED = 100_000;

  private static final long MOST_IDS = 1_000_000;

  private static final String DRAWN =
      """
      SELECT (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM telemetry_id_seq)
               >= $1::bigint
         AND (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM verdict_verdict_id_seq)
               >= $2::bigint AS drawn""";

  private final Pool pool;
  private final Supplier<List<String>> laterChecks;
  private final Duration statementTimeout;

  private RecordNews(Pool pool, Supplier<List<String>> laterChecks, Duration statementTimeout) {
    this.pool = pool;
    this.laterChecks = laterChecks;
    this.statementTimeout = statementTimeout;
  }

  /**
   * Makes one with connections of its own, which read only; they are opened when needed.
   *
   * @param name the pool's name in the metrics
   * @param connections how many statements may run at once
   * @param laterChecks ids of the checks that come to a record after it was stored; any thread
   * @param statementTimeout how long a statement may take
   */
  public static RecordNews open(
      Vertx vertx,
      PgConnectOptions options,
      String name,
      int connections,
      Supplier<List<String>> laterChecks,
      Duration statementTimeout) {
    return new RecordNews(
        TelemetryReader.pool(vertx, options, name, connections, statementTimeout),
        laterChecks,
        statementTimeout);
  }

  /**
   * The newest records of a range of ids, the newest first; {@link RecordPage#searchedTo} says how
   * far down it came. Takes at most the time of two statements.
   *
   * @param limit which records the caller may see, as for {@link RecordSearch#page}
   * @param after the id to stop before
   * @param upTo the last id, at most a horizon
   * @param wanted how many records at most
   */
  public Future<RecordPage> newest(
      SqlCondition limit, RecordFilter filter, long after, long upTo, int wanted) {
    SearchOrder order = SearchOrder.NEWEST_FIRST;
    RecordQuery query = new RecordQuery(limit, filter, order, laterChecks.get());
    return new RecordWalk(this::query, System::nanoTime, query, order, wanted, statementTimeout)
        .through(new IdRange(after, upTo));
  }

  /**
   * How many records of a range of ids there are.
   *
   * @param upTo the last id, at most a horizon
   * @return empty if there are too many to count them
   */
  public Future<OptionalLong> count(
      SqlCondition limit, RecordFilter filter, long after, long upTo) {
    return upTo - after > MOST_IDS
        ? Future.succeededFuture(OptionalLong.empty())
        : count(
                new RecordQuery(limit, filter, SearchOrder.NEWEST_FIRST, laterChecks.get()),
                new IdRange(after, upTo),
                0)
            .recover(
                failure ->
                    SqlFailure.of(failure).isCanceled()
                        ? Future.succeededFuture(OptionalLong.empty())
                        : Future.failedFuture(failure));
  }

  private Future<OptionalLong> count(RecordQuery query, IdRange rest, long counted) {
    if (counted > MOST_COUNTED) {
      return Future.succeededFuture(OptionalLong.empty());
    }
    if (rest.upTo() <= rest.after()) {
      return Future.succeededFuture(OptionalLong.of(counted));
    }
    SearchOrder order = SearchOrder.NEWEST_FIRST;
    return query(Stretch.query(order, rest, null, null))
        .map(
            found ->
                Stretch.next(
                    StreamSupport.stream(found.spliterator(), false).toList(),
                    order,
                    rest,
                    Stretch.MOST_DAYS,
                    Long.MAX_VALUE))
        .compose(
            next ->
                next.map(stretch -> count(query, stretch, rest, counted))
                    .orElseGet(() -> Future.succeededFuture(OptionalLong.of(counted))));
  }

  private Future<OptionalLong> count(
      RecordQuery query, Stretch stretch, IdRange rest, long counted) {
    return query(query.count(stretch.ids(), stretch.days(), MOST_COUNTED + 1))
        .compose(
            rows ->
                count(
                    query,
                    SearchOrder.NEWEST_FIRST.behind(stretch.ids(), rest),
                    counted + rows.iterator().next().getLong("found")));
  }

  /**
   * The records with the newest of a range of later verdicts that meet the filter now.
   *
   * @param after the verdict's id to begin behind
   * @param upTo the last verdict, at most a horizon of theirs
   * @param lastId the last id of a record that is looked at
   * @param wanted how many records at most
   * @return empty if the verdicts are too many to look at them in time
   */
  public Future<Optional<JudgedRecords>> judged(
      SqlCondition limit, RecordFilter filter, long after, long upTo, long lastId, int wanted) {
    if (upTo <= after) {
      return Future.succeededFuture(Optional.of(JudgedRecords.NONE));
    }
    JudgedQuery query = new JudgedQuery(limit, filter, laterChecks.get());
    return query(query.in(new IdRange(after, upTo), lastId, wanted))
        .map(rows -> Optional.of(judged(rows)))
        .recover(
            failure ->
                SqlFailure.of(failure).isCanceled()
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  /** Whether both ids were drawn already, of a record and of a verdict. */
  public Future<Boolean> wereDrawn(long recordId, long verdictId) {
    return query(Sql.of(DRAWN, recordId, verdictId))
        .map(rows -> rows.iterator().next().getBoolean("drawn"));
  }

  private static JudgedRecords judged(RowSet<Row> rows) {
    JudgedRecords all = JudgedRecords.NONE;
    List<JudgedRecords.Judged> newest = new ArrayList<>();
    for (Row row : rows) {
      newest.add(
          new JudgedRecords.Judged(
              row.getLong("verdict_id"), JudgedQuery.verdict(row), ListedRecord.of(row)));
      all =
          new JudgedRecords(
              List.of(), row.getLong("found"), row.getLong("lowest"), row.getLong("highest"));
    }
    Collections.reverse(newest);
    return new JudgedRecords(newest, all.found(), all.lowestId(), all.highestId());
  }

  private Future<RowSet<Row>> query(Sql sql) {
    return sql.execute(pool)
        .timeout(statementTimeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return pool.close();
  }
}
