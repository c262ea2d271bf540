package io.flagpost.plugin.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locale and the time zone that the whole process takes where none is named, as they were when
 * the first plugin was met. Any code can change them for everybody. Nothing of the gateway's looks
 * at them, but its libraries and other vendors' plugins may: what a plugin changed is put back,
 * after whatever of its code has run. Any thread.
 */
final class ProcessDefaults {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessDefaults.class);
  private static final ProcessDefaults AT_START = new ProcessDefaults();

  private final Locale locale = Locale.getDefault();
  private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final TimeZone zone = TimeZone.getDefault();

  private ProcessDefaults() {}

  /** Remembers them, unless that has been done. */
  static ProcessDefaults atStart() {
    return AT_START;
  }

  /**
   * Puts back what is not as it was, and says so with the plugin that has just run. On the plugin's
   * thread: to look at a time zone may run the code of a vendor's class.
   */
  void restore(String pluginId) {
    boolean otherLocale = isOtherLocale();
    boolean otherZone = !TimeZone.getDefault().equals(zone);
    if (otherLocale || otherZone) {
      restore(pluginId, otherLocale, otherZone);
    }
  }

  /**
   * The same while the plugin's code does not come back, on any thread: the time zone is not looked
   * at, and so nothing is said of it.
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
      Locale.setDefault(locale); // sets the other two as well
      Locale.setDefault(Locale.Category.DISPLAY, display);
      Locale.setDefault(Locale.Category.FORMAT, format);
      changed.add("locale");
    }
    if (otherZone) {
      TimeZone.setDefault(zone);
      changed.add("time zone");
    }
    LOG.warn(
        "Plugin {}: changed the default {} of the whole process while it ran, which was put back;"
            + " a plugin has to name the locale and time zone that it wants where it needs them",
        pluginId,
        String.join(" and ", changed));
  }
}
