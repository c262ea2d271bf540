package io.flagpost.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses and checks the text for an {@link Input}, so that nothing invalid is sent. */
final class InputReader implements ITypeConverter<JsonNode> {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Input input;
  private final Clock clock;

  InputReader(Input input, Clock clock) {
    this.input = input;
    this.clock = clock;
  }

  @Override
  public JsonNode convert(String text) {
    if (input.nullable() && text.equals("null")) {
      return JSON.nullNode();
    }
    return switch (input.kind()) {
      case TEXT, PASSWORD -> text(text);
      case INTEGER -> integer(text.strip());
      case NUMBER -> number(text.strip());
      case BOOLEAN -> truth(text.strip().toLowerCase(Locale.ROOT));
      case TIME -> JSON.textNode(new TimeText(clock).read(text.strip()).toString());
      case JSON -> json(text);
      case TEXT_FILE -> JSON.textNode(file(text));
      case JSON_FILE -> json(file(text));
    };
  }

  private JsonNode text(String text) {
    if (input.values().isEmpty()) {
      return JSON.textNode(text);
    }
    return input.values().stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .map(JSON::textNode)
        .orElseThrow(() -> wrong(text, "is not one of " + String.join(", ", input.values())));
  }

  private JsonNode integer(String text) {
    BigInteger number;
    try {
      number = new BigInteger(text);
    } catch (NumberFormatException e) {
      throw wrong(text, "is not a whole number");
    }
    Long least = input.least();
    if (least != null && number.compareTo(BigInteger.valueOf(least)) < 0) {
      throw wrong(text, "is less than " + least);
    }
    Long most = input.most();
    if (most != null && number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw wrong(text, "is more than " + most);
    }
    return JSON.numberNode(number);
  }

  private static JsonNode number(String text) {
    try {
      return JSON.numberNode(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw wrong(text, "is not a number");
    }
  }

  private static JsonNode truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(text, "is neither true nor false");
    }
    return JSON.booleanNode(text.equals("true"));
  }

  private static String file(String name) {
    try {
      return TextFile.read(Path.of(name));
    } catch (NoSuchFileException e) {
      throw new TypeConversionException("there is no file " + name);
    } catch (NoTextException e) {
      throw new TypeConversionException(e.sentence());
    } catch (IOException e) {
      throw new TypeConversionException("cannot read " + name + ": " + e);
    }
  }

  private JsonNode json(String text) {
    try {
      JsonNode node = new ObjectMapper().readTree(text);
      if (node.isMissingNode()) {
        throw new TypeConversionException("it is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw input.isFile()
          ? new TypeConversionException("it contains no JSON")
          : wrong(text, "is not JSON: " + e.getOriginalMessage());
    }
  }

  private static TypeConversionException wrong(String text, String reason) {
    return new TypeConversionException("'" + text + "' " + reason);
  }
}
