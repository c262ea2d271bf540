package io.flagpost.platform.database;

import io.vertx.pgclient.PgException;

/** Failures in log lines. */
public final class Describe {
  private Describe() {}

  /**
   * What went wrong, without what it went wrong with: PostgreSQL's details and some of its messages
   * quote values, which never belong into a log.
   */
  public static String failure(Throwable failure) {
    if (failure instanceof PgException answer) {
      return "SQLSTATE " + answer.getSqlState();
    }
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + ", " + failure(cause);
  }
}
