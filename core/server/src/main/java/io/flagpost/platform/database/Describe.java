package io.flagpost.platform.database;

/** Failures in log lines. */
public final class Describe {
  private Describe() {}

  /**
   * What went wrong, without what it went wrong with: PostgreSQL's details and some of its messages
   * quote values, which never belong into a log.
   */
  public static String failure(Throwable failure) {
    SqlFailure answer = SqlFailure.of(failure);
    if (answer.isAnswer()) {
      return "SQLSTATE " + answer.state();
    }
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + ", " + failure(cause);
  }
}
