package io.flagpost.platform.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs every answer, if enabled: who asked for what, and how it was answered. Of the request only
 * method and path are logged: query and headers may hold an API key.
 */
public final class AccessLog {
  private final Logger log;
  private final ClientAddress clients;
  private final boolean enabled;

  /**
   * @param name the name of the logger, one for each listener
   * @param enabled whether to log at all
   */
  public AccessLog(String name, ClientAddress clients, boolean enabled) {
    this.log = LoggerFactory.getLogger(name);
    this.clients = clients;
    this.enabled = enabled;
  }

  /**
   * Notes that an answer begins.
   *
   * @param nanos how long that took
   */
  public void answered(HttpServerRequest request, long nanos) {
    if (enabled) {
      log.atInfo()
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
