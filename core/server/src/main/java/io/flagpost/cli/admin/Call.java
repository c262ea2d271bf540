package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the admin API.
 *
 * @param method the HTTP method
 * @param path the path, encoded
 * @param query the parameters of the query, encoded
 * @param headers further headers by name
 * @param body the JSON body; null if there is none
 */
record Call(
    String method,
    String path,
    List<String> query,
    Map<String, String> headers,
    @Nullable JsonNode body) {
  Call {
    query = List.copyOf(query);
    headers = Map.copyOf(headers);
  }

  static Call of(String method, String path) {
    return new Call(method, path, List.of(), Map.of(), null);
  }

  Call with(JsonNode newBody) {
    return new Call(method, path, query, headers, newBody);
  }

  Call with(String parameter, String value) {
    List<String> parts = new ArrayList<>(query);
    parts.add(encode(parameter) + "=" + encode(value));
    return new Call(method, path, parts, headers, body);
  }

  /** The same without a parameter of the query. */
  Call without(String parameter) {
    String begin = encode(parameter) + "=";
    List<String> parts = query.stream().filter(part -> !part.startsWith(begin)).toList();
    return new Call(method, path, parts, headers, body);
  }

  /** The parameters of the query, decoded, each with its values in their order. */
  Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String part : query) {
      int equals = part.indexOf('=');
      parameters
          .computeIfAbsent(decode(part.substring(0, equals)), first -> new ArrayList<>())
          .add(decode(part.substring(equals + 1)));
    }
    return parameters;
  }

  Call ifMatch(String revision) {
    return withHeader("If-Match", revision);
  }

  /** The same behind an event of an earlier answer. */
  Call afterEvent(String id) {
    return withHeader("Last-Event-ID", id);
  }

  private Call withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(method, path, query, more, body);
  }

  /** The path with its query. */
  String target() {
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Without the body, which may contain secrets. */
  @Override
  public String toString() {
    return "Call[" + method + " " + path + "]";
  }
}
