package io.flagpost.plugin.host;

/** The mode of a plugin. */
public enum PluginMode {
  /** Its flags count. */
  LIVE,
  /** It runs, but its flags are stored separately and do not count. */
  SHADOW,
  /** It is known but not loaded. */
  DISABLED
}
