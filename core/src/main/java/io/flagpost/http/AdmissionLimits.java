package io.flagpost.http;

import java.time.Duration;

/**
 * How much telemetry a node has in hand before it refuses more with 503.
 *
 * @param maxRequests requests at once
 * @param maxBytes what their bodies hold, as they came and as they were decoded
 * @param maxWait how long the oldest of them may have gone without an answer
 */
public record AdmissionLimits(int maxRequests, long maxBytes, Duration maxWait) {

  /** What one request takes beside its body, about: what HTTP keeps of it, the record, futures. */
  private static final int BYTES_PER_REQUEST = 8 * 1024;

  private static final int FEWEST = 256;
  private static final int MOST = 100_000;

  public AdmissionLimits {
    if (maxRequests < 1 || maxBytes < 1 || maxWait.isNegative() || maxWait.isZero()) {
      throw new IllegalArgumentException(
          "limits must be positive: " + maxRequests + ", " + maxBytes);
    }
  }

  /** As many requests as fill a quarter of a heap. */
  public static int requestsFor(long heapBytes) {
    return (int) Math.max(FEWEST, Math.min(MOST, heapBytes / 4 / BYTES_PER_REQUEST));
  }
}
