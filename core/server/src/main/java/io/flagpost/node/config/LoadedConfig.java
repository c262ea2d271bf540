package io.flagpost.node.config;

import java.util.List;

/**
 * A configuration and where it came from.
 *
 * @param config the configuration
 * @param values every key with its effective value, in the order of the records
 */
public record LoadedConfig(Config config, List<EffectiveValue> values) {
  public LoadedConfig {
    values = List.copyOf(values);
  }
}
