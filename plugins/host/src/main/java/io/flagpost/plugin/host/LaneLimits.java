package io.flagpost.plugin.host;

import java.time.Duration;

/**
 * The limits of one plugin.
 *
 * @param threads how many threads run it
 * @param capacity how many of its checks may be unanswered at once, and how many records may wait
 * @param deadline how long a record waits for its checks
 * @param strikes how many faults in a row lead to quarantine
 * @param quarantine how long its first quarantine lasts; each failed probation doubles it
 * @param longestQuarantine the upper limit of the doubling
 * @param start how long it may take to start
 * @param stop how long it may take to stop
 */
public record LaneLimits(
    int threads,
    int capacity,
    Duration deadline,
    int strikes,
    Duration quarantine,
    Duration longestQuarantine,
    Duration start,
    Duration stop) {

  /** The limits when none are configured. */
  public static final LaneLimits DEFAULT =
      new LaneLimits(
          1,
          4096,
          Duration.ofMillis(250),
          5,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1));

  public LaneLimits {
    if (threads < 1 || capacity < 1 || strikes < 1) {
      throw new IllegalArgumentException("threads, capacity and strikes must be positive");
    }
    if (deadline.toMillis() < 1 || quarantine.toMillis() < 1) {
      throw new IllegalArgumentException("deadline and quarantine must be positive");
    }
  }

  /** These limits with another deadline. */
  public LaneLimits withDeadline(Duration other) {
    return new LaneLimits(
        threads, capacity, other, strikes, quarantine, longestQuarantine, start, stop);
  }
}
