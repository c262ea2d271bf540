package io.flagpost.plugin.host;

/**
 * A plugin threw something. This has only a description of it, not the cause: so it can be
 * inspected, logged or wrapped without running the vendor's code.
 */
final class PluginFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  PluginFailedException(String description) {
    super(description);
  }

  /** A copy for another thread than the one that threw. */
  String description() {
    return String.valueOf(getMessage());
  }
}
