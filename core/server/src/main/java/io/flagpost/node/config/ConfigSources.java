package io.flagpost.node.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sources of the configuration; later ones override earlier ones.
 *
 * @param home the base of relative paths
 * @param file the file named by the operator, or null for {@code conf/flagpost.yaml} under {@code
 *     home}, which may be missing
 * @param environment the environment variables
 * @param overrides keys set on the command line
 */
public record ConfigSources(
    Path home,
    @Nullable Path file,
    Map<String, String> environment,
    Map<String, String> overrides) {

  public ConfigSources {
    home = home.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
    overrides = Map.copyOf(overrides);
  }

  /** Reads all of them. Throws {@link InvalidConfigException} with every problem. */
  public LoadedConfig load(Mode mode) {
    return new ConfigLoader(this, mode).load();
  }
}
