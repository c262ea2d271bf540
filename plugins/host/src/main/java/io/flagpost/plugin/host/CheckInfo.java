package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Phase;
import java.util.Objects;
import java.util.Optional;

/**
 * A check.
 *
 * @param id its id, unique in the catalog; prefixed with the plugin's id and a slash unless the
 *     plugin is built in
 * @param version the version of its plugin
 * @param pluginId the id of its plugin; empty for one of the gateway's own checks
 * @param phase when it checks records
 * @param shadow whether its plugin is in shadow: it checks stored records only, and its verdicts do
 *     not count
 * @param fold what it says of itself, if it folds
 */
public record CheckInfo(
    String id,
    String version,
    String pluginId,
    Phase phase,
    boolean shadow,
    Optional<FoldTraits> fold) {

  public CheckInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(pluginId, "pluginId");
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(fold, "fold");
  }

  /** A check that does not fold. */
  public CheckInfo(String id, String version, String pluginId, Phase phase, boolean shadow) {
    this(id, version, pluginId, phase, shadow, Optional.empty());
  }

  /** One of the gateway's own checks, which runs at receipt. */
  public CheckInfo(String id, String version) {
    this(id, version, "", Phase.RECEIPT, false);
  }

  /** Whether it runs, and counts, before a record is stored. */
  public boolean runsAtReceipt() {
    return phase == Phase.RECEIPT && !shadow;
  }
}
