package io.flagpost.plugin.host;

import io.flagpost.plugin.host.CheckCatalog.Received;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a warm-up record, which nobody sent, to a plugin and waits for the outcome. Any thread.
 */
final class FirstRecord {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRecord.class);

  private final Supplier<Received> record;
  private final LaneLimits limits;
  private final Timer timer;
  private final Deadlines deadlines;

  FirstRecord(Supplier<Received> record, LaneLimits limits, Timer timer, Deadlines deadlines) {
    this.record = record;
    this.limits = limits;
    this.timer = timer;
    this.deadlines = deadlines;
  }

  /** Runs the plugin's checks, whatever they answer, except those on stored records. */
  void show(RunningPlugin plugin) {
    PluginCatalog alone =
        new PluginCatalog(
            List.of(),
            List.of(new PluginCatalog.Member(plugin.lane(), plugin.checks(PluginMode.LIVE), 0)),
            limits.deadline(),
            timer,
            deadlines);
    try {
      alone
          .check(List.of(record.get()))
          .get(0)
          .toCompletableFuture()
          .get(limits.deadline().plus(limits.start()).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Plugin {}: the warm-up record failed", plugin.file().id(), e);
    }
  }
}
