package io.flagpost.plugin.host;

/** What a plugin is there for. */
public enum PluginMode {
  /** Its flags count. */
  LIVE,
  /** It is asked, its flags are stored apart and do not count. */
  SHADOW,
  /** It is known and not loaded. */
  DISABLED
}
