package io.flagpost.signing.envelope;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients do with JSON, written again from the specifications: ECMAScript's JSON.stringify and
 * PHP's json_encode over maps, lists, strings and integers.
 */
public final class PlainJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private PlainJson() {}

  @SuppressWarnings("unchecked")
  public static Map<String, Object> parse(byte[] text) {
    try {
      return MAPPER.readValue(text, Map.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static String stringify(Object value) {
    return write(value, false);
  }

  public static String php(Object value) {
    return write(value, true);
  }

  public static Object sorted(Object value) {
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, Object> sorted = new TreeMap<>();
      map.forEach((key, member) -> sorted.put((String) key, sorted(member)));
      return sorted;
    }
    return value instanceof List<?> list ? list.stream().map(PlainJson::sorted).toList() : value;
  }

  private static String write(Object value, boolean php) {
    StringBuilder text = new StringBuilder();
    append(text, value, php);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value, boolean php) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> member : map.entrySet()) {
        text.append(separator);
        quote(text, (String) member.getKey(), php);
        text.append(':');
        append(text, member.getValue(), php);
        separator = ",";
      }
      text.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object element : list) {
        text.append(separator);
        append(text, element, php);
        separator = ",";
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      quote(text, string, php);
    } else {
      text.append(value);
    }
  }

  private static void quote(StringBuilder text, String string, boolean php) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      int named = "\b\t\n\f\r\"\\".indexOf(c);
      if (named >= 0) {
        text.append('\\').append("btnfr\"\\".charAt(named));
      } else if (php && c == '/') {
        text.append("\\/");
      } else if (c < 0x20 || (php ? c > 0x7e : isLone(string, i))) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static boolean isLone(String string, int i) {
    char c = string.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
  }
}
