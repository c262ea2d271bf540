package io.flagpost.telemetry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.StorableText;
import io.flagpost.telemetry.record.RaisedFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON in the columns of a record, of its later verdicts and of an idempotency key. */
public final class FlagJson {
  /** Who raised a flag of which the record keeps no more than the code. */
  private static final String UNTOLD = "core";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, List<String>>> ERRORS =
      new TypeReference<>() {};

  private FlagJson() {}

  /** Flags with all that was said of them, or null if there are none. */
  static @Nullable String write(List<RaisedFlag> flags) {
    return flags.isEmpty() ? null : array(flags).toString();
  }

  /** Flags with all that was said of them. */
  public static ArrayNode array(List<RaisedFlag> flags) {
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
    return details;
  }

  /**
   * Reads flags back.
   *
   * @param codes which flags there are
   * @param details what {@link #array} said of them, as text, or null if nothing is kept
   */
  public static List<RaisedFlag> read(List<String> codes, @Nullable String details) {
    Map<String, RaisedFlag> told = new HashMap<>();
    if (details != null) {
      for (JsonNode detail : tree(details)) {
        RaisedFlag flag = flag(detail);
        told.putIfAbsent(flag.code(), flag);
      }
    }
    List<RaisedFlag> flags = new ArrayList<>(codes.size());
    for (String code : codes) {
      RaisedFlag flag = told.get(code);
      flags.add(flag == null ? new RaisedFlag(code, UNTOLD, "low", "", Map.of()) : flag);
    }
    return flags;
  }

  private static RaisedFlag flag(JsonNode detail) {
    Map<String, String> evidence = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : detail.path("evidence").properties()) {
      evidence.put(entry.getKey(), entry.getValue().asText());
    }
    return new RaisedFlag(
        detail.path("code").asText(),
        detail.path("check").asText(UNTOLD),
        detail.path("severity").asText(),
        detail.path("explanation").asText(),
        evidence);
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Stored flags cannot be read", e);
    }
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
