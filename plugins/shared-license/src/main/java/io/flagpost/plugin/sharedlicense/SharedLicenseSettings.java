package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.Default;
import java.time.Duration;

/**
 * How much use of one license is honest.
 *
 * @param window the span of time that is counted, up to each record
 * @param mostUsers how many users
 * @param mostActivations how many activations; a license with a higher limit of its own may have
 *     that many
 * @param mostAddresses how many addresses; of IPv6 the network of a site (/64) counts as one
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
