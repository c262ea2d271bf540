package io.flagpost.plugin.testkit;

import io.flagpost.plugin.v1.Default;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration file that a plugin ships, to compare with its configuration record. Reads the
 * flat subset of YAML of such files: comments, and one key with its value per line.
 */
public final class ConfigurationFile {
  private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9-]*): ([^\\s#\"'].*)");

  private ConfigurationFile() {}

  /**
   * The keys and values of a file, in its order.
   *
   * @throws IllegalArgumentException if a line has another form, or a key has no comment right
   *     above it or is repeated
   */
  public static Map<String, String> read(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    boolean explained = false;
    for (String line : Files.readAllLines(file)) {
      Matcher pair = LINE.matcher(line);
      if (pair.matches()) {
        require(explained, file, "there is no comment above " + line);
        String before = values.put(pair.group(1), pair.group(2).strip());
        require(before == null, file, "a key is there twice: " + line);
      } else {
        require(line.isBlank() || line.startsWith("#"), file, "cannot read " + line);
      }
      explained = line.startsWith("#");
    }
    return values;
  }

  /** The keys of a configuration record, in order, with their {@link Default}s as written. */
  public static Map<String, String> defaults(Class<? extends Record> type) {
    Map<String, String> values = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Default given = component.getAnnotation(Default.class);
      if (given != null) {
        values.put(key(component.getName()), given.value());
      }
    }
    return values;
  }

  private static String key(String component) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('-');
      }
      key.append(Character.toLowerCase(c));
    }
    return key.toString();
  }

  private static void require(boolean holds, Path file, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(file + ": " + otherwise);
    }
  }
}
