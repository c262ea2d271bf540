package io.flagpost.statistics;

import static io.flagpost.testing.Futures.await;

import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.Patience;
import io.flagpost.testing.SettableClock;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A database with a store, as many nodes that count as a test asks for, and the truth. */
final class RollupRig implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final TestDatabase database = TestDatabase.create();
  final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  final SettableClock clock = new SettableClock(now);
  final PgTelemetryStore store =
      await(
          TestStores.open(
              vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
  final Pool pool = PgBuilder.pool().using(vertx).connectingTo(database.connectOptions()).build();

  /** One that writes at once. */
  RollupNode node() {
    return node(
        new StatisticsSettings(Duration.ZERO, 20_000, Duration.ofSeconds(30), 1_000), 1_000);
  }

  RollupNode node(StatisticsSettings settings, int batch) {
    return node(settings, batch, new SplittableRandom());
  }

  RollupNode node(StatisticsSettings settings, int batch, RandomGenerator random) {
    return new RollupNode(database.nodeOptions(), settings, batch, random, clock);
  }

  UUID put(StoreRequest request) {
    await(store.append(request));
    return request.record().recordId();
  }

  /** Stores these together. */
  List<UUID> putAll(List<StoreRequest> requests) {
    List<Future<?>> stored = new ArrayList<>();
    requests.forEach(request -> stored.add(store.append(request)));
    await(Future.all(stored));
    return requests.stream().map(request -> request.record().recordId()).toList();
  }

  void execute(String sql) {
    await(pool.query(sql).execute());
  }

  /** Zero for nothing. */
  long number(String sql) {
    Long number = await(pool.query(sql).execute()).iterator().next().getLong(0);
    return number == null ? 0 : number;
  }

  /** All rows, each with its columns after one another. */
  List<String> rows(String sql) {
    List<String> rows = new ArrayList<>();
    for (Row row : await(pool.query(sql).execute())) {
      rows.add(row.deepToString());
    }
    return rows;
  }

  /** All rows by their column "key". */
  Map<String, Row> byKey(String sql) {
    Map<String, Row> rows = new HashMap<>();
    await(pool.query(sql).execute()).forEach(row -> rows.put(row.getString("key"), row));
    return rows;
  }

  /** Waits until all that is stored and all verdicts are counted. */
  void untilCounted() {
    long record = number("SELECT last_value FROM telemetry_id_seq");
    long verdict = number("SELECT coalesce(max(verdict_id), 0) FROM verdict");
    until(
        () ->
            number("SELECT checkpoint FROM follower WHERE name = 'statistics'") >= record
                && number("SELECT verdict_id FROM rollup_progress") >= verdict);
  }

  void until(BooleanSupplier condition) {
    try {
      Patience.until("the records are counted", condition::getAsBoolean);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(pool.close());
    await(store.close());
    await(vertx.close());
  }
}
