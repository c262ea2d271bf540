package io.flagpost.node.config;

import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the environment variables that set keys. */
final class Environment {
  /** Variables that the commands read themselves. */
  private static final Set<String> OF_COMMANDS =
      Set.of(
          "FLAGPOST_CONFIG",
          "FLAGPOST_API_KEY",
          "FLAGPOST_API_KEY_FILE",
          "FLAGPOST_URL",
          "FLAGPOST_PUBLIC_URL",
          "FLAGPOST_TOKEN",
          "FLAGPOST_TOKEN_FILE",
          "FLAGPOST_PASSWORD",
          "FLAGPOST_PASSWORD_FILE");

  /** Variables that Kubernetes sets in every pod beside a service named flagpost-something. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "FLAGPOST_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)"
              + "|FLAGPOST_PORT");

  /** The JVM's replacement for characters that are not in the environment's character set. */
  private static final char NOT_READ = '\uFFFD';

  private Environment() {}

  static Map<String, RawValue> read(Map<String, String> environment, List<ConfigProblem> problems) {
    Map<String, RawValue> values = new LinkedHashMap<>();
    Map<String, String> unread = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ConfigKey.ENV_PREFIX)
              && !OF_COMMANDS.contains(name)
              && !SERVICE_LINK.matcher(name).matches()) {
            unread.put(name, value);
          }
        });
    List<String> names = ConfigKey.ALL.stream().map(ConfigKey::environmentVariable).toList();
    for (ConfigKey key : ConfigKey.ALL) {
      String variable = key.environmentVariable();
      String value = unread.remove(variable);
      if (value != null && value.indexOf(NOT_READ) >= 0) {
        problems.add(
            new ConfigProblem(
                key.name(),
                "environment " + variable,
                "",
                "is not in the character set of this environment: set LC_ALL to a UTF-8 locale"));
      } else if (value != null) {
        values.put(key.name(), new RawValue(value, false, "environment " + variable));
      }
      // FLAGPOST_KEYS_KEK_FILE belongs to keys.kek-file, which says by itself that it names a file.
      boolean hasFile = key.isSecret() && !names.contains(key.fileVariable());
      String file = hasFile ? unread.remove(key.fileVariable()) : null;
      if (file != null && value != null) {
        problems.add(
            new ConfigProblem(
                key.name(), key.fileVariable(), "", "is also set by " + variable + ": set one"));
      } else if (file != null) {
        readFile(key, file, values, problems);
      }
    }
    for (String name : unread.keySet()) {
      problems.add(
          new ConfigProblem(
              name, "environment", "", "sets no known key" + Suggestion.of(name, names)));
    }
    return values;
  }

  private static void readFile(
      ConfigKey key, String file, Map<String, RawValue> values, List<ConfigProblem> problems) {
    String source = "file " + file + " (" + key.fileVariable() + ")";
    try {
      values.put(key.name(), new RawValue(TextFile.read(Path.of(file)).strip(), false, source));
    } catch (NoTextException e) {
      problems.add(
          new ConfigProblem(key.name(), source, "", "is no text in UTF-8 or marked UTF-16"));
    } catch (IOException | InvalidPathException e) {
      problems.add(new ConfigProblem(key.name(), source, "", "the file cannot be read"));
    }
  }
}
