package io.flagpost.telemetry.spool;

import java.time.Duration;

/**
 * The settings of the replay.
 *
 * @param perSecond how many records a second are replayed at most
 * @param firstPause how long it waits after a failure
 * @param longestPause how long at most: with each failure in a row it waits twice as long
 */
public record ReplaySettings(int perSecond, Duration firstPause, Duration longestPause) {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  public ReplaySettings {
    if (perSecond <= 0 || firstPause.toMillis() <= 0) {
      throw new IllegalArgumentException("A rate and a pause are positive");
    }
    if (longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("The longest pause is no shorter than the first");
    }
  }

  /** At this rate, with the pauses that suit a server. */
  public static ReplaySettings atRate(int perSecond) {
    return new ReplaySettings(perSecond, FIRST_PAUSE, LONGEST_PAUSE);
  }
}
