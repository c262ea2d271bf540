package io.flagpost.verdicts;

/** There is no such plugin among those that run. */
public final class UnknownPluginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownPluginException(String pluginId) {
    super("No plugin " + pluginId + " is running");
  }
}
