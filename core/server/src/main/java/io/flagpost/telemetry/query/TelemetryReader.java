package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.RecordPools;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlFailure;
import io.flagpost.registry.ApiKey;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.WorkerExecutor;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads records back: what an API key may see of them, in the order of their ids.
 *
 * <p>What an answer takes is bounded: its records by an {@link AnswerBudget}, in SQL too; how many
 * are in memory at once by {@link AnswerPermits}; and rows become JSON on worker threads.
 */
public final class TelemetryReader {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final int ENCODERS = 2;
  private static final int MAX_WAITING = 1_000;

  private final Vertx vertx;
  private final Pool pool;
  private final CommitHorizon horizon;
  private final Supplier<List<String>> laterChecks;
  private final Duration timeout;
  private final AnswerPermits permits;
  private final WorkerExecutor encoders;

  private TelemetryReader(
      Vertx vertx,
      Pool pool,
      CommitHorizon horizon,
      Supplier<List<String>> laterChecks,
      ReaderSettings settings) {
    this.vertx = vertx;
    this.pool = pool;
    this.horizon = horizon;
    this.laterChecks = laterChecks;
    this.timeout = settings.statementTimeout().plus(GRACE);
    // Half of them may be on their way out while the other half is being read.
    this.permits = new AnswerPermits(vertx, 2 * settings.connections(), MAX_WAITING, timeout);
    this.encoders = vertx.createSharedWorkerExecutor("answer-encoder", ENCODERS);
  }

  /**
   * Makes a reader with connections of its own; they are opened when needed.
   *
   * @param laterChecks ids of the checks that come to a record after it was stored: until they do,
   *     they are pending; any thread
   */
  public static TelemetryReader open(
      Vertx vertx,
      PgConnectOptions options,
      Supplier<List<String>> laterChecks,
      ReaderSettings settings) {
    Pool pool = pool(vertx, options, settings);
    CommitHorizon horizon =
        new CommitHorizon(
            vertx, pool(vertx, options, settings, "commit-horizon", 1), settings.horizonPatience());
    return new TelemetryReader(vertx, pool, horizon, laterChecks, settings);
  }

  /** Connections that read only, and give up in time. */
  static Pool pool(Vertx vertx, PgConnectOptions options, ReaderSettings settings) {
    return pool(vertx, options, settings, "telemetry-reader", settings.connections());
  }

  private static Pool pool(
      Vertx vertx, PgConnectOptions options, ReaderSettings settings, String name, int size) {
    return pool(vertx, options, name, size, settings.statementTimeout());
  }

  /** Connections that read only, and give up in time. */
  static Pool pool(
      Vertx vertx, PgConnectOptions options, String name, int size, Duration statementTimeout) {
    PgConnectOptions reading =
        new PgConnectOptions(options).addProperty("default_transaction_read_only", "on");
    return RecordPools.create(vertx, reading, name, size, statementTimeout);
  }

  /**
   * Reads one page and has it answered. A walk, page after page by {@link Page#nextAfterId()}, sees
   * every record once.
   *
   * @param encoder makes the answer; called on a worker thread, may take its time
   * @param delivery sends the answer, on the caller's context, and completes when it has left;
   *     until then it counts as one of the answers that are in memory
   * @return what became of the delivery, on the caller's context; fails with {@link
   *     StoreUnavailableException} if PostgreSQL does not answer in time or too many others read
   */
  public <T, R> Future<R> read(
      ApiKey reader,
      ReadFilter filter,
      Function<Page, Future<T>> encoder,
      Function<T, Future<R>> delivery) {
    Context caller = vertx.getOrCreateContext();
    return on(caller, permits.take())
        .compose(
            permit ->
                on(
                        caller,
                        find(reader, filter)
                            .compose(found -> encode(found, filter.limit(), encoder)))
                    .compose(delivery)
                    .onComplete(done -> permit.close()));
  }

  private Future<PageSearch.Found> find(ApiKey reader, ReadFilter filter) {
    return horizon
        .find()
        .compose(upTo -> new PageSearch(this::query, reader, filter, laterChecks.get()).find(upTo))
        .recover(e -> Future.failedFuture(unavailable(e)));
  }

  private <T> Future<T> encode(
      PageSearch.Found found, int limit, Function<Page, Future<T>> encoder) {
    return encoders
        .executeBlocking(() -> encoder.apply(page(found, limit)), false)
        .compose(made -> made);
  }

  static <T> Future<T> on(Context context, Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(done -> context.runOnContext(v -> promise.handle(done)));
    return promise.future();
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return Future.join(pool.close(), horizon.close(), encoders.close()).mapEmpty();
  }

  private Future<RowSet<Row>> query(Sql sql) {
    return sql.execute(pool).timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** As many of the rows as there is room for, at least one. */
  private static Page page(PageSearch.Found found, int limit) {
    AnswerBudget budget = new AnswerBudget();
    List<ObjectNode> records = new ArrayList<>();
    Long last = null;
    for (Row row : found.rows()) {
      ObjectNode record = RecordJson.of(row);
      if (records.size() == limit || (!budget.take(record) && !records.isEmpty())) {
        return new Page(records, last);
      }
      records.add(record);
      last = row.getLong("id");
    }
    return new Page(records, found.isCut() ? last : null);
  }

  /** A server that is away or too slow is an expected outcome; a faulty query stays what it is. */
  static Throwable unavailable(Throwable failure) {
    SqlFailure answer = SqlFailure.of(failure);
    boolean expected =
        answer.isAnswer()
            ? !answer.isFaultyStatement()
            : failure instanceof VertxException || !(failure instanceof RuntimeException);
    return expected ? new StoreUnavailableException("Records could not be read", failure) : failure;
  }
}
