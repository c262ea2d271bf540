package io.flagpost.plugin.host;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a plugin behaves: counts, strikes, quarantine, and the log lines about them. Any thread.
 *
 * <p>The first strike of a row and its consequence are logged, the rest only counted: a plugin that
 * fails for every record must not fill the log.
 */
final class Conduct {
  private static final Logger LOG = LoggerFactory.getLogger(Conduct.class);

  private final String pluginId;
  private final Timer timer;
  private final long deadlineNanos;
  private final Ledger ledger;
  private final Quarantine quarantine;
  private volatile @Nullable Long lastTimeout;

  Conduct(String pluginId, LaneLimits limits, Timer timer, Ledger ledger) {
    this.pluginId = pluginId;
    this.timer = timer;
    this.ledger = ledger;
    this.deadlineNanos = limits.deadline().toNanos();
    this.quarantine =
        new Quarantine(limits.strikes(), limits.quarantine(), limits.longestQuarantine());
  }

  /** Whether the plugin may have a record; notes it if this is the one to prove itself with. */
  boolean admits(LaneCall call) {
    Quarantine.Admission admission = quarantine.admit(timer.nanoTime());
    if (admission == Quarantine.Admission.PROBE) {
      call.markProbe();
    }
    return admission != Quarantine.Admission.REFUSED;
  }

  void handedOver() {
    ledger.records.increment();
  }

  /** The plugin's code is about to run for a record. */
  void entered() {
    ledger.activity.enter();
  }

  /** It came back. */
  void left() {
    ledger.activity.leave();
  }

  void beganBatch() {
    ledger.batches.increment();
  }

  /** The plugin did not get a record, for want of room or of trust. */
  void shed(LaneCall call) {
    ledger.shed.increment();
    undecided(call);
  }

  void answered(LaneCall call, int flags) {
    ledger.answers.increment();
    ledger.answerNanos.add(call.nanos());
    ledger.flags.add(flags);
    if (quarantine.answered()) {
      LOG.info("Plugin {}: back from quarantine", pluginId);
    }
  }

  /** A check gave no usable answer; the plugin's fault, unless a look-up kept it from one. */
  void failed(LaneCall call, String how) {
    if (call.hadLookupTrouble()) {
      undecided(call);
    } else {
      ledger.faults.increment();
      strike(call, how);
    }
  }

  /**
   * Checks gave no answer by the deadline.
   *
   * @param stuck whether the plugin does not let go of records whose time is up, so that others do
   *     not even get their turn
   */
  void timedOut(LaneCall call, int checks, long now, boolean stuck) {
    ledger.timeouts.add(checks);
    if (call.hadLookupTrouble() || !(call.isStarted() || call.isProbe() || stuck)) {
      undecided(call);
      return;
    }
    // One pause of the whole machine lets many records run out of time at once: one strike.
    Long last = lastTimeout;
    if (call.isProbe() || last == null || now - last >= deadlineNanos / 2) {
      lastTimeout = now;
      strike(call, "gave no answer in time");
    }
  }

  /** The plugin threw, or did not come back, when it was told to stop. */
  void failedToStop(String how) {
    ledger.faults.increment();
    LOG.warn("Plugin {}: failed to stop: {}", pluginId, how);
  }

  boolean isQuarantined() {
    return quarantine.isShut();
  }

  private void undecided(LaneCall call) {
    if (call.isProbe()) {
      quarantine.undecided();
    }
  }

  private void strike(LaneCall call, String how) {
    switch (quarantine.failed(timer.nanoTime(), call.isProbe())) {
      case FIRST_STRIKE ->
          LOG.warn("Plugin {}: record {} left pending: {}", pluginId, call.round().recordId(), how);
      case STRIKE -> LOG.debug("Plugin {}: left pending: {}", pluginId, how);
      case SHUT -> LOG.warn("Plugin {}: in quarantine: {}", pluginId, how);
    }
  }
}
