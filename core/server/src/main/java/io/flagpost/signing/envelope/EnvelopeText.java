package io.flagpost.signing.envelope;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.wire.CompactJson;
import java.util.Map;
import java.util.TreeMap;

/** Writes a response as text, in the two notations that signatures depend on. Pure functions. */
final class EnvelopeText {
  private static final ObjectWriter PHP = new JsonMapper(CompactJson.PHP).writer();
  private static final ObjectWriter NODES = new JsonMapper().writer();

  private EnvelopeText() {}

  /** The node in PHP's notation: ASCII characters only. */
  static byte[] php(JsonNode node) {
    try {
      return PHP.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree in memory can always be written
    }
  }

  /** The node in the notation of JavaScript's JSON.stringify. */
  static String stringify(JsonNode node) {
    return CompactJson.stringify(generator -> NODES.writeValue(generator, node));
  }

  /**
   * The same value in a form that SDKs in PHP and in JavaScript write identically: the keys at
   * every level sorted by UTF-16 code units, like {@code sort()} in JavaScript; an empty array in
   * place of an empty object, as in PHP; a line feed in place of U+2028 and U+2029, which PHP
   * escapes and JavaScript does not.
   */
  static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object.isEmpty() ? JsonNodeFactory.instance.arrayNode() : sorted(object);
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
      array.forEach(element -> copy.add(sorted(element)));
      return copy;
    }
    return node.isTextual() ? JsonNodeFactory.instance.textNode(withLineFeeds(node)) : node;
  }

  private static String withLineFeeds(JsonNode text) {
    return text.textValue().replace('\u2028', '\n').replace('\u2029', '\n');
  }

  private static ObjectNode sorted(ObjectNode object) {
    Map<String, JsonNode> members = new TreeMap<>();
    object.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(members);
    return copy;
  }
}
