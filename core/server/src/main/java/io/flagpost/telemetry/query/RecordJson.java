package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A stored record as the read API shows it: names, order and forms of the wire contract. */
final class RecordJson {
  private static final Pattern CANONICAL_INTEGER = Pattern.compile("0|[1-9][0-9]{0,15}");

  /** Beyond it JavaScript reads another number than was written, and a signature fails. */
  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  /** JSON's numbers, fewer than the contract's: no plus sign, no leading zero, no bare point. */
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private RecordJson() {}

  static ObjectNode of(Row row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", row.getLong("id"));
    json.put("user_identifier", row.getString("user_identifier"));
    json.put("license_key", row.getString("license_key"));
    json.put("activation_identifier", row.getString("activation_identifier"));
    putProductId(json, row.getString("product_id"));
    json.put("product_version", row.getString("product_version"));
    json.put("data_type", row.getString("data_type"));
    json.put("data_group", row.getString("data_group"));
    json.put("data", data(row));
    putBit(json, "is_correct_format", row.getBoolean("is_correct_format"));
    putBit(json, "license_key_exists", row.getBoolean("license_key_exists"));
    putBit(json, "product_exists", row.getBoolean("product_exists"));
    putBit(json, "product_version_exists", row.getBoolean("product_version_exists"));
    putBit(json, "has_red_flags", row.getBoolean("has_red_flags"));
    json.put("created_at", FilterTimestamps.write(row.getOffsetDateTime("created_at")));
    json.put("updated_at", FilterTimestamps.write(row.getOffsetDateTime("updated_at")));
    putTexts(json, "red_flags", row.getArrayOfStrings("red_flags"));
    UUID eventId = row.getUUID("event_id");
    json.put("event_id", (eventId == null ? row.getUUID("record_id") : eventId).toString());
    OffsetDateTime occurredAt = row.getOffsetDateTime("occurred_at");
    json.put("occurred_at", occurredAt == null ? null : FilterTimestamps.write(occurredAt));
    putTexts(json, "pending_checks", row.getArrayOfStrings("pending_checks"));
    return json;
  }

  private static void putProductId(ObjectNode json, @Nullable String sent) {
    if (sent != null
        && CANONICAL_INTEGER.matcher(sent).matches()
        && Long.parseLong(sent) <= MAX_SAFE_INTEGER) {
      json.put("product_id", Long.parseLong(sent));
    } else {
      json.put("product_id", sent);
    }
  }

  private static void putBit(ObjectNode json, String name, @Nullable Boolean value) {
    if (value == null) {
      json.putNull(name);
    } else {
      json.put(name, value ? 1 : 0);
    }
  }

  private static void putTexts(ObjectNode json, String name, String[] values) {
    ArrayNode list = json.putArray(name);
    for (String value : values) {
      list.add(value);
    }
  }

  /** One text out of the value fields that the data type asks for. */
  private static String data(Row row) {
    String type = row.getString("data_type");
    if (type == null) {
      return "";
    }
    return switch (type) {
      case "numeric-single-value" -> orEmpty(row.getString("numeric_data_single_value"));
      case "numeric-xy-axis" ->
          "{\"x\":"
              + coordinate(row.getString("numeric_data_x"))
              + ",\"y\":"
              + coordinate(row.getString("numeric_data_y"))
              + "}";
      case "text" -> orEmpty(row.getString("text_data"));
      default -> "";
    };
  }

  private static String coordinate(@Nullable String sent) {
    if (sent == null) {
      return "null";
    }
    return JSON_NUMBER.matcher(sent).matches() ? sent : TextNode.valueOf(sent).toString();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
