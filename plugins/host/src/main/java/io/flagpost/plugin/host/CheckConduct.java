package io.flagpost.plugin.host;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one check behaves: strikes, quarantine, and the log lines about them. Any thread.
 *
 * <p>The first strike of a row and its consequence are logged, the rest only counted: a check that
 * fails for every record must not fill the log.
 */
final class CheckConduct {
  private static final Logger LOG = LoggerFactory.getLogger(CheckConduct.class);

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
      LOG.info("Plugin {}: check {} is back from quarantine", pluginId, checkId);
    }
  }

  /** It could not tell: no strike, and no proof of anything. */
  void undecided(boolean probe, String why) {
    long times = undecided.count();
    if (times > 0) {
      LOG.warn(
          "Plugin {}: check {} cannot tell now, {} more records are left pending: {}",
          pluginId,
          checkId,
          times,
          why);
    }
    if (probe) {
      untried();
    }
  }

  /** The record that it was to prove itself with told nothing; the next one is that. */
  void untried() {
    quarantine.undecided();
  }

  /** It threw, failed, or answered nonsense. */
  void failed(UUID recordId, boolean probe, String how) {
    strike(recordId, probe, how);
  }

  /** It gave no answer in time. */
  void timedOut(UUID recordId, boolean probe, long now) {
    // One pause of the whole machine lets many records run out of time at once: one strike.
    Long last = lastTimeout;
    if (probe || last == null || now - last >= deadlineNanos / 2) {
      lastTimeout = now;
      strike(recordId, probe, "gave no answer in time");
    }
  }

  private void strike(UUID recordId, boolean probe, String how) {
    lastFault = how;
    switch (quarantine.failed(timer.nanoTime(), probe)) {
      case FIRST_STRIKE ->
          LOG.warn(
              "Plugin {}: check {} left record {} pending: {}", pluginId, checkId, recordId, how);
      case STRIKE -> LOG.debug("Plugin {}: check {}: {}", pluginId, checkId, how);
      case SHUT -> LOG.warn("Plugin {}: check {} in quarantine: {}", pluginId, checkId, how);
    }
  }
}
