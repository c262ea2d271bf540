package io.flagpost.admin.api;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.admission.AdmissionLimits;
import io.flagpost.platform.web.connections.ConnectionLimits;
import java.time.Duration;
import java.util.List;

/** The settings of a listener that is served for a test. */
final class TestSettings {
  private TestSettings() {}

  static AdminSettings any() {
    return of(256, 16 << 20, Duration.ofMinutes(1));
  }

  /**
   * With limits of the test's own.
   *
   * @param requestTimeout how long a body may take
   */
  static AdminSettings of(int maxRequests, long maxBytes, Duration requestTimeout) {
    return new AdminSettings(
        "127.0.0.1",
        0,
        Duration.ofMinutes(1),
        true,
        new ConnectionLimits(
            1_000, 0, IpNetworks.of(List.of()), requestTimeout, Duration.ofMinutes(1)),
        new AdmissionLimits(maxRequests, maxBytes, Duration.ofDays(1), AdminSettings.BODY_LIMIT),
        Duration.ofSeconds(1));
  }
}
