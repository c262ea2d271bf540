package io.flagpost.platform.web.framing;

import io.flagpost.platform.web.closing.ClientGone;
import io.flagpost.platform.web.closing.ConnectionDrain;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Answers requests that the HTTP codec could not parse, that have an unknown version of HTTP, or
 * that do not name one host in HTTP/2. They cannot be routed, and nothing can be read after them on
 * their connection.
 */
public final class UnreadableRequests implements Handler<HttpServerRequest> {
  /**
   * How long the rest of an oversized request is read and discarded before the answer: a client
   * that is still sending when the connection ends could not read it.
   */
  private static final Duration REST = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Handler<HttpServerRequest> arrived;
  private final BiConsumer<HttpServerRequest, CodecFailure> answer;

  /**
   * @param arrived called at once with such a request, whose answer has no headers yet
   * @param answer answers it
   */
  public UnreadableRequests(
      Vertx vertx,
      Handler<HttpServerRequest> arrived,
      BiConsumer<HttpServerRequest, CodecFailure> answer) {
    this.vertx = vertx;
    this.arrived = arrived;
    this.answer = answer;
  }

  /**
   * Installs the handlers of a server, so that unreadable requests are passed on, too: the library
   * would answer some of them itself.
   *
   * @param asked called with each request, readable or not, before it is handled
   * @param readable handles the others
   * @param opened called with each connection that has a request
   */
  public HttpServer serve(
      HttpServer server,
      Handler<HttpServerRequest> asked,
      Handler<HttpServerRequest> readable,
      Handler<HttpConnection> opened) {
    Handler<HttpServerRequest> unreadable =
        request -> {
          // The codec makes a last request of what a closed connection left.
          if (ClientGone.isOpen(request)) {
            asked.handle(request);
            handle(request);
          }
        };
    Handler<HttpServerRequest> requests =
        request -> {
          if (isReadable(request)) {
            asked.handle(request);
            readable.handle(request);
          } else {
            unreadable.handle(request);
          }
        };
    return server
        .requestHandler(requests)
        .invalidRequestHandler(unreadable)
        .connectionHandler(
            connection -> {
              RequestFraming.place(connection);
              Http2Hosts.place(connection);
              UpgradedConnection.holdBack(connection);
              opened.handle(connection);
              handle(connection, ConnectionDrain.around(connection, requests));
            });
  }

  @Override
  public void handle(HttpServerRequest request) {
    arrived.handle(request);
    if (request.version() != HttpVersion.HTTP_2) { // where a stream ends, and others go on
      request
          .response()
          .putHeader("Connection", "close")
          .endHandler(answered -> request.connection().close());
    }
    CodecFailure failure = CodecFailure.of(request);
    if (failure == CodecFailure.MALFORMED) {
      answer.accept(request, failure);
    } else {
      vertx.setTimer(REST.toMillis(), timer -> answer.accept(request, failure));
    }
  }

  private static boolean isReadable(HttpServerRequest request) {
    return request.version() != null && !Http2Hosts.isMissing(request);
  }

  private static void handle(HttpConnection connection, Handler<HttpServerRequest> requests) {
    if (connection instanceof HttpServerConnection served) {
      served.handler(requests);
    }
  }
}
