package io.flagpost.plugin.host;

import java.util.Objects;

/**
 * A check that judges records.
 *
 * @param id its id, unique in the catalog; with the plugin's id before a slash for a vendor's own
 * @param version the version of the plugin that it comes from
 */
public record CheckInfo(String id, String version) {

  public CheckInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
  }
}
