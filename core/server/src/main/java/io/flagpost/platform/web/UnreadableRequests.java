package io.flagpost.platform.web;

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
 * Has requests answered that the HTTP codec could not read, that are in a version of HTTP that does
 * not exist, or that do not name one host in HTTP/2: there is nothing to route, and nothing to read
 * after them on that connection.
 */
public final class UnreadableRequests implements Handler<HttpServerRequest> {
  /**
   * How long the rest of what is too long may come in, and is thrown away, before it is answered: a
   * client that is still sending when the connection ends could not read the answer.
   */
  private static final Duration REST = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Handler<HttpServerRequest> arrived;
  private final BiConsumer<HttpServerRequest, CodecFailure> answer;

  /**
   * @param arrived is told of such a request at once, whose answer has no header yet
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
   * Makes a server hand over every request, the unreadable ones too: the library has answers of its
   * own for some of them.
   *
   * @param asked is told of each request, readable or not, before anything is made of it
   * @param readable takes the others
   * @param opened is told of each connection that brings a request
   */
  public HttpServer serve(
      HttpServer server,
      Handler<HttpServerRequest> asked,
      Handler<HttpServerRequest> readable,
      Handler<HttpConnection> opened) {
    Handler<HttpServerRequest> unreadable =
        request -> {
          if (ClientGone.isOpen(
              request)) { // the codec makes a last one of what a closed connection left
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
