package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.RedFlagCheck;

/**
 * A check of a running plugin. Not a record: its {@code equals} would be the vendor's code.
 *
 * <p>All copies of a check share its conduct.
 */
final class HostedCheck {
  private final CheckInfo info;
  private final String codePrefix;
  private final RedFlagCheck check;
  private final CheckConduct conduct;

  /**
   * @param info its entry in the catalog
   * @param codePrefix the prefix of its codes: the plugin's id and a slash, or nothing
   * @param check the vendor's code, only for the plugin's threads
   * @param conduct its behaviour so far
   */
  HostedCheck(CheckInfo info, String codePrefix, RedFlagCheck check, CheckConduct conduct) {
    this.info = info;
    this.codePrefix = codePrefix;
    this.check = check;
    this.conduct = conduct;
  }

  CheckInfo info() {
    return info;
  }

  String codePrefix() {
    return codePrefix;
  }

  RedFlagCheck check() {
    return check;
  }

  CheckConduct conduct() {
    return conduct;
  }

  /** The same check, in shadow or not. */
  HostedCheck inShadow(boolean shadow) {
    CheckInfo changed =
        new CheckInfo(
            info.id(), info.version(), info.pluginId(), info.phase(), shadow, info.fold());
    return new HostedCheck(changed, codePrefix, check, conduct);
  }
}
