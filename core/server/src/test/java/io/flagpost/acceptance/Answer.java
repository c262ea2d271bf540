package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * An answer in its envelope.
 *
 * @param status the HTTP status
 * @param version the HTTP version
 * @param headers the HTTP headers
 * @param body the body's text, to the byte
 * @param envelope what that says
 */
record Answer(int status, Version version, HttpHeaders headers, String body, JsonNode envelope) {
  private static final JsonMapper JSON = new JsonMapper();

  static Answer of(HttpResponse<byte[]> answer) {
    String body = new String(answer.body(), UTF_8);
    return new Answer(answer.statusCode(), answer.version(), answer.headers(), body, parse(body));
  }

  /** The same answer with another body. */
  Answer withBody(String text) {
    return new Answer(status, version, headers, text, parse(text));
  }

  JsonNode response() {
    return envelope.path("response");
  }

  int code() {
    return response().path("code").asInt();
  }

  /** The errors' JSON text, in the order received. */
  String errors() {
    return response().path("errors").toString();
  }

  /** The text of {@code response} with the time stamp replaced: what two answers may share. */
  String responseButForTime() {
    return response().toString().replaceAll("\"timestamp\":[0-9]+", "\"timestamp\":0");
  }

  String keyUsed() {
    return envelope.path("private_key_used").asText();
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** The records that were read. */
  List<JsonNode> records() {
    return List.copyOf(List.of(JSON.convertValue(response().path("data"), JsonNode[].class)));
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
