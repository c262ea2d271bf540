package io.flagpost.platform.web.connections;

import io.flagpost.platform.net.NetworkSet;
import java.time.Duration;

/**
 * The limits of a listener for connections.
 *
 * @param most connections at once, on the whole node
 * @param mostPerAddress of them from one address; 0 for any number
 * @param unlimited addresses that may have any number all the same: proxies speak for many
 * @param requestTimeout how long a client may take for its first request's head, and for any
 *     request's body
 * @param idleTimeout how long a connection may stay without a request in progress
 */
public record ConnectionLimits(
    int most,
    int mostPerAddress,
    NetworkSet unlimited,
    Duration requestTimeout,
    Duration idleTimeout) {

  /** Concurrent streams of HTTP/2; announced, and enforced whether acknowledged or not. */
  public static final int MOST_STREAMS = 100;

  public ConnectionLimits {
    if (most < 1 || mostPerAddress < 0) {
      throw new IllegalArgumentException("no limits: " + most + ", " + mostPerAddress);
    }
  }
}
