package io.flagpost.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.plugin.host.PluginMode;
import io.flagpost.registry.RegistryTables;
import io.flagpost.signing.SealedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * All the data of the database that accepting, checking and signing need, as written to disk.
 * Immutable; equal if nothing has changed.
 *
 * @param registry API keys, products, versions and the block list
 * @param keys the signing keys
 * @param modes the stored modes of plugins
 */
record ReferenceCopy(RegistryTables registry, SealedKeys keys, Map<String, PluginMode> modes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  ReferenceCopy {
    modes = Map.copyOf(modes);
  }

  /**
   * A copy that was read from disk.
   *
   * @param writtenAt when it was written
   */
  record Read(ReferenceCopy copy, Instant writtenAt) {}

  byte[] encode(Instant writtenAt) {
    ObjectNode root = JSON.createObjectNode();
    root.put("writtenAt", writtenAt.toString());
    root.set("registry", registry.toJson());
    root.set("keys", keys.toJson());
    ObjectNode decided = root.putObject("modes");
    modes.forEach((plugin, mode) -> decided.put(plugin, mode.name()));
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it writes to memory only
    }
  }

  /**
   * Reads the result of {@link #encode}.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  static Read decode(byte[] bytes) {
    try {
      JsonNode root = JSON.readTree(bytes);
      Map<String, PluginMode> modes = new HashMap<>();
      for (Map.Entry<String, JsonNode> each : root.required("modes").properties()) {
        modes.put(each.getKey(), PluginMode.valueOf(each.getValue().asText()));
      }
      return new Read(
          new ReferenceCopy(
              RegistryTables.ofJson(root.required("registry")),
              SealedKeys.ofJson(root.required("keys")),
              modes),
          Instant.parse(root.required("writtenAt").asText()));
    } catch (IOException | RuntimeException e) {
      // Not as the cause: its message may quote the content.
      throw new IllegalArgumentException(
          "its content is not what it should be (" + e.getClass().getSimpleName() + ")", null);
    }
  }
}
