package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an {@link AdminOperation}.
 *
 * @param status the HTTP status
 * @param headers headers in addition to those that every answer has
 * @param writer writes the body after status and headers are set, and ends the answer; not called
 *     for {@code HEAD}; null if there is no body
 */
public record AdminAnswer(
    int status,
    Map<String, String> headers,
    @Nullable Function<HttpServerResponse, Future<Void>> writer) {

  public AdminAnswer {
    headers = Map.copyOf(headers);
  }

  /** 200 with a JSON body. */
  public static AdminAnswer ok(JsonNode body) {
    return json(200, body);
  }

  /** 201 with the created resource and its location. */
  public static AdminAnswer created(String location, JsonNode body) {
    return json(201, body).with("Location", location);
  }

  /** 204. */
  public static AdminAnswer noContent() {
    return new AdminAnswer(204, Map.of(), null);
  }

  /** A JSON body with any status. */
  public static AdminAnswer json(int status, JsonNode body) {
    return content(status, "application/json", Buffer.buffer(body.toString()));
  }

  /** A body of another type. */
  public static AdminAnswer content(int status, String mediaType, Buffer body) {
    return new AdminAnswer(
        status,
        Map.of("Content-Type", mediaType, "Content-Length", Integer.toString(body.length())),
        response -> response.end(body));
  }

  /**
   * A body that is written piece by piece.
   *
   * @param writer ends the response; if its future fails, the connection is closed so that the
   *     answer is not mistaken for a complete one
   */
  public static AdminAnswer stream(
      String mediaType, Function<HttpServerResponse, Future<Void>> writer) {
    return new AdminAnswer(200, Map.of("Content-Type", mediaType), writer);
  }

  /** The same with one more header. */
  public AdminAnswer with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new AdminAnswer(status, all, writer);
  }

  /** The same with the entity tag of a revision. */
  public AdminAnswer withRevision(long revision) {
    return with("ETag", "\"" + revision + "\"");
  }
}
