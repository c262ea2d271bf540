package io.flagpost.telemetry.http;

import io.flagpost.platform.net.NetworkSet;
import io.flagpost.platform.web.admission.AdmissionLimits;
import io.flagpost.platform.web.connections.ConnectionLimits;
import java.time.Duration;
import java.util.List;

/**
 * How the public listener behaves.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 picks a free one
 * @param bodyLimit the largest body accepted, in bytes after decompression
 * @param corsOrigins the origins whose pages may call; empty leaves CORS off
 * @param trustedProxies the proxies whose {@code X-Forwarded-For} is trusted
 * @param idleTimeout after how long without a byte a connection is closed
 * @param connections the limits for connections
 * @param admission how much telemetry it has in progress before it refuses more
 * @param ratePerAddress requests a second from one address; 0 for any number
 * @param accessLog whether every answer is logged
 * @param drainTimeout how long requests in progress may take to finish when the listener stops
 */
public record HttpSettings(
    String host,
    int port,
    int bodyLimit,
    List<String> corsOrigins,
    NetworkSet trustedProxies,
    Duration idleTimeout,
    ConnectionLimits connections,
    AdmissionLimits admission,
    int ratePerAddress,
    boolean accessLog,
    Duration drainTimeout) {

  public HttpSettings {
    corsOrigins = List.copyOf(corsOrigins);
  }
}
