package io.flagpost.node.config;

import io.flagpost.platform.database.DatabaseUrl;
import io.flagpost.platform.files.Secret;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One key of the configuration.
 *
 * @param name the key, such as {@code store.commit-timeout}
 * @param type the Java type of its values
 * @param setting its default and its rules
 */
record ConfigKey(String name, Class<?> type, Setting setting) {
  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

  /** Every key, in the order of the records. */
  static final List<ConfigKey> ALL = under(Config.class, "");

  /** The prefix of every environment variable of the gateway. */
  static final String ENV_PREFIX = "FLAGPOST_";

  String environmentVariable() {
    return ENV_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The variable that names a file with the value; for secrets only. */
  String fileVariable() {
    return environmentVariable() + "_FILE";
  }

  boolean isSecret() {
    return type == Secret.class || type == DatabaseUrl.class;
  }

  String defaultFor(Mode mode) {
    return mode == Mode.DEMO && !setting.demo().isEmpty() ? setting.demo() : setting.value();
  }

  /** Parses a value. Throws {@code RuntimeException} if it breaks the rule. */
  Object parse(String text) {
    Object value = ValueType.of(type).parser().apply(text);
    boolean tooSmall = !setting.min().isEmpty() && compare(value, setting.min()) < 0;
    boolean tooLarge = !setting.max().isEmpty() && compare(value, setting.max()) > 0;
    if (tooSmall || tooLarge) {
      throw new IllegalArgumentException("Out of range");
    }
    return value;
  }

  @SuppressWarnings("unchecked") // a limit is parsed as the value's own type
  private int compare(Object value, String limit) {
    return ((Comparable<Object>) value).compareTo(ValueType.of(type).parser().apply(limit));
  }

  @SuppressWarnings("unchecked") // the value was parsed as the same type
  String print(Object value) {
    return ((ValueType<Object>) ValueType.of(type)).printer().apply(value);
  }

  /** The rule for a value, in words. */
  String rule() {
    String range =
        setting.min().isEmpty() || setting.max().isEmpty()
            ? ""
            : ", from " + setting.min() + " to " + setting.max();
    return "must be " + ValueType.of(type).rule() + range;
  }

  /** The name of the key for a record component. */
  static String name(String prefix, RecordComponent component) {
    String kebab = HUMP.matcher(component.getName()).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
    return prefix.isEmpty() ? kebab : prefix + "." + kebab;
  }

  private static List<ConfigKey> under(Class<?> section, String prefix) {
    List<ConfigKey> keys = new ArrayList<>();
    for (RecordComponent component : section.getRecordComponents()) {
      String name = name(prefix, component);
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        keys.addAll(under(component.getType(), name));
      } else {
        keys.add(new ConfigKey(name, component.getType(), setting));
      }
    }
    return List.copyOf(keys);
  }
}
