package io.flagpost.node.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins' own configuration: {@code <id>.yaml} in one folder, a flat mapping of keys to values
 * and lists. Read again whenever a plugin is loaded; any thread; blocking.
 */
public final class PluginConfigFiles implements Function<String, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(PluginConfigFiles.class);

  private final Path folder;

  public PluginConfigFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * The content of a plugin's file; empty if there is none.
   *
   * @param pluginId well-formed, checked by the plugin host
   * @throws IllegalArgumentException if it is not a flat YAML mapping, or cannot be read
   */
  @Override
  public Map<String, Object> apply(String pluginId) {
    Path file = folder.resolve(pluginId + ".yaml");
    if (!Files.exists(file)) {
      LOG.debug("No configuration for plugin {}: there is no {}", pluginId, file);
      return Map.of();
    }
    try {
      return flat(file, ConfigFile.YAML.readTree(ConfigText.read(file)));
    } catch (ConfigText.UnfitFileException e) {
      throw new IllegalArgumentException(file + " " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file + " cannot be read, is no YAML, or has a key twice", e);
    }
  }

  private static Map<String, Object> flat(Path file, JsonNode root) {
    if (root.isMissingNode() || root.isNull()) {
      return Map.of();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      JsonNode value = entry.getValue();
      if (value.isArray()) {
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asText()));
        values.put(entry.getKey(), items);
      } else if (value.isValueNode() && !value.isNull()) {
        values.put(entry.getKey(), value.asText());
      } else if (value.isObject()) {
        throw new IllegalArgumentException(file + ": " + entry.getKey() + " must not be nested");
      }
    }
    if (!root.isObject()) {
      throw new IllegalArgumentException(file + " must be a mapping of keys to values");
    }
    return Map.copyOf(values);
  }
}
