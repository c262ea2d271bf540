package io.flagpost.verdicts;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.DirectFolding;
import io.flagpost.telemetry.checks.FakeLookups;
import io.flagpost.telemetry.followup.FollowUp;
import io.flagpost.telemetry.followup.FollowUpSettings;
import io.flagpost.telemetry.query.CommitHorizon;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

/** A node that folds, with little memory, little patience and short leases. */
final class StormNode {
  static final Duration LATENESS = Duration.ofDays(7);

  /** How its connections are called. */
  static final String CONNECTIONS = "storm";

  private static final Duration LEASE = Duration.ofMillis(300);
  private static final int ATTEMPTS = 200;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final SleepyFolding folding;
  private final FollowUp folds;
  private final RefoldLoop refolds;

  /**
   * @param layout of the states; where another node had another one they are made again
   */
  StormNode(VerdictRig rig, Random random, int layout) {
    folding =
        new SleepyFolding(new DirectFolding(new ChainFold("1", Integer.toString(layout)), false));
    Pool pool =
        PgBuilder.pool()
            .using(vertx)
            .connectingTo(
                rig.database.connectOptions().addProperty("application_name", CONNECTIONS))
            .build();
    StoredRecords records =
        new StoredRecords(pool, new CommitHorizon(vertx, pool, Duration.ofSeconds(3)));
    ScriptedCatalog catalog = ScriptedCatalog.empty().with(folding);
    JobContext work =
        new JobContext(
            context,
            new JobDatabase(pool, records, new VerdictWriter(pool)),
            new StoredChecks(context, pool, new FakeLookups(), rig.settings, () -> false),
            new NodeLock(vertx, rig.database.connectOptions()),
            () -> catalog,
            rig.settings,
            rig.clock);
    FoldSettings settings =
        new FoldSettings(LATENESS, 5 + random.nextInt(60), Duration.ofMillis(random.nextInt(500)));
    FoldFollowers followers = new FoldFollowers(work, settings);
    folds =
        new FollowUp(
            context,
            pool,
            records,
            followers::wanted,
            new FollowUpSettings(5 + random.nextInt(60), Duration.ofMillis(5), 100, LEASE),
            rig.clock);
    refolds = new RefoldLoop(work, followers, folds);
    start();
    refolds.start();
  }

  /** Its connections may be cut while it starts. */
  private void start() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Future<Void> started = on(folds::start);
      started.otherwiseEmpty().toCompletionStage().toCompletableFuture().join();
      if (started.succeeded()) {
        return;
      }
    }
    assertThat(folds.lag(name -> true)).as("a node that starts").isNotNegative();
  }

  /** Ends orderly: its shards are free at once. */
  void stop() {
    await(on(() -> refolds.stop().compose(v -> folds.stop())));
    await(vertx.close());
  }

  /** Ends in the middle of whatever it does; its shards are free when its leases have run out. */
  void vanish() {
    await(vertx.close());
  }

  /** Goes on when others have its shards. */
  void sleep() {
    folding.sleep(LEASE.multipliedBy(3));
  }

  private Future<Void> on(Supplier<Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> work.get().onComplete(done));
    return done.future();
  }
}
