package io.flagpost.plugin.v1;

import java.time.Duration;
import java.util.Objects;

/**
 * What a check throws, or fails its stage with, that cannot tell now: the service that it asks is
 * down, say. The check is pending for this record and is asked again, not before the time that it
 * names. It is no fault: it brings no check into quarantine, however often it is said.
 *
 * <p>A record that has been undecided for a week is given up, as others without an answer are.
 *
 * @since 1.1.0
 */
public final class UndecidedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Duration SOONEST = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofDays(1);
  private static final int MOST_CHARACTERS = 200;

  /** Not before this much time has passed. */
  private final Duration askAgainIn;

  /**
   * One without a stack trace, which costs little to throw for each record.
   *
   * @param reason why, for the operator, who sees it in the log and in the list of plugins: nothing
   *     that a client sent; what is beyond 200 characters is cut off
   * @param askAgainIn after what time to ask again; at least a second and at most a day, to which
   *     anything else is brought
   */
  public UndecidedException(String reason, Duration askAgainIn) {
    super(cut(Objects.requireNonNull(reason, "reason")), null, false, false);
    Objects.requireNonNull(askAgainIn, "askAgainIn");
    Duration notSooner = askAgainIn.compareTo(SOONEST) < 0 ? SOONEST : askAgainIn;
    this.askAgainIn = notSooner.compareTo(LATEST) > 0 ? LATEST : notSooner;
  }

  /** After what time to ask again. */
  public Duration askAgainIn() {
    return askAgainIn;
  }

  private static String cut(String reason) {
    return reason.length() <= MOST_CHARACTERS ? reason : reason.substring(0, MOST_CHARACTERS);
  }
}
