package io.flagpost.platform.database;

/** Describes failures for log lines. */
public final class Describe {
  private Describe() {}

  /**
   * Describes what went wrong, without the values involved: PostgreSQL's details and some of its
   * messages quote values, which must never be logged.
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
