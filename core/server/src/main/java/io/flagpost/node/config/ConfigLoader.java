package io.flagpost.node.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Merges the sources, and collects every problem before it fails. */
final class ConfigLoader {
  private final ConfigSources sources;
  private final Mode mode;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Map<String, RawValue> given = new LinkedHashMap<>();
  private final Map<String, Object> values = new LinkedHashMap<>();

  ConfigLoader(ConfigSources sources, Mode mode) {
    this.sources = sources;
    this.mode = mode;
  }

  LoadedConfig load() {
    Path file = sources.file();
    Path shipped = sources.home().resolve("conf").resolve("flagpost.yaml");
    if (file != null) {
      takeFile(file.toAbsolutePath().normalize());
    } else if (Files.exists(shipped)) {
      takeFile(shipped);
    }
    take(Environment.read(sources.environment(), problems));
    Map<String, RawValue> overrides = new LinkedHashMap<>();
    sources
        .overrides()
        .forEach((key, value) -> overrides.put(key, new RawValue(value, false, "command line")));
    take(overrides);

    List<EffectiveValue> effective = new ArrayList<>();
    for (ConfigKey key : ConfigKey.ALL) {
      readValue(key, effective);
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    Config config = (Config) build(Config.class, "");
    if (config == null || !problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return new LoadedConfig(config, effective);
  }

  /**
   * Adopts a file's values. A value that only repeats the default does not override the mode's own
   * default: the shipped file has every key, and must not open the demo to the network.
   */
  private void takeFile(Path file) {
    Path home = sources.home();
    String name = (file.startsWith(home) ? home.relativize(file) : file).toString();
    take(ConfigFile.read(file, name, problems));
    for (ConfigKey key : ConfigKey.ALL) {
      RawValue value = given.get(key.name());
      boolean repeatsDefault = value != null && value.text().equals(key.setting().value());
      if (repeatsDefault && !key.setting().value().equals(key.defaultFor(mode))) {
        given.remove(key.name());
      }
    }
  }

  private void take(Map<String, RawValue> source) {
    List<String> names = ConfigKey.ALL.stream().map(ConfigKey::name).toList();
    source.forEach(
        (name, value) -> {
          if (names.contains(name)) {
            given.put(name, value);
          } else if (names.stream().anyMatch(key -> key.startsWith(name + "."))) {
            if (!value.text().isEmpty()) {
              problem(name, value.source(), "", "is a section, it holds keys, not a value");
            }
          } else {
            String hint = Suggestion.of(name, names);
            problem(name, value.source(), "", "is no known key" + hint);
          }
        });
  }

  private void readValue(ConfigKey key, List<EffectiveValue> effective) {
    RawValue raw =
        given.getOrDefault(key.name(), new RawValue(key.defaultFor(mode), false, "default"));
    try {
      if (raw.list() && key.type() != List.class && key.type() != FileList.class) {
        throw new IllegalArgumentException("A list where one value is due");
      }
      Object value = key.parse(raw.text());
      if (value instanceof Path path) {
        value = sources.home().resolve(path).normalize();
      } else if (value instanceof OptionalFile file) {
        value = file.under(sources.home());
      } else if (value instanceof FileList files) {
        value = files.under(sources.home());
      }
      values.put(key.name(), value);
      effective.add(new EffectiveValue(key.name(), key.print(value), raw.source()));
    } catch (RuntimeException broken) {
      problem(key.name(), raw.source(), shown(key, raw), key.rule());
    }
  }

  /** The position of the password in a broken URL is unknown, so none of the URL is shown. */
  private static String shown(ConfigKey key, RawValue raw) {
    return key.isSecret() ? ValueType.MASK : "'" + raw.text() + "'";
  }

  private @Nullable Object build(Class<?> section, String prefix) {
    RecordComponent[] components = section.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = ConfigKey.name(prefix, components[i]);
      arguments[i] =
          ValueType.isKnown(components[i].getType())
              ? values.get(name)
              : build(components[i].getType(), name);
    }
    if (Arrays.stream(arguments).anyMatch(Objects::isNull)) {
      return null; // a section below broke a rule of its own, which has been noted
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return section.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      String rule = Objects.requireNonNullElse(e.getCause(), e).getMessage();
      problem(prefix.isEmpty() ? "(all)" : prefix, "several keys", "", String.valueOf(rule));
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void problem(String key, String source, String value, String rule) {
    problems.add(new ConfigProblem(key, source, value, rule));
  }
}
