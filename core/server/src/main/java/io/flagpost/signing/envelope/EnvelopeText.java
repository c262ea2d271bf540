package io.flagpost.signing.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The two compact JSON notations that signatures depend on. Pure functions. */
final class EnvelopeText {
  /** As PHP's json_encode writes it: ASCII only, an escaped solidus, lower-case hexadecimal. */
  private static final ObjectWriter PHP =
      new JsonMapper(
              new JsonFactoryBuilder()
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .characterEscapes(new PhpEscapes())
                  .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                  .build())
          .writer();

  private static final JsonFactory STRINGIFY =
      new JsonFactoryBuilder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

  private static final ObjectWriter STRINGIFY_NODES = new JsonMapper(STRINGIFY).writer();

  private EnvelopeText() {}

  /** Writes JSON to a generator. */
  interface JsonSource {
    void writeTo(JsonGenerator generator) throws IOException;
  }

  /** The node in PHP's notation: ASCII characters only. */
  static byte[] php(JsonNode node) {
    try {
      return PHP.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree in memory can be written
    }
  }

  /** The text as a JSON string in PHP's notation: harmless on any terminal. */
  static String quoted(String text) {
    return new String(php(JsonNodeFactory.instance.textNode(text)), StandardCharsets.US_ASCII);
  }

  /** The node in the notation of JavaScript's JSON.stringify. */
  static String stringify(JsonNode node) {
    return stringify(generator -> STRINGIFY_NODES.writeValue(generator, node));
  }

  /** The same notation for what the caller writes. */
  static String stringify(JsonSource source) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = STRINGIFY.createGenerator(text)) {
      source.writeTo(generator);
    } catch (IOException e) {
      throw new IllegalStateException(e); // nor does a StringWriter fail
    }
    return escapeLoneSurrogates(text.toString());
  }

  /**
   * The same value in a form that SDKs in PHP and in JavaScript write alike: its keys sorted at
   * every level by UTF-16 code units, as {@code sort()} does in JavaScript; an empty array for an
   * empty object, which is what PHP makes of it; a line feed for U+2028 and U+2029, which PHP
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

  /** In JSON text surrogates stand in strings only; UTF-8 has no bytes for one without its pair. */
  private static String escapeLoneSurrogates(String text) {
    StringBuilder escaped = null;
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      escaped = escaped == null ? new StringBuilder(text.length() + 16) : escaped;
      escaped.append(text, copied, i).append("\\u").append(Integer.toHexString(c));
      copied = i + 1;
    }
    return escaped == null ? text : escaped.append(text, copied, text.length()).toString();
  }

  /** What PHP's notation escapes of ASCII beyond what JSON must: the solidus, and U+007F. */
  private static final class PhpEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['/'] = '/';
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null; // none is of its own kind
    }
  }
}
