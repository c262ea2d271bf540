package io.flagpost.verdicts;

import java.time.Duration;

/**
 * When a check that gives no answer is given up. It is asked again after a minute, then after two,
 * and so on up to every hour.
 *
 * @param attempts after so many attempts more than the first
 * @param age after this time, if no plugin has that check any more
 */
public record PendingSettings(int attempts, Duration age) {

  /** Two days of attempts; a week for a plugin to come back. */
  public static final PendingSettings DEFAULTS = new PendingSettings(53, Duration.ofDays(7));

  public PendingSettings {
    if (attempts < 1 || age.isNegative()) {
      throw new IllegalArgumentException("attempts must be positive, age not negative");
    }
  }
}
