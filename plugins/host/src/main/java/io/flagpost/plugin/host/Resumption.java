package io.flagpost.plugin.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that a plugin waits for, and what it does next. Those of records that are being
 * received come first, then whatever came first.
 */
record Resumption(CheckCall call, Runnable code, long number) implements Comparable<Resumption> {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  boolean isUrgent() {
    return !call.call().isStored();
  }

  /** On the lane's thread. */
  void run() {
    try {
      ((LaneThread) Thread.currentThread()).during(call, code);
    } catch (Throwable e) {
      // Only tasks of the plugin's own that it handed to its executor end here.
      LOG.debug("plugin task failed: {}", Faults.describe(e));
    }
  }

  @Override
  public int compareTo(Resumption other) {
    int byUrgency = Boolean.compare(other.isUrgent(), isUrgent());
    return byUrgency == 0 ? Long.compare(number, other.number) : byUrgency;
  }
}
