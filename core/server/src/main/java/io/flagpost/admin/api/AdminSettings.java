package io.flagpost.admin.api;

import io.flagpost.platform.web.admission.AdmissionLimits;
import io.flagpost.platform.web.connections.ConnectionLimits;
import java.time.Duration;

/**
 * The settings of the admin listener.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 picks a free one
 * @param idleTimeout how long a connection may be idle before it is closed
 * @param connections the limits on connections
 * @param admission how many requests with bodies may be in hand before it refuses more
 * @param accessLog whether every answer is logged
 * @param drainTimeout how long requests under way may take to finish when the listener stops
 */
public record AdminSettings(
    String host,
    int port,
    Duration idleTimeout,
    boolean accessLog,
    ConnectionLimits connections,
    AdmissionLimits admission,
    Duration drainTimeout) {

  /** The largest JSON body, in bytes, before and after content decoding. */
  public static final int BODY_LIMIT = 1 << 20;

  /** The same for clients that have not signed in. */
  public static final int STRANGERS_BODY_LIMIT = 64 << 10;
}
