package io.flagpost.platform.web.admission;

import java.time.Duration;

/**
 * How much a listener has in progress before it refuses more with 503.
 *
 * @param maxRequests requests in progress at once; as many again may be arriving
 * @param maxBytes bytes that their bodies hold, as received and as decoded; arriving requests may
 *     hold as much again
 * @param maxWait how long the oldest of them may wait for its answer
 * @param largestBody the largest body that is accepted, in bytes
 */
public record AdmissionLimits(int maxRequests, long maxBytes, Duration maxWait, long largestBody) {

  /**
   * About what one request takes beside its body, in bytes: HTTP's objects, the record, futures.
   */
  private static final int BYTES_PER_REQUEST = 8 * 1024;

  /** More than any head takes. */
  private static final int HEAD_BYTES = 128 * 1024;

  private static final int FEWEST = 256;
  private static final int MOST = 100_000;

  public AdmissionLimits {
    if (maxRequests < 1 || maxBytes < 1 || maxWait.isNegative() || maxWait.isZero()) {
      throw new IllegalArgumentException(
          "limits must be positive: " + maxRequests + ", " + maxBytes);
    }
  }

  /**
   * Bytes that the arriving requests of one event loop may hold. They make room for each other
   * only, not for those of another event loop.
   *
   * @param loops how many event loops there are
   */
  long arrivingBytes(int loops) {
    return Math.max(maxBytes / Math.max(1, loops), largestBody + HEAD_BYTES);
  }

  /** As many requests as fill a quarter of a heap. */
  public static int requestsFor(long heapBytes) {
    return (int) Math.max(FEWEST, Math.min(MOST, heapBytes / 4 / BYTES_PER_REQUEST));
  }
}
