package io.flagpost.plugin.host;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the behaviour of a plugin: its counts, which of its checks may run, and the log lines
 * about failures. Any thread.
 */
final class PluginHealth {
  private static final Logger LOG = LoggerFactory.getLogger(PluginHealth.class);

  private final String pluginId;
  private final Timer timer;
  private final PluginCounters ledger;
  private final Seldom overfull;
  private volatile List<CheckConduct> checks = List.of();

  PluginHealth(String pluginId, Timer timer, PluginCounters ledger) {
    this.pluginId = pluginId;
    this.timer = timer;
    this.ledger = ledger;
    this.overfull = new Seldom(timer);
  }

  /**
   * Decides which of its checks get a record, and leaves the others pending; marks those that are
   * on probation with it. False if no check gets it.
   *
   * @param blocked whether all of the plugin's threads are stuck in quarantined checks
   */
  boolean admits(LaneCall call, boolean blocked) {
    if (blocked) {
      return false;
    }
    long now = timer.nanoTime();
    long refused = 0;
    for (int i = 0; i < call.checks(); i++) {
      Quarantine.Admission admission = call.check(i).conduct().admit(now);
      if (admission == Quarantine.Admission.PROBE) {
        call.markProbe(i);
      } else if (admission == Quarantine.Admission.REFUSED) {
        refused |= 1L << i;
      }
    }
    int count = Long.bitCount(refused);
    if (count == call.checks()) {
      return false;
    }
    if (count > 0) {
      ledger.shed.increment();
      call.withhold(refused);
    }
    return true;
  }

  /** Sets its checks; before that there are none. */
  void watch(List<HostedCheck> made) {
    checks = made.stream().map(HostedCheck::conduct).toList();
  }

  /** Whether one of its checks is in quarantine. */
  boolean hasQuarantine() {
    for (CheckConduct check : checks) {
      if (check.isQuarantined()) {
        return true;
      }
    }
    return false;
  }

  /** The checks in quarantine, with the reasons; empty if there are none. */
  String complaint() {
    return checks.stream()
        .map(CheckConduct::complaint)
        .filter(complaint -> !complaint.isEmpty())
        .collect(Collectors.joining("; "));
  }

  void handedOver() {
    ledger.records.increment();
  }

  /** The plugin's code is about to process a record. */
  void entered() {
    ledger.activity.enter();
  }

  /** The plugin's code has returned. */
  void left() {
    ledger.activity.leave();
  }

  void beganBatch() {
    ledger.batches.increment();
  }

  /** The plugin did not get a record because its checks are in quarantine or it is closed. */
  void shed(LaneCall call) {
    ledger.shed.increment();
    for (int i = 0; i < call.checks(); i++) {
      if (call.isProbe(i)) {
        call.check(i).conduct().untried();
      }
    }
  }

  /**
   * The plugin did not get a record because its queue is full.
   *
   * @param unanswered the number of its unanswered checks
   */
  void overfull(LaneCall call, int unanswered) {
    shed(call);
    long missed = overfull.count();
    if (missed > 0) {
      LOG.warn(
          "Plugin {}: too slow for the incoming records: {} checks are unanswered, so {} more records"
              + " are left pending without asking it",
          pluginId,
          unanswered,
          missed);
    }
  }

  void answered(LaneCall call, CheckCall check, int flags) {
    ledger.answers.increment();
    ledger.answerNanos.add(call.nanos());
    ledger.flags.add(flags);
    check.check().conduct().answered();
  }

  /** A check reported that it cannot decide now, which is not a fault. */
  void undecided(LaneCall call, CheckCall check, String why) {
    ledger.undecided.increment();
    check.check().conduct().undecided(call.isProbe(number(call, check)), why);
  }

  /** A check gave no valid answer; its fault, unless a look-up prevented one. */
  void failed(LaneCall call, CheckCall check, String how) {
    boolean probe = call.isProbe(number(call, check));
    if (!check.hadLookupTrouble()) {
      ledger.faults.increment();
      check.check().conduct().failed(call.round().recordId(), probe, how);
    } else if (probe) {
      check.check().conduct().untried();
    }
  }

  /** A fold failed with one of the records that it was given. */
  void failedInFold(CheckCall check, UUID recordId, String how) {
    ledger.faults.increment();
    check.check().conduct().failed(recordId, false, how);
  }

  /**
   * Checks gave no answer by the deadline.
   *
   * @param late those checks of the record
   * @param culprits the checks in which all of the plugin's threads are stuck, with records that
   *     timed out long ago; empty if a thread is free
   */
  void timedOut(LaneCall call, long late, long now, List<CheckCall> culprits) {
    ledger.timeouts.add(Long.bitCount(late));
    for (int i = 0; i < call.checks(); i++) {
      if ((late & 1L << i) != 0) {
        timedOut(call, i, now);
      }
    }
    for (CheckCall culprit : culprits) {
      if (culprit.call() != call && !culprit.hadLookupTrouble()) {
        culprit.check().conduct().timedOut(call.round().recordId(), false, now);
      }
    }
  }

  private void timedOut(LaneCall call, int number, long now) {
    CheckConduct conduct = call.check(number).conduct();
    CheckCall begun = call.begun(number);
    if (begun != null && !begun.hadLookupTrouble()) {
      conduct.timedOut(call.round().recordId(), call.isProbe(number), now);
    } else if (call.isProbe(number)) {
      conduct.untried(); // another check or a look-up delayed it
    }
  }

  /** The plugin threw, or did not return, when it was stopped. */
  void failedToStop(String how) {
    ledger.faults.increment();
    LOG.warn("Plugin {}: failed to stop: {}", pluginId, how);
  }

  private static int number(LaneCall call, CheckCall check) {
    return check.slot() - call.member().firstSlot();
  }
}
