package io.flagpost.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.StorableText;

/** JSON whose names and strings PostgreSQL accepts; see {@link StorableText}. */
final class StorableJson {
  private StorableJson() {}

  static String text(String text) {
    return StorableText.of(text);
  }

  static JsonNode of(JsonNode value) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (value.isTextual()) {
      return make.textNode(text(value.textValue()));
    }
    if (value.isObject()) {
      ObjectNode storable = make.objectNode();
      value
          .properties()
          .forEach(member -> storable.set(text(member.getKey()), of(member.getValue())));
      return storable;
    }
    if (value.isArray()) {
      ArrayNode storable = make.arrayNode(value.size());
      value.forEach(item -> storable.add(of(item)));
      return storable;
    }
    return value;
  }
}
