package io.flagpost.plugin.host;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the behaviour of one check: strikes, quarantine, and the log lines about them. Any thread.
 *
 * <p>Only the first strike in a row and its consequence are logged, the others are counted: a check
 * that fails for every record must not flood the log.
 */
final class CheckConduct {
  private static final Logger LOG = LoggerFactory.getLogger(CheckConduct.class);

  private static final UUID NO_RECORD = new UUID(0, 0);

  private final String pluginId;
  private final String checkId;
  private final Timer timer;
  private final long deadlineNanos;
  private final Quarantine quarantine;
  private volatile @Nullable Long lastTimeout;
  private final Seldom undecided;
  private volatile String lastFault = "";

  CheckConduct(String pluginId, String checkId, LaneLimits limits, Timer timer) {
    this.pluginId = pluginId;
    this.checkId = checkId;
    this.timer = timer;
    this.deadlineNanos = limits.deadline().toNanos();
    this.undecided = new Seldom(timer);
    this.quarantine =
        new Quarantine(limits.strikes(), limits.quarantine(), limits.longestQuarantine());
  }

  Quarantine.Admission admit(long now) {
    return quarantine.admit(now);
  }

  boolean isQuarantined() {
    return quarantine.isShut();
  }

  /** Why it is in quarantine; empty if it is not. */
  String complaint() {
    return quarantine.isShut() ? "check " + checkId + " failed repeatedly: " + lastFault : "";
  }

  void answered() {
    if (quarantine.answered()) {
      LOG.info("Plugin {}: check {} has left quarantine", pluginId, checkId);
    }
  }

  /** The check could not decide: neither a strike nor a proof. */
  void undecided(boolean probe, String why) {
    long times = undecided.count();
    if (times > 0) {
      LOG.warn(
          "Plugin {}: check {} is undecided, {} more records are left pending: {}",
          pluginId,
          checkId,
          times,
          why);
    }
    if (probe) {
      untried();
    }
  }

  /** The probation record gave no result; the next record takes its place. */
  void untried() {
    quarantine.undecided();
  }

  /** The check threw, failed, or gave an invalid answer. */
  void failed(UUID recordId, boolean probe, String how) {
    strike(recordId, probe, how);
  }

  /** The check gave no answer in time. */
  void timedOut(UUID recordId, boolean probe, long now) {
    // One pause of the whole machine makes many records time out at once: that is one strike.
    Long last = lastTimeout;
    if (probe || last == null || now - last >= deadlineNanos / 2) {
      lastTimeout = now;
      strike(recordId, probe, "did not answer in time");
    }
  }

  private void strike(UUID recordId, boolean probe, String how) {
    lastFault = how;
    switch (quarantine.failed(timer.nanoTime(), probe)) {
      case FIRST_STRIKE ->
          LOG.warn("Plugin {}: check {} failed{}: {}", pluginId, checkId, with(recordId), how);
      case STRIKE -> LOG.debug("Plugin {}: check {}: {}", pluginId, checkId, how);
      case SHUT -> LOG.warn("Plugin {}: check {} is quarantined: {}", pluginId, checkId, how);
    }
  }

  /** The nil id is no record: a state that a fold could not write, for example. */
  private static String with(UUID recordId) {
    return recordId.equals(NO_RECORD) ? "" : " on record " + recordId;
  }
}
