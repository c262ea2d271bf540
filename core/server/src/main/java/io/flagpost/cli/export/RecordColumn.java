package io.flagpost.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column of exported records, with the type that it has where files know types.
 *
 * @param name the member of the JSON object
 * @param type {@code long}, {@code boolean}, {@code time}, {@code texts} or {@code text}
 */
record RecordColumn(String name, String type) {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("id", "long"),
          Map.entry("api_key_id", "long"),
          Map.entry("received_at", "time"),
          Map.entry("occurred_at", "time"),
          Map.entry("updated_at", "time"),
          Map.entry("is_correct_format", "boolean"),
          Map.entry("license_key_exists", "boolean"),
          Map.entry("product_exists", "boolean"),
          Map.entry("product_version_exists", "boolean"),
          Map.entry("has_red_flags", "boolean"),
          Map.entry("red_flags", "texts"),
          Map.entry("pending_checks", "texts"));

  /** The column of a member; one that is not known is text. */
  static RecordColumn of(String name) {
    return new RecordColumn(name, TYPES.getOrDefault(name, "text"));
  }

  /** The value of a member: a long, a boolean, a moment, a list of texts or a text. */
  @Nullable Object value(@Nullable JsonNode json) {
    if (json == null || json.isNull()) {
      return null;
    }
    return switch (type) {
      case "long" -> json.longValue();
      case "boolean" -> json.booleanValue();
      case "time" -> Instant.parse(json.textValue());
      case "texts" -> texts(json);
      default -> json.asText();
    };
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
