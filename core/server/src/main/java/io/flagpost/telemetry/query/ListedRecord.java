package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.telemetry.record.TelemetryField;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record among others, as the admin API lists, exports and streams it: what was sent, field by
 * field, and what stands of what checks said of it.
 */
public final class ListedRecord {
  /** The members of the JSON object, in their order. */
  public static final List<String> NAMES = names();

  /** Those that tell where it is among the others; they come first. */
  public static final List<String> PLACE = List.of("record_id", "id", "received_at");

  private static final String FIRST =
      "record_id id received_at environment api_key_id client_address";

  private static final String LAST =
      "event_id occurred_at is_correct_format license_key_exists product_exists"
          + " product_version_exists has_red_flags red_flags pending_checks updated_at";

  private ListedRecord() {}

  /** The JSON object of a row that has {@link ReadQuery}'s columns and the origin's. */
  static ObjectNode of(Row row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("record_id", row.getUUID("record_id").toString());
    json.put("id", row.getLong("id"));
    json.put("received_at", TimestampText.microseconds(DbTimestamps.of(row, "created_at")));
    json.put("environment", row.getString("environment"));
    json.put("api_key_id", row.getLong("api_key_id"));
    json.put("client_address", row.getString("client_address"));
    for (TelemetryField field : TelemetryField.ALL) {
      json.put(field.columnName(), row.getString(field.columnName()));
    }
    UUID eventId = row.getUUID("event_id");
    json.put("event_id", eventId == null ? null : eventId.toString());
    json.put("occurred_at", TimestampText.shortestOrNull(DbTimestamps.orNull(row, "occurred_at")));
    json.put("is_correct_format", row.getBoolean("is_correct_format"));
    json.put("license_key_exists", row.getBoolean("license_key_exists"));
    json.put("product_exists", row.getBoolean("product_exists"));
    json.put("product_version_exists", row.getBoolean("product_version_exists"));
    json.put("has_red_flags", row.getBoolean("has_red_flags"));
    putTexts(json, "red_flags", row.getArrayOfStrings("red_flags"));
    putTexts(json, "pending_checks", row.getArrayOfStrings("pending_checks"));
    json.put("updated_at", TimestampText.microseconds(DbTimestamps.of(row, "updated_at")));
    return json;
  }

  private static void putTexts(ObjectNode json, String name, @Nullable String[] values) {
    ArrayNode list = json.putArray(name);
    for (String value : values) {
      list.add(value);
    }
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of(FIRST.split(" ")));
    TelemetryField.ALL.forEach(field -> names.add(field.columnName()));
    names.addAll(List.of(LAST.split(" ")));
    return List.copyOf(names);
  }
}
