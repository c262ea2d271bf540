package io.flagpost.platform.database;

import io.vertx.core.VertxException;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Tells a PostgreSQL that is away, which time alone mends, from one that refuses: a wrong password,
 * a missing database, a schema that is too new.
 */
public final class DatabaseAway {
  private DatabaseAway() {}

  /** Whether a failure says that nobody answers, or somebody who is not ready yet. */
  public static boolean explains(Throwable failure) {
    if (refusesTls(failure)) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      SqlFailure answer =
          cause instanceof SQLException sql ? SqlFailure.ofJdbc(sql) : SqlFailure.of(cause);
      if (answer.isAnswer()) {
        return answer.isAway();
      }
      // What is left of the client's own exceptions says that a connection is lost.
      if (cause instanceof IOException
          || cause instanceof TimeoutException
          || (cause instanceof VertxException && cause.getCause() == null)) {
        return true;
      }
    }
    return false;
  }

  /** A certificate that is not trusted, say; not a connection that ends while TLS is agreed on. */
  private static boolean refusesTls(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return !(cause.getCause() instanceof EOFException);
      }
    }
    return false;
  }
}
