package io.flagpost.cli.console;

/**
 * Ends a command with a message for its user and an exit code. Expected, so it has no stack trace.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param message one line or more; contains no secret
   */
  public CommandFailure(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
