package io.flagpost.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value strictly: keys are unique, nothing follows it, nesting has a limit. */
final class StrictJsonReader {
  /** Far more than any answer has, far less than would overflow a thread's stack. */
  static final int MAXIMUM_DEPTH = 256;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private StrictJsonReader() {}

  /** The text is not one JSON value by these rules. */
  static final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private NotJsonException(String message) {
      super(message);
    }
  }

  static JsonValue parse(String text) throws NotJsonException {
    // Read from characters, not bytes, so that escaped unpaired surrogates are kept, too.
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonValue value = value(parser, parser.nextToken());
      if (parser.nextToken() != null) {
        throw new NotJsonException("something follows the JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new NotJsonException("it is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException(e); // a text in memory can be read
    }
  }

  private static JsonValue value(JsonParser parser, @Nullable JsonToken token)
      throws IOException, NotJsonException {
    if (token == null) {
      throw new NotJsonException("it is empty");
    }
    if (parser.getParsingContext().getNestingDepth() > MAXIMUM_DEPTH) {
      throw new NotJsonException("it is nested deeper than " + MAXIMUM_DEPTH + " levels");
    }
    switch (token) {
      case START_OBJECT:
        return object(parser);
      case START_ARRAY:
        return array(parser);
      case VALUE_STRING:
        return new JsonValue.Text(parser.getText());
      case VALUE_NUMBER_INT:
      case VALUE_NUMBER_FLOAT:
        return JsonValue.Numeral.of(parser.getText());
      case VALUE_TRUE:
        return JsonValue.Literal.TRUE;
      case VALUE_FALSE:
        return JsonValue.Literal.FALSE;
      case VALUE_NULL:
        return JsonValue.Literal.NULL;
      default:
        throw new IllegalStateException("unexpected " + token);
    }
  }

  private static JsonValue object(JsonParser parser) throws IOException, NotJsonException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      if (members.put(key, value(parser, parser.nextToken())) != null) {
        throw new NotJsonException("a key is there twice: " + quoted(key));
      }
    }
    return new JsonValue.Members(members);
  }

  private static JsonValue array(JsonParser parser) throws IOException, NotJsonException {
    List<JsonValue> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return new JsonValue.Elements(elements);
  }

  /** A key comes from outside: it must not speak to a terminal. */
  private static String quoted(String key) {
    return CompactJson.quoted(key.length() > 64 ? key.substring(0, 64) : key);
  }
}
