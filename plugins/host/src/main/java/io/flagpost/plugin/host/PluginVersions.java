package io.flagpost.plugin.host;

import java.util.Comparator;
import java.util.regex.Pattern;
import org.pf4j.DefaultVersionManager;

/** The versions of plugins: <a href="https://semver.org/">semantic versioning</a>, bounded. */
final class PluginVersions {
  private static final int LONGEST = 64;
  private static final Pattern FORM =
      Pattern.compile(
          "(0|[1-9]\\d{0,8})(\\.(0|[1-9]\\d{0,8})){2}"
              + "(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

  /** Compares versions, the older first; build metadata after a {@code +} is ignored. */
  static final Comparator<String> ORDER =
      (one, other) -> new DefaultVersionManager().compareVersions(one, other);

  private PluginVersions() {}

  /** Whether a text is a valid version. */
  static boolean isWellFormed(String version) {
    if (version.length() > LONGEST || !FORM.matcher(version).matches()) {
      return false;
    }
    try {
      return ORDER.compare(version, version) == 0;
    } catch (RuntimeException e) {
      return false; // a leading zero in a number of the pre-release
    }
  }
}
