package io.flagpost.admin.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads JSON and refuses everything that two parsers could interpret differently: duplicate
 * members, bytes that are not UTF-8, numbers out of range. Reasons never quote a value.
 */
final class StrictJson {
  /** The name of the body itself in errors. */
  static final String BODY = "(body)";

  private static final int MAX_DEPTH = 64;

  /** The largest number of digits in a number, and of zeros after or before them. */
  private static final int MAX_DIGITS = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .build())
          .build();

  private final JsonParser parser;
  private final List<FieldError> errors = new ArrayList<>();

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Parses the bytes.
   *
   * @throws ProblemException 400, if they are not exactly one acceptable value
   */
  static JsonNode read(byte[] bytes) {
    String text = TextRules.utf8(ByteBuffer.wrap(bytes), BODY);
    if (text.startsWith("\uFEFF")) {
      throw refused("must not begin with a byte order mark");
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new StrictJson(parser).document();
    } catch (StreamConstraintsException e) {
      throw refused(
          String.format(
              Locale.ROOT,
              "has more than %d levels of nesting, or a number of more than %d digits",
              MAX_DEPTH,
              MAX_DIGITS));
    } catch (JsonProcessingException e) {
      throw refused(
          String.format(
              Locale.ROOT,
              "is not valid JSON at line %d, column %d",
              e.getLocation().getLineNr(),
              e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the input is in memory
    }
  }

  private JsonNode document() throws IOException {
    if (parser.nextToken() == null) {
      throw refused("is missing");
    }
    JsonNode value = value("");
    if (parser.nextToken() != null) {
      throw refused("must be one JSON value and nothing else");
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalid(errors));
    }
    return value;
  }

  /** The parser limits nesting. */
  private JsonNode value(String path) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> array(path);
      case VALUE_STRING -> JsonNodeFactory.instance.textNode(checked(parser.getText(), path));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(path);
      case VALUE_TRUE, VALUE_FALSE ->
          JsonNodeFactory.instance.booleanNode(token == JsonToken.VALUE_TRUE);
      default -> JsonNodeFactory.instance.nullNode();
    };
  }

  private ObjectNode object(String path) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String member = FieldPaths.member(path, name);
      checked(name, member);
      parser.nextToken();
      JsonNode value = value(member);
      if (object.has(name)) {
        errors.add(new FieldError(member, "is given more than once"));
      }
      object.set(name, value);
    }
    return object;
  }

  private ArrayNode array(String path) throws IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(FieldPaths.item(path, array.size())));
    }
    return array;
  }

  /** Integers are read as longs, however they are written. */
  private JsonNode number(String path) throws IOException {
    BigDecimal number = parser.getDecimalValue();
    if (Math.abs((long) number.scale()) > MAX_DIGITS) {
      errors.add(new FieldError(FieldPaths.orBody(path), "is too large or too small a number"));
      return JsonNodeFactory.instance.nullNode();
    }
    BigDecimal plain = number.stripTrailingZeros();
    if (plain.scale() > 0) {
      return JsonNodeFactory.instance.numberNode(number);
    }
    try {
      return JsonNodeFactory.instance.numberNode(plain.longValueExact());
    } catch (ArithmeticException e) {
      errors.add(new FieldError(FieldPaths.orBody(path), "is too large a number"));
      return JsonNodeFactory.instance.nullNode();
    }
  }

  private String checked(String text, String path) {
    String objection = TextRules.objection(text);
    if (objection != null) {
      errors.add(new FieldError(FieldPaths.orBody(path), objection));
    }
    return text;
  }

  private static ProblemException refused(String reason) {
    return new ProblemException(Problem.invalid(BODY, reason));
  }
}
