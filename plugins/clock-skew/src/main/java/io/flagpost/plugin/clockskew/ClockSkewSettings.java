package io.flagpost.plugin.clockskew;

import io.flagpost.plugin.v1.Default;
import java.time.Duration;

/**
 * How far the client's time may be from the time of receipt.
 *
 * @param mostAhead how far after it
 * @param mostBehind how far before it; at least as long as honest copies keep records while offline
 */
record ClockSkewSettings(@Default("10m") Duration mostAhead, @Default("30d") Duration mostBehind) {

  ClockSkewSettings {
    require(!mostAhead.isNegative(), "most-ahead must not be negative");
    require(!mostBehind.isNegative(), "most-behind must not be negative");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
