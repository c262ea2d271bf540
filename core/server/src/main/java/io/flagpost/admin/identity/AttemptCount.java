package io.flagpost.admin.identity;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Failed sign-ins of one account or from one address.
 *
 * @param failures how many, including those being checked
 * @param lastAt when the last one was made
 * @param waitUntil until when further attempts are refused; null if they are not
 */
record AttemptCount(int failures, Instant lastAt, @Nullable Instant waitUntil) {
  /** How long after the last attempt, and its wait, the count is forgotten. */
  static final Duration WINDOW = Duration.ofMinutes(15);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 20;

  /** How long an attempt has to wait now; zero if not at all. */
  Duration waitAt(Instant now) {
    return waitUntil != null && now.isBefore(waitUntil)
        ? Duration.between(now, waitUntil)
        : Duration.ZERO;
  }

  /**
   * Counts one more attempt, which is taken for failed until it has succeeded.
   *
   * @param limit how many may fail before the next has to wait; each wait is twice as long as the
   *     last
   */
  AttemptCount withAttempt(Instant now, int limit) {
    Instant quietSince = waitUntil == null ? lastAt : waitUntil;
    int count = now.isAfter(quietSince.plus(WINDOW)) ? 1 : failures + 1;
    if (count < limit) {
      return new AttemptCount(count, now, null);
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - limit, MOST_DOUBLINGS));
    return new AttemptCount(
        count, now, now.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait));
  }
}
