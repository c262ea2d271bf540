package io.flagpost.telemetry.checks;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Hears of checks that cannot tell at a record's receipt. */
@FunctionalInterface
public interface UndecidedListener {

  /**
   * Called before the record is stored, on the event loop that received it: must be short.
   *
   * @param askAgainIn after what time each of those checks wants to be asked again
   */
  void undecided(UUID recordId, Instant receivedAt, Map<String, Duration> askAgainIn);
}
