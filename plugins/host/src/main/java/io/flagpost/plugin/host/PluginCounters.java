package io.flagpost.plugin.host;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counts of all versions of a plugin since the host was opened: they only grow, whatever is
 * loaded and unloaded. Any thread.
 */
final class PluginCounters {
  final LongAdder records = new LongAdder();
  final LongAdder batches = new LongAdder();
  final LongAdder faults = new LongAdder();
  final LongAdder undecided = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  final LongAdder shed = new LongAdder();
  final LongAdder answers = new LongAdder();
  final LongAdder answerNanos = new LongAdder();
  final LongAdder flags = new LongAdder();
  final Activity.Slot activity;
  private final List<Thread> leaked = new CopyOnWriteArrayList<>();

  PluginCounters() {
    this(Activity.Slot.NONE);
  }

  /**
   * @param activity records that the plugin's code is running
   */
  PluginCounters(Activity.Slot activity) {
    this.activity = activity;
  }

  PluginStatus.Counts counts() {
    return new PluginStatus.Counts(
        records.sum(),
        batches.sum(),
        faults.sum(),
        undecided.sum(),
        timeouts.sum(),
        shed.sum(),
        answers.sum(),
        answerNanos.sum(),
        flags.sum());
  }

  void leaked(Collection<Thread> threads) {
    leaked.addAll(threads);
  }

  /** The number of threads of stopped versions that are still running. */
  int leakedThreads() {
    leaked.removeIf(thread -> !thread.isAlive());
    return leaked.size();
  }
}
