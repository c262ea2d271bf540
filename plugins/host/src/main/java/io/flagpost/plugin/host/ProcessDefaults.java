package io.flagpost.plugin.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's default locale and time zone, as they were before the first plugin ran. Any code
 * can change them for the whole process. The gateway does not depend on them, but its libraries and
 * other plugins may, so a plugin's changes are reverted after each run of its code. Any thread.
 */
final class ProcessDefaults {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessDefaults.class);
  private static final ProcessDefaults AT_START = new ProcessDefaults();

  private final Locale locale = Locale.getDefault();
  private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final TimeZone zone = TimeZone.getDefault();

  private ProcessDefaults() {}

  /** Remembers them, on the first call only. */
  static ProcessDefaults atStart() {
    return AT_START;
  }

  /**
   * Reverts changes, and logs them with the plugin that has just run. On the plugin's thread,
   * because reading a time zone may run the code of a vendor's class.
   */
  void restore(String pluginId) {
    boolean otherLocale = isOtherLocale();
    boolean otherZone = !TimeZone.getDefault().equals(zone);
    if (otherLocale || otherZone) {
      restore(pluginId, otherLocale, otherZone);
    }
  }

  /**
   * The same while the plugin's code does not return, on any thread: the time zone is not read, and
   * so not reported.
   */
  void putBack(String pluginId) {
    TimeZone.setDefault(zone);
    if (isOtherLocale()) {
      restore(pluginId, true, false);
    }
  }

  private boolean isOtherLocale() {
    return !Locale.getDefault().equals(locale)
        || !Locale.getDefault(Locale.Category.DISPLAY).equals(display)
        || !Locale.getDefault(Locale.Category.FORMAT).equals(format);
  }

  private void restore(String pluginId, boolean otherLocale, boolean otherZone) {
    List<String> changed = new ArrayList<>();
    if (otherLocale) {
      Locale.setDefault(locale); // sets the other two defaults as well
      Locale.setDefault(Locale.Category.DISPLAY, display);
      Locale.setDefault(Locale.Category.FORMAT, format);
      changed.add("locale");
    }
    if (otherZone) {
      TimeZone.setDefault(zone);
      changed.add("time zone");
    }
    LOG.warn(
        "Plugin {}: changed the default {} of the whole process, which was restored; a plugin must"
            + " name the locale or time zone where it needs one",
        pluginId,
        String.join(" and ", changed));
  }
}
