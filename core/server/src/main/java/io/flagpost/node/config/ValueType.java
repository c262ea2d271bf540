package io.flagpost.node.config;

import io.flagpost.platform.database.DatabaseUrl;
import io.flagpost.platform.files.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The notation of values of one Java type.
 *
 * @param rule the description of a value, after "must be"
 * @param parser converts text to the value; throws {@code RuntimeException} if it breaks the rule
 * @param printer converts the value to text without secrets
 */
record ValueType<T>(String rule, Function<String, T> parser, Function<T, String> printer) {

  /** The replacement for a secret. */
  static final String MASK = "****";

  private static final Map<Class<?>, ValueType<?>> BY_CLASS =
      Map.of(
          String.class, new ValueType<String>("a text", String::strip, text -> text),
          int.class, new ValueType<Integer>("a whole number", ValueType::integer, String::valueOf),
          Duration.class,
              new ValueType<Duration>(
                  "a duration such as 250ms, 2s, 5m, 1h or 7d",
                  Durations::parse,
                  Durations::format),
          ByteSize.class,
              new ValueType<ByteSize>(
                  "a size such as 512B, 64KiB, 1MiB or 2GiB", ByteSize::parse, ByteSize::toString),
          FileList.class,
              new ValueType<FileList>("a list of files", FileList::parse, FileList::toString),
          List.class, new ValueType<List<String>>("a list", ValueType::list, ValueType::print),
          Path.class, new ValueType<Path>("a path", ValueType::path, Path::toString),
          OptionalFile.class,
              new ValueType<OptionalFile>(
                  "empty or a path", OptionalFile::parse, OptionalFile::toString),
          Secret.class, new ValueType<Secret>("a text", Secret::new, Secret::toString),
          DatabaseUrl.class,
              new ValueType<DatabaseUrl>(
                  "empty or postgresql://host:port/database (or jdbc:postgresql://…)",
                  DatabaseUrl::parse,
                  DatabaseUrl::toString));

  static boolean isKnown(Class<?> type) {
    return type.isEnum() || BY_CLASS.containsKey(type);
  }

  static ValueType<?> of(Class<?> type) {
    if (type.isEnum()) {
      return ofEnum(Arrays.asList((Enum<?>[]) type.getEnumConstants()));
    }
    ValueType<?> known = BY_CLASS.get(type);
    if (known == null) {
      throw new IllegalArgumentException("No way to read a configuration value of " + type);
    }
    return known;
  }

  /** Constants are written in lower case: {@code read-only} for {@code READ_ONLY}. */
  private static ValueType<Enum<?>> ofEnum(List<Enum<?>> constants) {
    return new ValueType<>(
        constants.stream().map(ValueType::name).collect(Collectors.joining(" or ")),
        text ->
            constants.stream()
                .filter(constant -> name(constant).equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("None of the choices")),
        ValueType::name);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** Only with the digits 0 to 9: the JDK accepts those of every script. */
  private static int integer(String text) {
    if (!text.matches("[+-]?[0-9]+")) {
      throw new IllegalArgumentException("No whole number");
    }
    return Integer.parseInt(text);
  }

  private static String print(List<String> list) {
    return String.join(", ", list);
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("A path is not empty");
    }
    return Path.of(text.strip());
  }
}
