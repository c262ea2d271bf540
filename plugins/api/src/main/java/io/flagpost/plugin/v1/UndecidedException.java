package io.flagpost.plugin.v1;

import java.time.Duration;
import java.util.Objects;

/**
 * A check throws this, or fails its stage with it, if it cannot decide now, for example because a
 * service that it needs is down. The check is pending for this record and runs again, not before
 * the time that it names. This is not a fault: it never leads to quarantine, however often it
 * happens.
 *
 * <p>A record that has been undecided for a week is given up, like others without an answer.
 *
 * @since 1.1.0
 */
public final class UndecidedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofDays(1);
  private static final int MOST_CHARACTERS = 200;

  /** How long to wait before asking again. */
  private final Duration askAgainIn;

  /**
   * Creates one without a stack trace, so that it is cheap to throw for each record.
   *
   * @param reason why, for the operator, who sees it in the log and in the list of plugins; it must
   *     not contain anything that a client sent, and is cut to 200 characters
   * @param askAgainIn how long to wait before asking again; raised to a second or lowered to a day
   *     if it is outside that range
   */
  public UndecidedException(String reason, Duration askAgainIn) {
    super(cut(Objects.requireNonNull(reason, "reason")), null, false, false);
    Objects.requireNonNull(askAgainIn, "askAgainIn");
    Duration notSooner = askAgainIn.compareTo(SOONEST) < 0 ? SOONEST : askAgainIn;
    this.askAgainIn = notSooner.compareTo(LATEST) > 0 ? LATEST : notSooner;
  }

  /** How long to wait before asking again. */
  public Duration askAgainIn() {
    return askAgainIn;
  }

  private static String cut(String reason) {
    return reason.length() <= MOST_CHARACTERS ? reason : reason.substring(0, MOST_CHARACTERS);
  }
}
