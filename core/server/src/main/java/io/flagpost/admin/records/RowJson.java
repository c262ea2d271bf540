package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.text.TimestampText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows as JSON: selected columns, each as a member of the same name. Immutable. */
final class RowJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final List<String> columns;

  RowJson(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  ObjectNode write(Row row) {
    ObjectNode node = JSON.objectNode();
    columns.forEach(column -> node.set(column, value(row.getValue(column))));
    return node;
  }

  private static JsonNode value(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof String text) {
      return JSON.textNode(text);
    }
    if (value instanceof Boolean bool) {
      return JSON.booleanNode(bool);
    }
    if (value instanceof Integer || value instanceof Long) {
      return JSON.numberNode(((Number) value).longValue());
    }
    if (value instanceof OffsetDateTime moment) {
      return JSON.textNode(TimestampText.shortest(moment.toInstant()));
    }
    if (value instanceof Object[] || value instanceof JsonArray) {
      ArrayNode array = JSON.arrayNode();
      Iterable<?> elements = value instanceof Object[] all ? List.of(all) : (JsonArray) value;
      elements.forEach(element -> array.add(value(element)));
      return array;
    }
    if (value instanceof JsonObject object) {
      ObjectNode node = JSON.objectNode();
      object.forEach(member -> node.set(member.getKey(), value(member.getValue())));
      return node;
    }
    throw new IllegalStateException("No JSON for a column of " + value.getClass());
  }
}
