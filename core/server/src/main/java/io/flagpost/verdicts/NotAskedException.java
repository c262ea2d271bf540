package io.flagpost.verdicts;

/** A plugin is not asked now, because it is in quarantine or closed; nothing has changed. */
final class NotAskedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotAskedException() {
    super("The plugin is not asked now");
  }
}
