package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Default;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates a plugin's configuration record from its file; reports every problem. */
final class ConfigurationBinder {
  private static final Pattern BLANKS_AT_ENDS =
      Pattern.compile("^[\\p{IsWhite_Space}\\uFEFF]+|[\\p{IsWhite_Space}\\uFEFF]+$");
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Map<String, Object> given;
  private final List<String> problems = new ArrayList<>();

  private ConfigurationBinder(Map<String, Object> given) {
    this.given = new TreeMap<>(given);
  }

  /**
   * Creates the record.
   *
   * @param given strings, numbers, booleans and lists of them, by key
   * @throws IllegalArgumentException naming every problem
   */
  static <T extends Record> T bind(Map<String, Object> given, Class<T> type) {
    return new ConfigurationBinder(given).bind(type);
  }

  private <T extends Record> T bind(Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i]);
    }
    if (!given.isEmpty()) {
      String known =
          Arrays.stream(components)
              .map(component -> key(component.getName()))
              .collect(Collectors.joining(", "));
      new TreeSet<>(given.keySet())
          .forEach(
              key ->
                  problems.add(ArchiveRules.shown(key) + ": unknown key; known keys are " + known));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("configuration: " + String.join("; ", problems));
    }
    return make(type, components, values);
  }

  private @Nullable Object value(RecordComponent component) {
    String key = key(component.getName());
    Object configured = given.remove(key);
    Default fallback = component.getAnnotation(Default.class);
    if (configured == null && fallback == null) {
      problems.add(key + ": missing");
      return null;
    }
    try {
      return configured == null
          ? convert(fallback == null ? "" : fallback.value(), component)
          : convert(configured, component);
    } catch (IllegalArgumentException e) {
      problems.add(key + ": " + e.getMessage());
      return null;
    }
  }

  private static Object convert(Object value, RecordComponent component) {
    Class<?> type = component.getType();
    if (type == List.class) {
      return texts(value);
    }
    if (value instanceof List<?>) {
      throw new IllegalArgumentException("must be one value, not a list");
    }
    String text = bare(value.toString());
    if (type == String.class) {
      return text;
    } else if (type == Duration.class) {
      return duration(text);
    } else if (type == boolean.class) {
      return truth(text);
    } else if (type.isEnum()) {
      return constant(text, type);
    }
    return number(text, type);
  }

  /**
   * Trims a value in the same way as telemetry's values, so that they can be compared: characters
   * with Unicode's property White_Space, and the byte order mark.
   */
  private static String bare(String text) {
    return BLANKS_AT_ENDS.matcher(text).replaceAll("");
  }

  private static Object number(String text, Class<?> type) {
    if (!text.chars().allMatch(c -> c < 0x80)) { // the JDK accepts the digits of every script
      throw new IllegalArgumentException("must be a number in the digits 0 to 9");
    }
    try {
      if (type == int.class) {
        return Integer.valueOf(text);
      } else if (type == long.class) {
        return Long.valueOf(text);
      } else if (type == double.class) {
        return Double.valueOf(text);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "must be " + (type == double.class ? "a number" : "a whole number"), e);
    }
    throw new IllegalArgumentException("has an unsupported type: " + type.getName());
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static Object constant(String text, Class<?> type) {
    String wanted = text.replace('-', '_');
    Object[] constants = type.getEnumConstants();
    return Arrays.stream(constants)
        .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Arrays.stream(constants)
                        .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", "must be one of ", ""))));
  }

  private static Duration duration(String text) {
    Matcher span = SPAN.matcher(text);
    if (span.matches()) {
      long amount = Long.parseLong(span.group(1));
      return switch (span.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be a duration, such as 90d, 12h or 30s", e);
    }
  }

  private static List<String> texts(Object value) {
    Stream<?> items =
        value instanceof List<?> list ? list.stream() : Arrays.stream(value.toString().split(","));
    return items.map(item -> bare(item.toString())).filter(item -> !item.isEmpty()).toList();
  }

  private static <T extends Record> T make(
      Class<T> type, RecordComponent[] components, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "configuration: " + e.getTargetException().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("configuration: cannot create " + type.getName(), e);
    }
  }

  /** Converts {@code mostUsers} to {@code most-users}. */
  private static String key(String component) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('-').append(Character.toLowerCase(c));
      } else {
        key.append(c);
      }
    }
    return key.toString();
  }
}
