package io.flagpost.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that keeps what a verifier needs: the order of keys and the text of numbers. Two are
 * equal if they are the same JSON value: the order of keys does not matter, and numbers are
 * compared by value ({@code 1.0} equals {@code 1}).
 */
interface JsonValue {

  /**
   * Writes the value.
   *
   * @param sorted whether keys are sorted at every level; otherwise they stay in the order received
   */
  void writeTo(JsonGenerator generator, boolean sorted) throws IOException;

  /** An object; the map keeps the order received. */
  final class Members implements JsonValue {
    private final Map<String, JsonValue> members;

    Members(Map<String, JsonValue> members) {
      this.members = members;
    }

    Map<String, JsonValue> members() {
      return members;
    }

    @Override
    public void writeTo(JsonGenerator generator, boolean sorted) throws IOException {
      generator.writeStartObject();
      for (String key : sorted ? new TreeSet<>(members.keySet()) : members.keySet()) {
        generator.writeFieldName(key);
        members.getOrDefault(key, Literal.NULL).writeTo(generator, sorted);
      }
      generator.writeEndObject();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Members && members.equals(((Members) other).members);
    }

    @Override
    public int hashCode() {
      return members.hashCode();
    }
  }

  /** An array. */
  final class Elements implements JsonValue {
    private final List<JsonValue> elements;

    Elements(List<JsonValue> elements) {
      this.elements = elements;
    }

    @Override
    public void writeTo(JsonGenerator generator, boolean sorted) throws IOException {
      generator.writeStartArray();
      for (JsonValue element : elements) {
        element.writeTo(generator, sorted);
      }
      generator.writeEndArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Elements && elements.equals(((Elements) other).elements);
    }

    @Override
    public int hashCode() {
      return elements.hashCode();
    }
  }

  /** A string; may contain unpaired surrogates. */
  final class Text implements JsonValue {
    private final String text;

    Text(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    @Override
    public void writeTo(JsonGenerator generator, boolean sorted) throws IOException {
      generator.writeString(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Text && text.equals(((Text) other).text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  /** A number: its text, and its value unless the exponent is too large. */
  final class Numeral implements JsonValue {
    private final String text;
    private final @Nullable BigDecimal value;

    private Numeral(String text, @Nullable BigDecimal value) {
      this.text = text;
      this.value = value;
    }

    static Numeral of(String text) {
      try {
        return new Numeral(text, new BigDecimal(text).stripTrailingZeros());
      } catch (ArithmeticException | NumberFormatException e) {
        return new Numeral(text, null);
      }
    }

    @Override
    public void writeTo(JsonGenerator generator, boolean sorted) throws IOException {
      generator.writeNumber(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (!(other instanceof Numeral)) {
        return false;
      }
      Numeral numeral = (Numeral) other;
      return value == null ? text.equals(numeral.text) : value.equals(numeral.value);
    }

    @Override
    public int hashCode() {
      return value == null ? text.hashCode() : value.hashCode();
    }
  }

  /** The values that are written as words. */
  enum Literal implements JsonValue {
    TRUE("true"),
    FALSE("false"),
    NULL("null");

    private final String word;

    Literal(String word) {
      this.word = word;
    }

    @Override
    public void writeTo(JsonGenerator generator, boolean sorted) throws IOException {
      generator.writeRawValue(word);
    }
  }
}
