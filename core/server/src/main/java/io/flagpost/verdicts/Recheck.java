package io.flagpost.verdicts;

import io.flagpost.telemetry.query.StoredRange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plugin over stored records again. One run at a time on each node. Any thread; completes on
 * the context of the verdicts.
 */
public final class Recheck {
  private final JobContext work;
  private final AtomicReference<@Nullable RecheckRun> running = new AtomicReference<>();

  Recheck(JobContext work) {
    this.work = work;
  }

  /**
   * Asks all checks of a plugin, whatever their phase, about the stored records of a range, in the
   * order of their ids, and compares with what stands of these checks. A check sees the history
   * that it saw, or would have seen, when the record was new.
   *
   * <p>What is written are verdicts beside the old ones, of records that have flags of the plugin
   * or had some. For a plugin in shadow the comparison is with its earlier verdicts in shadow, and
   * what is written counts as little as they do.
   *
   * @param dryRun whether to write nothing
   * @param progress called after each part, on the context of the verdicts; must not block
   * @return the report; fails with {@link UnknownPluginException} or {@link
   *     RecheckRunningException}, or with what the database fails with: what was written until then
   *     stays
   */
  public Future<RecheckReport> run(
      String pluginId, StoredRange range, boolean dryRun, Consumer<RecheckProgress> progress) {
    RecheckRun run = new RecheckRun(work, pluginId, range, dryRun, progress);
    if (!run.hasPlugin()) {
      return Future.failedFuture(new UnknownPluginException(pluginId));
    }
    if (!running.compareAndSet(null, run)) {
      return Future.failedFuture(new RecheckRunningException());
    }
    work.context()
        .runOnContext(
            v ->
                VerdictTable.nextRecheck(work.database().pool())
                    .onSuccess(run::begin)
                    .onFailure(run::fail));
    Promise<RecheckReport> report = Promise.promise();
    run.report()
        .onComplete(
            done -> {
              running.set(null);
              report.handle(done);
            });
    return report.future();
  }

  /** Cancels the current run, if there is one; it still reports. */
  public void cancel() {
    RecheckRun run = running.get();
    if (run != null) {
      run.cancel();
    }
  }

  /** Completes when no run is in progress. */
  Future<Void> ended() {
    RecheckRun run = running.get();
    return run == null ? Future.succeededFuture() : run.report().otherwiseEmpty().mapEmpty();
  }
}
