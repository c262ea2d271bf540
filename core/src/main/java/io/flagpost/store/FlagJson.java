package io.flagpost.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.checks.RaisedFlag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON in the columns of a record and of an idempotency key. */
final class FlagJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, List<String>>> ERRORS =
      new TypeReference<>() {};

  private FlagJson() {}

  /** Flags with all that was said of them, or null if there are none. */
  static @Nullable String write(List<RaisedFlag> flags) {
    if (flags.isEmpty()) {
      return null;
    }
    ArrayNode details = JsonNodeFactory.instance.arrayNode();
    for (RaisedFlag flag : flags) {
      ObjectNode detail = details.addObject();
      detail.put("code", StorableText.of(flag.code()));
      detail.put("check", StorableText.of(flag.checkId()));
      detail.put("severity", StorableText.of(flag.severity()));
      detail.put("explanation", StorableText.of(flag.explanation()));
      ObjectNode evidence = detail.putObject("evidence");
      flag.evidence().forEach((k, v) -> evidence.put(StorableText.of(k), StorableText.of(v)));
    }
    return details.toString();
  }

  /** Format errors, in their order. */
  static String write(Map<String, List<String>> errors) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    errors.forEach(
        (field, messages) -> {
          ArrayNode list = fields.putArray(StorableText.of(field));
          messages.forEach(message -> list.add(StorableText.of(message)));
        });
    return fields.toString();
  }

  /** Reads what {@link #write(Map)} wrote. */
  static Map<String, List<String>> readErrors(String json) {
    try {
      return JSON.readValue(json, ERRORS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored outcome cannot be read", e);
    }
  }
}
