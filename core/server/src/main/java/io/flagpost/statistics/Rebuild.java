package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Makes the counts of a day again out of its records. They are added up in temporary tables by what
 * adds them up otherwise, as far as the follower is. Then, while it is held up, what came meanwhile
 * is added, too, and the new rows are put in place of the old ones: one short transaction. On one
 * context.
 */
final class Rebuild {
  private static final int PAGE = 8_192;
  private static final long NOTHING = 0;

  private static final String POSITION =
      """
      SELECT f.checkpoint, p.verdict_id, quote_ident(current_schema()) AS schema
        FROM follower f, rollup_progress p WHERE f.name = 'statistics' AND f.shard = 0""";

  /** Whoever owns the follower waits from here on. */
  private static final String HOLD =
      "SELECT checkpoint FROM follower WHERE name = 'statistics' AND shard = 0 FOR UPDATE";

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final StoredRecords records;
  private final VerdictMoves verdicts;
  private final Supplier<RollupWriter> writers;

  /**
   * How far the follower was.
   *
   * @param record the last record that is counted
   * @param verdict the last verdict that has moved the counts
   * @param schema of the tables
   */
  private record Position(long record, long verdict, String schema) {}

  /**
   * @param options how to reach the database; not through a pooler in transaction mode
   * @param writers makes what adds sums up
   */
  Rebuild(
      Vertx vertx,
      PgConnectOptions options,
      StoredRecords records,
      VerdictMoves verdicts,
      Supplier<RollupWriter> writers) {
    this.vertx = vertx;
    this.options = options;
    this.records = records;
    this.verdicts = verdicts;
    this.writers = writers;
  }

  /**
   * Makes one day again; one of which no record is left stays as it is.
   *
   * @param counted told how many records were counted so far; an exception that it throws ends it,
   *     and the day stays as it was
   * @return how many records were counted; zero for a day that stays
   */
  Future<Long> day(LocalDate day, LongConsumer counted) {
    return PgConnection.connect(vertx, options)
        .compose(
            connection -> new Day(connection, day, counted).run().eventually(connection::close));
  }

  /** One run, on a session of its own: its temporary tables hide the real ones. */
  private final class Day {
    private final SqlConnection connection;
    private final LocalDate day;
    private final StoredRange range;
    private final LongConsumer counted;
    private final RollupWriter writer = writers.get();
    private final SourceNetworks networks = new SourceNetworks();
    private long count;

    Day(SqlConnection connection, LocalDate day, LongConsumer counted) {
      this.connection = connection;
      this.day = day;
      this.counted = counted;
      Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      this.range =
          new StoredRange(null, start, day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    Future<Long> run() {
      return position()
          .compose(
              before ->
                  hideTables(before.schema())
                      .compose(v -> records(NOTHING, before.record(), before.verdict()))
                      .compose(v -> count == 0 ? Future.succeededFuture() : replace(before)))
          .map(v -> count);
    }

    private Future<Position> position() {
      return connection
          .query(POSITION)
          .execute()
          .map(
              rows -> {
                if (rows.size() == 0) {
                  throw new IllegalStateException("Nothing was counted yet");
                }
                Row row = rows.iterator().next();
                return new Position(
                    row.getLong("checkpoint"), row.getLong("verdict_id"), row.getString("schema"));
              });
    }

    private Future<Void> hideTables(String schema) {
      return each(
          RollupTables.ALL,
          table ->
              "CREATE TEMPORARY TABLE "
                  + table
                  + " (LIKE "
                  + schema
                  + "."
                  + table
                  + " INCLUDING INDEXES)");
    }

    /** Counts the records of the day behind an id, with their verdicts up to one. */
    private Future<Void> records(long after, long upTo, long verdict) {
      return upTo <= after
          ? Future.succeededFuture()
          : records
              .withoutData(range, after, upTo, PAGE)
              .compose(page -> add(page, verdict).map(page.upTo()))
              .compose(reached -> records(reached, upTo, verdict));
    }

    private Future<Void> add(StoredPage page, long verdict) {
      if (page.records().isEmpty()) {
        return Future.succeededFuture();
      }
      PartialSums sums = new PartialSums(networks);
      page.records().forEach(sums::add);
      count += page.records().size();
      counted.accept(count);
      return verdicts.on(page.records(), verdict).compose(moves -> write(sums, moves));
    }

    private Future<Void> write(PartialSums sums, List<Move> moves) {
      return writer.write(connection, sums, moves).mapEmpty();
    }

    private Future<Void> replace(Position before) {
      return connection
          .begin()
          .compose(
              transaction ->
                  connection
                      .query(HOLD)
                      .execute()
                      .compose(held -> position())
                      .compose(now -> catchUp(before, now).compose(v -> swap(now.schema())))
                      .compose(v -> transaction.commit()));
    }

    private Future<Void> catchUp(Position before, Position now) {
      return records(before.record(), now.record(), now.verdict())
          .compose(v -> moves(before, now, before.verdict()));
    }

    /** What came since on records that were counted before. */
    private Future<Void> moves(Position before, Position now, long after) {
      return now.verdict() <= after
          ? Future.succeededFuture()
          : verdicts
              .page(after, now.verdict(), Long.MAX_VALUE)
              .compose(
                  page ->
                      write(
                              new PartialSums(networks),
                              page.moves().stream()
                                  .filter(move -> isCounted(move.record(), before))
                                  .toList())
                          .compose(v -> moves(before, now, page.upTo())));
    }

    private boolean isCounted(StoredRecord record, Position before) {
      return range.contains(record) && record.id() <= before.record();
    }

    private Future<Void> swap(String schema) {
      return RollupTables.delete(connection, schema + ".", day, day)
          .compose(
              v ->
                  each(
                      RollupTables.ALL,
                      table -> "INSERT INTO " + schema + "." + table + " SELECT * FROM " + table))
          .compose(v -> ProgressRow.replaced(connection));
    }

    private Future<Void> each(List<String> tables, UnaryOperator<String> sql) {
      Future<Void> done = Future.succeededFuture();
      for (String table : tables) {
        done = done.compose(v -> connection.query(sql.apply(table)).execute().mapEmpty());
      }
      return done;
    }
  }
}
