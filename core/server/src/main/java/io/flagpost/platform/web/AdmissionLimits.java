package io.flagpost.platform.web;

import java.time.Duration;

/**
 * How much a listener has in hand before it refuses more with 503.
 *
 * @param maxRequests requests at once; as many again may be on their way
 * @param maxBytes what their bodies hold, as they came and as they were decoded; those that are on
 *     their way may hold as much again
 * @param maxWait how long the oldest of them may have gone without an answer
 * @param largestBody the largest body that is taken, in bytes
 */
public record AdmissionLimits(int maxRequests, long maxBytes, Duration maxWait, long largestBody) {

  /** What one request takes beside its body, about: what HTTP keeps of it, the record, futures. */
  private static final int BYTES_PER_REQUEST = 8 * 1024;

  /** More than any head has. */
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
   * What the requests of one event loop may hold that are still on their way. They make room for
   * each other, and for nobody on another event loop.
   *
   * @param loops how many event loops there are
   */
  long bytesOnTheirWay(int loops) {
    return Math.max(maxBytes / Math.max(1, loops), largestBody + HEAD_BYTES);
  }

  /** As many requests as fill a quarter of a heap. */
  public static int requestsFor(long heapBytes) {
    return (int) Math.max(FEWEST, Math.min(MOST, heapBytes / 4 / BYTES_PER_REQUEST));
  }
}
