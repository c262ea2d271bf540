package io.flagpost.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One documented exchange: a request, and the answer that it gets from a gateway in demo mode.
 *
 * @param name where it is documented, unique in the file
 * @param method the HTTP method
 * @param target the path and the query, percent-encoded
 * @param headers the request's headers, {@code Content-Type} among them if there is a body
 * @param body the request's body; empty if there is none
 * @param expectedStatus the HTTP status of the answer
 * @param expectedMediaType its media type, without parameters
 * @param expected its body as documented; a text node where it is not JSON
 * @param before an exchange that has to happen first, or null
 */
@SuppressWarnings("ArrayRecordComponent") // read by one test, never compared
public record OpenApiExample(
    String name,
    String method,
    String target,
    Map<String, String> headers,
    byte[] body,
    int expectedStatus,
    String expectedMediaType,
    JsonNode expected,
    @Nullable OpenApiExample before) {

  private static final Set<String> VARYING =
      Set.of("timestamp", "response_base64", "signature", "id", "created_at", "updated_at");

  /** Whether the answer is an envelope; other answers are documented in their shape only. */
  public boolean isEnveloped() {
    return expected.has("response");
  }

  /**
   * The JSON text of an envelope, keys in their order, with every value that differs from one
   * answer to the next replaced: an answer is as documented if this text of it equals that of
   * {@link #expected()}.
   */
  public static String comparable(JsonNode envelope) {
    return blanked(envelope.deepCopy()).toString();
  }

  private static JsonNode blanked(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              property -> {
                if (VARYING.contains(property.getKey())) {
                  object.put(property.getKey(), "varies");
                }
              });
    }
    node.forEach(OpenApiExample::blanked);
    return node;
  }

  @Override
  public String toString() {
    return name;
  }
}
