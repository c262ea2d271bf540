package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to the admin API.
 *
 * @param method the HTTP method
 * @param path the path, encoded
 * @param query the parameters of the query, encoded
 * @param revision the value of {@code If-Match}; null to omit it
 * @param body the JSON body; null if there is none
 */
record Call(
    String method,
    String path,
    List<String> query,
    @Nullable String revision,
    @Nullable JsonNode body) {
  Call {
    query = List.copyOf(query);
  }

  static Call of(String method, String path) {
    return new Call(method, path, List.of(), null, null);
  }

  Call with(JsonNode newBody) {
    return new Call(method, path, query, revision, newBody);
  }

  Call with(String parameter, String value) {
    List<String> parts = new ArrayList<>(query);
    parts.add(encode(parameter) + "=" + encode(value));
    return new Call(method, path, parts, revision, body);
  }

  Call ifMatch(String newRevision) {
    return new Call(method, path, query, newRevision, body);
  }

  /** The path with its query. */
  String target() {
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
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
