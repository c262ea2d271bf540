package io.flagpost.plugin.host;

/** A plugin cannot be loaded; the message says why, for its author and the operator. */
final class PluginRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PluginRefusedException(String reason) {
    super(reason);
  }

  PluginRefusedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
