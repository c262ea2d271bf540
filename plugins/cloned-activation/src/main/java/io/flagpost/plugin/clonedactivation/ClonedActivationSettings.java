package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.v1.Default;
import java.time.Duration;

/**
 * The limits for one installation.
 *
 * @param window how far back a record is compared with the earlier ones of its activation
 * @param mostUsers how many users one activation may have
 * @param jitter how much newer the time of a record with a lower sequence number may be
 * @param reorder how far below the highest sequence number a new one may be if times do not decide
 * @param tolerance how far time may run backwards if sequence numbers do not decide
 */
record ClonedActivationSettings(
    @Default("30d") Duration window,
    @Default("1") int mostUsers,
    @Default("2s") Duration jitter,
    @Default("0") long reorder,
    @Default("10m") Duration tolerance) {

  ClonedActivationSettings {
    require(window.compareTo(Duration.ZERO) > 0, "window must be positive");
    require(mostUsers >= 1, "most-users must be at least 1");
    require(!jitter.isNegative(), "jitter must not be negative");
    require(reorder >= 0, "reorder must not be negative");
    require(!tolerance.isNegative(), "tolerance must not be negative");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
