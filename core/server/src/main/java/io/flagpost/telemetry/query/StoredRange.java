package io.flagpost.telemetry.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records to look at again.
 *
 * @param environment the one environment; null for all
 * @param from the first moment of receipt
 * @param to the moment of receipt to stop before
 */
public record StoredRange(@Nullable String environment, Instant from, Instant to) {
  // What a record's time of receipt can be.
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  public StoredRange {
    from = from.isBefore(EARLIEST) ? EARLIEST : from;
    to = to.isAfter(LATEST) ? LATEST : to;
  }

  /** Whether a record is one of them. */
  public boolean contains(StoredRecord record) {
    Instant received = record.telemetry().receivedAt();
    return !received.isBefore(from)
        && received.isBefore(to)
        && (environment == null || environment.equals(record.telemetry().environment()));
  }
}
