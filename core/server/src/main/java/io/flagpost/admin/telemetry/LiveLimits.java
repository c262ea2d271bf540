package io.flagpost.admin.telemetry;

import java.time.Duration;

/**
 * How many live streams a node has, and how they are kept.
 *
 * @param most how many there may be on this node
 * @param mostOfOne how many of them may be one account's
 * @param heartbeat after what time without a word something is sent, and the right to go on is
 *     looked at
 * @param retry after what time a client that lost its stream is to come back
 */
public record LiveLimits(int most, int mostOfOne, Duration heartbeat, Duration retry) {
  public static final LiveLimits DEFAULTS =
      new LiveLimits(64, 8, Duration.ofSeconds(15), Duration.ofSeconds(2));
}
