package io.flagpost.statistics;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.followup.FollowUp;
import io.flagpost.telemetry.followup.FollowUpSettings;
import io.flagpost.telemetry.query.CommitHorizon;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A node that counts, with short leases. */
final class RollupNode {
  /** How its connections are called. */
  static final String CONNECTIONS = "rollup-node";

  private static final Duration LEASE = Duration.ofMillis(300);
  private static final int ATTEMPTS = 200;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  final Statistics statistics;
  private final FollowUp following;

  /**
   * @param batch how many records it takes at once
   */
  RollupNode(
      PgConnectOptions database,
      StatisticsSettings settings,
      int batch,
      RandomGenerator random,
      Clock clock) {
    PgConnectOptions options =
        new PgConnectOptions(database).addProperty("application_name", CONNECTIONS);
    Pool pool = PgBuilder.pool().using(vertx).connectingTo(options).build();
    statistics = Statistics.create(vertx, options, settings, random, clock);
    following =
        new FollowUp(
            context,
            pool,
            new StoredRecords(pool, new CommitHorizon(vertx, pool, Duration.ofSeconds(3))),
            () -> List.of(statistics.follower()),
            new FollowUpSettings(batch, Duration.ofMillis(5), 100, LEASE),
            clock);
    start();
  }

  /** Its connections may be cut while it starts. */
  private void start() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Future<Void> started = on(following::start);
      started.otherwiseEmpty().toCompletionStage().toCompletableFuture().join();
      if (started.succeeded()) {
        return;
      }
    }
    assertThat(following.lag(name -> true)).as("a node that starts").isNotNegative();
  }

  long lag() {
    return following.lag(RollupFollower.NAME::equals);
  }

  /** Ends orderly: what it has counted is written. */
  void stop() {
    await(on(following::stop));
    await(statistics.close());
    await(vertx.close());
  }

  /** Ends in the middle of whatever it does. */
  void vanish() {
    await(vertx.close());
  }

  private Future<Void> on(Supplier<Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> work.get().onComplete(done));
    return done.future();
  }
}
