package io.flagpost.admin.listing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.wire.CanonicalBase64;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * The end of a page: the last row's position in the order. Opaque to clients.
 *
 * @param sort the order that the position is in
 * @param value the last row's value in that order, as PostgreSQL writes it
 * @param key the last row's key, as PostgreSQL writes it
 */
record Cursor(String sort, String value, String key) {
  static final String REASON = "must be the next_cursor of a page in the same order";

  private static final JsonMapper JSON = new JsonMapper();

  String text() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(JSON.writeValueAsBytes(List.of(sort, value, key)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Parses a cursor. Throws {@link ProblemException} if it is invalid, or belongs to another order.
   */
  static Cursor parse(String text, String sort) {
    try {
      JsonNode parts = JSON.readTree(CanonicalBase64.decodeUrl(text));
      if (parts.isArray()
          && parts.size() == 3
          && parts.get(0).isTextual()
          && parts.get(1).isTextual()
          && parts.get(2).isTextual()
          && parts.get(0).asText().equals(sort)) {
        return new Cursor(sort, parts.get(1).asText(), parts.get(2).asText());
      }
    } catch (IllegalArgumentException | IOException e) {
      throw new ProblemException(refusal());
    }
    throw new ProblemException(refusal());
  }

  private static Problem refusal() {
    return Problem.invalid("cursor", REASON);
  }
}
