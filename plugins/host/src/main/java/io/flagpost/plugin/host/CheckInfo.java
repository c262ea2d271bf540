package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Phase;
import java.util.Objects;

/**
 * A check that judges records.
 *
 * @param id its id, unique in the catalog; with the plugin's id before a slash for a vendor's own
 * @param version the version of the plugin that it comes from
 * @param pluginId that plugin; empty for a check of the gateway's own
 * @param phase when it looks at records, as its author says
 * @param shadow whether its plugin is in shadow: it is asked about stored records only, and what it
 *     says does not count
 */
public record CheckInfo(String id, String version, String pluginId, Phase phase, boolean shadow) {

  public CheckInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(pluginId, "pluginId");
    Objects.requireNonNull(phase, "phase");
  }

  /** A check of the gateway's own, which runs at receipt. */
  public CheckInfo(String id, String version) {
    this(id, version, "", Phase.RECEIPT, false);
  }

  /** Whether it is asked, and counts, before a record is stored. */
  public boolean runsAtReceipt() {
    return phase == Phase.RECEIPT && !shadow;
  }
}
