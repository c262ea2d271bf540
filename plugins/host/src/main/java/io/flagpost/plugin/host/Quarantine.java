package io.flagpost.plugin.host;

import java.time.Duration;

/**
 * Excludes a check that fails repeatedly, and tests it on probation.
 *
 * <p>After a number of faults in a row, the check is excluded for a while. Then it gets one record
 * at a time: an answer ends the quarantine, a fault doubles its length. Any thread.
 */
final class Quarantine {
  private final int strikesAllowed;
  private final long shortest;
  private final long longest;

  private volatile int strikes;
  private volatile boolean shut;
  private long until;
  private long length;
  private boolean probing;

  Quarantine(int strikesAllowed, Duration shortest, Duration longest) {
    this.strikesAllowed = strikesAllowed;
    this.shortest = shortest.toNanos();
    this.longest = longest.toNanos();
  }

  /** Whether the check may get a record. */
  enum Admission {
    ADMITTED,
    PROBE,
    REFUSED
  }

  /** The consequence of a fault. */
  enum Consequence {
    FIRST_STRIKE,
    STRIKE,
    SHUT
  }

  Admission admit(long now) {
    if (!shut) {
      return Admission.ADMITTED;
    }
    synchronized (this) {
      if (shut && (probing || now - until < 0)) {
        return Admission.REFUSED;
      }
      probing = shut;
      return shut ? Admission.PROBE : Admission.ADMITTED;
    }
  }

  boolean isShut() {
    return shut;
  }

  /** The check answered; true if that ended the quarantine. */
  boolean answered() {
    if (strikes == 0 && !shut) {
      return false;
    }
    synchronized (this) {
      boolean back = shut;
      strikes = 0;
      shut = false;
      probing = false;
      length = 0;
      return back;
    }
  }

  /** The check failed through its own fault. */
  synchronized Consequence failed(long now, boolean probe) {
    if (shut && !probe) {
      return Consequence.STRIKE; // for a record from before the quarantine
    }
    strikes++;
    if (!shut && strikes < strikesAllowed) {
      return strikes == 1 ? Consequence.FIRST_STRIKE : Consequence.STRIKE;
    }
    length = length == 0 ? shortest : Math.min(length * 2, longest);
    until = now + length;
    shut = true;
    probing = false;
    return Consequence.SHUT;
  }

  /** The probe gave no result; the next record is the probe. */
  synchronized void undecided() {
    probing = false;
  }
}
