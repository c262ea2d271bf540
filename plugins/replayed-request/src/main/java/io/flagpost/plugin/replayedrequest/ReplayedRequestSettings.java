package io.flagpost.plugin.replayedrequest;

import io.flagpost.plugin.v1.Default;
import java.time.Duration;

/**
 * How long a nonce is remembered.
 *
 * @param window the span of time before a record in which its nonce must not have been used
 */
record ReplayedRequestSettings(@Default("7d") Duration window) {

  ReplayedRequestSettings {
    if (window.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException("window must be positive");
    }
  }
}
