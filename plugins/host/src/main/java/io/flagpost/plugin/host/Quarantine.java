package io.flagpost.plugin.host;

import java.time.Duration;

/**
 * Keeps a check that fails again and again away from records, and lets it prove itself.
 *
 * <p>So many faults in a row, and it is shut out for a while. Then it gets one record at a time: an
 * answer lets it back in, a fault shuts it out for twice as long. Any thread.
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

  /** What may be done with a record. */
  enum Admission {
    ADMITTED,
    PROBE,
    REFUSED
  }

  /** What a fault led to. */
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

  /** The check answered; true if that let it back in. */
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
      return Consequence.STRIKE; // of a record that came in before
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

  /** The probe told nothing; the next record is the probe. */
  synchronized void undecided() {
    probing = false;
  }
}
