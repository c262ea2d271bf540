package io.flagpost.plugin.host;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a plugin behaves: what it is counted for, which of its checks may be asked, and the log lines
 * about what it was not. Any thread.
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
   * Asks which of its checks may have a record, and leaves the others pending; notes those that are
   * to prove themselves with it. False if none of them may.
   *
   * @param blocked whether the plugin's threads are all lost in checks that are in quarantine
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

  /** The checks that it is about; until then there are none. */
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

  /** Which checks are in quarantine, and why; empty if none is. */
  String complaint() {
    return checks.stream()
        .map(CheckConduct::complaint)
        .filter(complaint -> !complaint.isEmpty())
        .collect(Collectors.joining("; "));
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

  /** The plugin did not get a record, because its checks are in quarantine or it is closed. */
  void shed(LaneCall call) {
    ledger.shed.increment();
    for (int i = 0; i < call.checks(); i++) {
      if (call.isProbe(i)) {
        call.check(i).conduct().untried();
      }
    }
  }

  /**
   * The plugin did not get a record, because too many wait for it.
   *
   * @param unanswered how many of its checks have not answered so far
   */
  void overfull(LaneCall call, int unanswered) {
    shed(call);
    long missed = overfull.count();
    if (missed > 0) {
      LOG.warn(
          "Plugin {}: is too slow for the records that come: {} of its checks have not answered,"
              + " {} more records are left pending without asking it",
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

  /** A check said that it cannot tell now: nobody's fault. */
  void undecided(LaneCall call, CheckCall check, String why) {
    ledger.undecided.increment();
    check.check().conduct().undecided(call.isProbe(number(call, check)), why);
  }

  /** A check gave no usable answer; its fault, unless a look-up kept it from one. */
  void failed(LaneCall call, CheckCall check, String how) {
    boolean probe = call.isProbe(number(call, check));
    if (!check.hadLookupTrouble()) {
      ledger.faults.increment();
      check.check().conduct().failed(call.round().recordId(), probe, how);
    } else if (probe) {
      check.check().conduct().untried();
    }
  }

  /**
   * Checks gave no answer by the deadline.
   *
   * @param late those checks of the record
   * @param culprits the checks that all of the plugin's threads are lost in, records of which ran
   *     out of time long ago; empty if a thread is free
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
      conduct.untried(); // another check kept it waiting, or a look-up
    }
  }

  /** The plugin threw, or did not come back, when it was told to stop. */
  void failedToStop(String how) {
    ledger.faults.increment();
    LOG.warn("Plugin {}: failed to stop: {}", pluginId, how);
  }

  private static int number(LaneCall call, CheckCall check) {
    return check.slot() - call.member().firstSlot();
  }
}
