package io.flagpost.bench.load;

import java.time.Duration;

/**
 * A load on a server.
 *
 * @param port the port on 127.0.0.1
 * @param connections how many connections; a closed loop keeps each of them busy
 * @param rate requests per second of an open loop; 0 for a closed loop
 * @param warmUp how long before it is measured
 * @param measured how long it is measured
 */
public record Load(int port, int connections, int rate, Duration warmUp, Duration measured) {

  /** A closed loop: each connection sends again as soon as it gets its answer. */
  public static Load closed(int port, int connections, Duration warmUp, Duration measured) {
    return new Load(port, connections, 0, warmUp, measured);
  }

  /** An open loop: requests are due at fixed intervals, whether or not others are answered. */
  public static Load open(int port, int connections, int rate, Duration warmUp, Duration measured) {
    return new Load(port, connections, rate, warmUp, measured);
  }

  boolean isOpen() {
    return rate > 0;
  }
}
