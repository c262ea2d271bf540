package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The room that one answer has for records. Not thread-safe; one for each answer.
 *
 * <p>It counts the characters of their JSON text as an envelope writes it: ASCII, everything else
 * escaped. An envelope holds this text twice, once in Base64.
 */
final class AnswerBudget {
  /** Makes an answer of 4 MiB. Every octet of stored text becomes at least one character. */
  static final int CHARACTERS = 4 * 1024 * 1024 / 7 * 3;

  private static final int ESCAPED = 6; // backslash, u, four digits

  private long left = CHARACTERS;

  /** Takes the room for one more record, if there is enough. */
  boolean take(JsonNode json) {
    left -= length(json) + 1;
    return left >= 0;
  }

  private static long length(JsonNode json) {
    if (json.isTextual()) {
      return length(json.textValue());
    }
    if (!json.isContainerNode()) {
      return json.asText().length(); // numbers and null
    }
    long length = 2;
    for (String name : (Iterable<String>) json::fieldNames) {
      length += length(name) + 1;
    }
    for (JsonNode element : json) {
      length += length(element) + 1;
    }
    return length;
  }

  private static long length(String text) {
    long length = text.length() + 2L;
    for (int i = 0; i < text.length(); i++) {
      length += extra(text.charAt(i));
    }
    return length;
  }

  private static int extra(char c) {
    return switch (c) {
      case '"', '\\', '/', '\b', '\f', '\n', '\r', '\t' -> 1;
      default -> c < ' ' || c > '~' ? ESCAPED - 1 : 0;
    };
  }
}
