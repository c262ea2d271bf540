package io.flagpost.plugin.host;

/**
 * A plugin threw something. Of that there are only words here, no cause: whoever has this may ask
 * it for everything, log it or wrap it without running the vendor's code.
 */
final class PluginFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  PluginFailedException(String description) {
    super(description);
  }

  /** Says it again on another thread than the one that threw. */
  String description() {
    return String.valueOf(getMessage());
  }
}
