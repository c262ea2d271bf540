package io.flagpost.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ExitCodes;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A session of {@code login}, stored in a file.
 *
 * @param url the gateway that it belongs to; it is sent to no other
 * @param accessToken authenticates requests for a short time; a secret
 * @param refreshToken obtains the next tokens, once; a secret
 * @param expiresAt when the access token expires
 */
record Session(String url, String accessToken, String refreshToken, Instant expiresAt) {

  /** Whether the content of a file is a session, damaged or not, rather than a plain token. */
  static boolean isIn(String content) {
    return content.startsWith("{");
  }

  /** Reads a session's file. */
  static Session parse(String text) {
    try {
      JsonNode json = new ObjectMapper().readTree(text);
      return new Session(
          json.path("url").asText(),
          json.path("access_token").asText(),
          json.path("refresh_token").asText(),
          Instant.parse(json.path("expires_at").asText()));
    } catch (JsonProcessingException | DateTimeException e) {
      throw new CommandFailure(
          ExitCodes.NOT_PERMITTED,
          "the session's file cannot be read: sign in with flagpost login");
    }
  }

  /** Created from the answer to a login or a refresh. */
  static Session of(String url, JsonNode answer, Instant now) {
    String access = answer.path("access_token").asText();
    String refresh = answer.path("refresh_token").asText();
    if (access.isEmpty() || refresh.isEmpty()) {
      throw new CommandFailure(ExitCodes.FAILED, "the gateway's answer contains no session");
    }
    return new Session(url, access, refresh, end(answer, now));
  }

  private static Instant end(JsonNode answer, Instant now) {
    try {
      return Instant.parse(answer.path("expires_at").asText());
    } catch (DateTimeException notSaid) {
      return now.plusSeconds(answer.path("expires_in").asLong());
    }
  }

  String text() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("url", url);
    json.put("access_token", accessToken);
    json.put("refresh_token", refreshToken);
    json.put("expires_at", expiresAt.toString());
    return json.toPrettyString() + "\n";
  }

  @Override
  public String toString() {
    return "Session[" + url + ", until " + expiresAt + "]";
  }
}
