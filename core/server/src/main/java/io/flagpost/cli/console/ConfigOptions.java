package io.flagpost.cli.console;

import io.flagpost.node.config.ConfigSources;
import io.flagpost.node.config.LoadedConfig;
import io.flagpost.node.config.Mode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command with a configuration has. */
public final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration file (default: FLAGPOST_CONFIG, or conf/flagpost.yaml beside"
              + " flagpost.jar)")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set one key, such as --set http.port=9090; overrides file and environment")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /** Reads the configuration; throws if it is not valid. */
  public LoadedConfig load(Console console, Mode mode) {
    return load(console, mode, Map.of());
  }

  /**
   * The same with keys that the command sets itself.
   *
   * @param fixed override everything else
   */
  public LoadedConfig load(Console console, Mode mode, Map<String, String> fixed) {
    Path chosen =
        file != null ? file : console.variable("FLAGPOST_CONFIG").map(Path::of).orElse(null);
    Map<String, String> all = new LinkedHashMap<>(overrides);
    all.putAll(fixed);
    return new ConfigSources(console.home(), chosen, console.environment(), all).load(mode);
  }
}
