package io.flagpost.admin.identity;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Failed sign-ins of one account or from one address.
 *
 * @param failures how many, those included that are being looked at
 * @param lastAt when the last one came
 * @param waitUntil until when the next one is refused; null: it is not
 */
record AttemptCount(int failures, Instant lastAt, @Nullable Instant waitUntil) {
  /** How long after the last one, and after its wait, all is forgotten. */
  static final Duration WINDOW = Duration.ofMinutes(15);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 20;

  /** Nothing so far. */
  static AttemptCount none(Instant now) {
    return new AttemptCount(0, now, null);
  }

  /** How long an attempt now has to wait; zero: not at all. */
  Duration waitAt(Instant now) {
    return waitUntil != null && now.isBefore(waitUntil)
        ? Duration.between(now, waitUntil)
        : Duration.ZERO;
  }

  /**
   * With one more attempt, which counts as failed until it turns out otherwise.
   *
   * @param limit how many may fail before the next has to wait, each time twice as long
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
