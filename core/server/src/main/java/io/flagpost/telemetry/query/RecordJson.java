package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flagpost.telemetry.record.TelemetryField;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A stored record as the read API shows it: names, order and forms of the wire contract. */
final class RecordJson {
  /** The fields that are shown under their own names, in that order. */
  static final List<TelemetryField> FIELDS =
      List.of(
          TelemetryField.USER_IDENTIFIER,
          TelemetryField.LICENSE_KEY,
          TelemetryField.ACTIVATION_IDENTIFIER,
          TelemetryField.PRODUCT_ID,
          TelemetryField.PRODUCT_VERSION,
          TelemetryField.DATA_TYPE,
          TelemetryField.DATA_GROUP);

  /** The fields that {@code data} is made of if it is not the text. */
  static final List<TelemetryField> NUMBERS =
      List.of(
          TelemetryField.NUMERIC_DATA_SINGLE_VALUE,
          TelemetryField.NUMERIC_DATA_X,
          TelemetryField.NUMERIC_DATA_Y);

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
    for (TelemetryField field : FIELDS) {
      putField(json, field, text(row, field));
    }
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

  private static void putField(ObjectNode json, TelemetryField field, @Nullable String sent) {
    if (field == TelemetryField.PRODUCT_ID
        && sent != null
        && CANONICAL_INTEGER.matcher(sent).matches()
        && Long.parseLong(sent) <= MAX_SAFE_INTEGER) {
      json.put(field.columnName(), Long.parseLong(sent));
    } else {
      json.put(field.columnName(), sent);
    }
  }

  private static @Nullable String text(Row row, TelemetryField field) {
    return row.getString(field.columnName());
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
    String type = text(row, TelemetryField.DATA_TYPE);
    if (type == null) {
      return "";
    }
    return switch (type) {
      case "numeric-single-value" -> orEmpty(text(row, TelemetryField.NUMERIC_DATA_SINGLE_VALUE));
      case "numeric-xy-axis" ->
          "{\"x\":"
              + coordinate(text(row, TelemetryField.NUMERIC_DATA_X))
              + ",\"y\":"
              + coordinate(text(row, TelemetryField.NUMERIC_DATA_Y))
              + "}";
      case "text" -> orEmpty(text(row, TelemetryField.TEXT_DATA));
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
