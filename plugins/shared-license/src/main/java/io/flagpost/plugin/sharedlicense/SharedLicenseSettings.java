package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.Default;
import java.time.Duration;

/**
 * The limits for honest use of one license.
 *
 * @param window the time span before each record that is counted
 * @param mostUsers how many users
 * @param mostActivations how many activations, unless the license's own limit is higher
 * @param mostAddresses how many addresses; an IPv6 network (/64) counts as one
 */
record SharedLicenseSettings(
    @Default("24h") Duration window,
    @Default("5") int mostUsers,
    @Default("5") int mostActivations,
    @Default("10") int mostAddresses) {

  SharedLicenseSettings {
    require(window.compareTo(Duration.ZERO) > 0, "window must be positive");
    require(mostUsers >= 1, "most-users must be at least 1");
    require(mostActivations >= 1, "most-activations must be at least 1");
    require(mostAddresses >= 1, "most-addresses must be at least 1");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
