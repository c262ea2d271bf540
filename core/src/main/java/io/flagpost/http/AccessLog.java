package io.flagpost.http;

import io.flagpost.web.ClientAddress;
import io.flagpost.web.RequestIds;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every answer, if that is wished: who asked for what and how it was answered. Of a request
 * nothing but method and path: its query and its headers may hold an API key.
 */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final ClientAddress clients;
  private final boolean enabled;

  AccessLog(ClientAddress clients, boolean enabled) {
    this.clients = clients;
    this.enabled = enabled;
  }

  /** Notes that an answer begins. */
  void answered(HttpServerRequest request, long nanos) {
    if (enabled) {
      LOG.atInfo()
          .addKeyValue("request", RequestIds.of(request))
          .addKeyValue("address", clients.apply(request))
          .addKeyValue("method", request.method())
          .addKeyValue("path", request.path())
          .addKeyValue("status", request.response().getStatusCode())
          .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(nanos))
          .log(
              "{} {} {} from {} in {} ms, request {}",
              request.method(),
              request.path(),
              request.response().getStatusCode(),
              clients.apply(request),
              TimeUnit.NANOSECONDS.toMillis(nanos),
              RequestIds.of(request));
    }
  }
}
