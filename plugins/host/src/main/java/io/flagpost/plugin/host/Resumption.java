package io.flagpost.plugin.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that a plugin waits for, and its continuation. Those of records that are being received
 * come first; otherwise in order of arrival.
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
      // Only tasks that the plugin itself submitted to its executor end here.
      LOG.debug("plugin task failed: {}", Faults.describe(e));
    }
  }

  @Override
  public int compareTo(Resumption other) {
    int byUrgency = Boolean.compare(other.isUrgent(), isUrgent());
    return byUrgency == 0 ? Long.compare(number, other.number) : byUrgency;
  }
}
