package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that answers what it was told to, in that order, and keeps what was asked. */
final class FakeGateway implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Told> told = new ArrayDeque<>();
  private final List<Asked> asked = new ArrayList<>();
  private final Map<String, String> headers = new LinkedHashMap<>();

  private record Told(int status, String type, Buffer body, boolean cutOff) {}

  /**
   * A request.
   *
   * @param target path and query
   * @param authorization the header
   * @param ifMatch the header
   * @param type the content's type
   * @param coding the content's coding
   * @param lastEventId the header
   */
  record Asked(
      String method,
      String target,
      @Nullable String authorization,
      @Nullable String ifMatch,
      @Nullable String type,
      @Nullable String coding,
      @Nullable String lastEventId,
      Buffer body) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body.getBytes());
    }
  }

  private FakeGateway(HttpServer server) {
    this.server = server;
  }

  static FakeGateway start() throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    FakeGateway gateway = new FakeGateway(HttpServer.create(address, 0));
    gateway.server.createContext("/", gateway::answer);
    gateway.server.start();
    return gateway;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  FakeGateway answers(int status, String body) {
    return answers(status, status < 400 ? "application/json" : "application/problem+json", body);
  }

  synchronized FakeGateway answers(int status, String type, String body) {
    told.add(new Told(status, type, Buffer.buffer(body), false));
    return this;
  }

  /** Every answer has this header from now on. */
  synchronized FakeGateway heading(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Says that there is more, and closes the connection. */
  synchronized FakeGateway breaksOffAfter(String type, String body) {
    told.add(new Told(200, type, Buffer.buffer(body), true));
    return this;
  }

  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  Asked last() {
    List<Asked> all = asked();
    return all.get(all.size() - 1);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().getFirst("If-Match"),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            exchange.getRequestHeaders().getFirst("Content-Encoding"),
            exchange.getRequestHeaders().getFirst("Last-Event-ID"),
            Buffer.buffer(exchange.getRequestBody().readAllBytes())));
    Told next = told.remove();
    exchange.getResponseHeaders().set("Content-Type", next.type());
    headers.forEach(exchange.getResponseHeaders()::set);
    if (next.status() == 204) {
      exchange.sendResponseHeaders(204, -1);
    } else {
      exchange.sendResponseHeaders(
          next.status(), next.cutOff() ? next.body().length() + 100L : next.body().length());
      exchange.getResponseBody().write(next.body().getBytes());
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }
}
