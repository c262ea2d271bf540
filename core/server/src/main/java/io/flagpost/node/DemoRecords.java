package io.flagpost.node;

import io.flagpost.demo.DemoDataLoad;
import io.flagpost.demo.DemoDataPlan;
import io.flagpost.demo.DemoDataProgress;
import io.flagpost.demo.DemoDataRefusedException;
import io.flagpost.demo.DemoDataSummary;
import io.flagpost.registry.PgRegistry;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.store.PastRecords;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Generates the records of a demo, beside everything else, once the node is ready. Any thread.
 *
 * <p>By then the checks on stored records and the statistics have their positions in the empty
 * database, so they come to the generated records as to any others.
 */
public final class DemoRecords {
  private static final long LOOK_MILLIS = 500;

  /** What they report is from their last look, which may have been before the last record. */
  private static final int LOOKS = 4;

  private final NodeContext node;
  private final NodeDatabase database;
  private final Pool pool;
  private final PgRegistry registry;
  private final ReceiptChecks checks;
  private final LongSupplier behind;

  /** Nobody can have sent a record before, if the database is empty. */
  private final Instant end;

  /**
   * To be made before the public listener is open.
   *
   * @param behind how many records are not judged or not counted yet; negative if not known
   */
  DemoRecords(
      NodeContext node,
      NodeDatabase database,
      Pool pool,
      PgRegistry registry,
      ReceiptChecks checks,
      LongSupplier behind) {
    this.node = node;
    this.database = database;
    this.pool = pool;
    this.registry = registry;
    this.checks = checks;
    this.behind = behind;
    this.end = node.clock().instant();
  }

  /**
   * Generates records of the past, in the background.
   *
   * @param records how many
   * @param days over how many days before this node's start they are spread
   * @param seed of all that looks random
   * @param progress called after each group of records, on an event loop: must be short
   * @return fails with {@link DemoDataRefusedException} if this is not the empty database of a demo
   */
  public CompletionStage<DemoDataSummary> generate(
      long records, int days, long seed, Consumer<DemoDataProgress> progress) {
    // A loop of its own, if there are enough: what is made up here keeps nobody waiting.
    Context context = ((VertxInternal) node.vertx()).createEventLoopContext();
    Duration remembered = node.settings().store().idempotencyWindow();
    DemoDataLoad load =
        DemoDataLoad.create(
            pool,
            new PastRecords(
                context,
                database.connectOptions(),
                database.maintenanceOptions(),
                remembered,
                node.clock()),
            registry,
            checks,
            remembered,
            node.clock());
    node.started().add("demo data", limit -> Await.done(load.stop(), limit));
    return load.run(new DemoDataPlan(records, days, seed, end), progress)
        .eventually(load::stop)
        .toCompletionStage();
  }

  /**
   * Completes when the checks on stored records and the statistics have come to all records that
   * are stored now.
   */
  public CompletionStage<Void> caughtUp() {
    Promise<Void> done = Promise.promise();
    int[] clear = {0}; // the timer's own
    node.vertx()
        .setPeriodic(
            LOOK_MILLIS,
            timer -> {
              clear[0] = behind.getAsLong() == 0 ? clear[0] + 1 : 0;
              if (clear[0] == LOOKS) {
                node.vertx().cancelTimer(timer);
                done.complete();
              }
            });
    return done.future().toCompletionStage();
  }
}
