package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.RedFlagCheck;

/**
 * A check of a running plugin.
 *
 * @param info its name in the catalog
 * @param codePrefix what its codes begin with: the plugin's id and a slash, or nothing
 * @param check the vendor's code: to be called on the plugin's thread, {@code equals} and the like
 *     included
 */
record HostedCheck(CheckInfo info, String codePrefix, RedFlagCheck check) {

  /** The same check, in shadow or not. */
  HostedCheck inShadow(boolean shadow) {
    CheckInfo changed =
        new CheckInfo(info.id(), info.version(), info.pluginId(), info.phase(), shadow);
    return new HostedCheck(changed, codePrefix, check);
  }
}
