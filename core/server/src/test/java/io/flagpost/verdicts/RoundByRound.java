package io.flagpost.verdicts;

import static io.flagpost.testing.Futures.await;

import io.flagpost.telemetry.checks.FakeLookups;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * A node that judges new records by itself, as every one does, and asks pending checks again in
 * rounds that are the test's alone: one of its own beside one of these would ask twice.
 */
final class RoundByRound implements AutoCloseable {
  private final Context context;
  private final NodeLock lock;
  private final AfterStore afterStore;
  private final PendingChecks pending;
  private final AskAgain askAgain;
  private volatile boolean stopped;

  RoundByRound(VerdictRig rig) {
    this.context = rig.vertx.getOrCreateContext();
    this.lock = new NodeLock(rig.vertx, rig.database.connectOptions());
    JobContext work =
        new JobContext(
            context,
            new JobDatabase(rig.pool, rig.records, new VerdictWriter(rig.pool)),
            new StoredChecks(context, rig.pool, new FakeLookups(), rig.settings, () -> stopped),
            lock,
            () -> rig.catalog,
            rig.settings,
            rig.clock);
    this.afterStore = new AfterStore(work);
    this.pending = new PendingChecks(work);
    this.askAgain = new AskAgain(rig.vertx, context, rig.pool);
    await(onContext(afterStore::start));
  }

  /** One round. */
  void round() {
    await(onContext(pending::round));
  }

  /** Takes the word of checks that could not tell. */
  AskAgain askAgain() {
    return askAgain;
  }

  @Override
  public void close() {
    stopped = true;
    await(onContext(afterStore::stop));
    await(onContext(lock::release));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> work.get().onComplete(done));
    return done.future();
  }
}
