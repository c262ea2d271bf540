package io.flagpost.cli;

import io.flagpost.demo.DemoDataPlan;
import io.flagpost.demo.DemoDataProgress;
import io.flagpost.demo.DemoDataRefusedException;
import io.flagpost.demo.DemoDataSummary;
import io.flagpost.node.Gateway;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a demo's records generated in the background, and logs how far that is. */
final class DemoRecordsLog {
  private static final Logger LOG = LoggerFactory.getLogger(DemoRecordsLog.class);
  private static final long PAUSE_NANOS = 2_000_000_000L;
  private static final int PERCENT = 100;

  private long shownAt = System.nanoTime();

  private DemoRecordsLog() {}

  /** Begins, unless there are records. */
  static void generate(Gateway gateway) {
    long begunAt = System.nanoTime();
    CompletionStage<Void> unused =
        gateway
            .demoRecords()
            .generate(
                DemoDataPlan.RECORDS,
                DemoDataPlan.DAYS,
                DemoDataPlan.SEED,
                new DemoRecordsLog()::show)
            .thenAccept(DemoRecordsLog::written)
            .thenCompose(v -> gateway.demoRecords().caughtUp())
            .thenRun(
                () ->
                    LOG.info(
                        "Demo data: all records are judged and counted after {} s",
                        seconds(begunAt)))
            .exceptionally(DemoRecordsLog::failed);
  }

  private static void written(DemoDataSummary made) {
    LOG.info(
        "Demo data: {} records are written after {} s; checks and statistics are at work on them",
        made.plan().records(),
        made.took().toSeconds());
  }

  /** On one event loop. */
  private void show(DemoDataProgress progress) {
    long now = System.nanoTime();
    if (now - shownAt >= PAUSE_NANOS) {
      shownAt = now;
      LOG.info(
          "Demo data: {} % of {} records are written",
          PERCENT * progress.written() / progress.records(), progress.records());
    }
  }

  private static @Nullable Void failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof DemoDataRefusedException) {
      LOG.info("Demo data: nothing to generate. {}", cause.getMessage());
    } else if (cause instanceof CancellationException) {
      LOG.info("Demo data: the next start goes on with them");
    } else {
      LOG.warn("Demo data: not all records are written; the next start goes on with them", cause);
    }
    return null;
  }

  private static long seconds(long begunAt) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunAt);
  }
}
