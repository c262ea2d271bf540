package io.flagpost.platform.database;

import io.vertx.core.VertxException;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Tells a PostgreSQL that is temporarily unreachable from one that refuses: a wrong password, a
 * missing database, a schema that is too new.
 */
public final class DatabaseAway {
  private DatabaseAway() {}

  /** Whether a failure means that no server answers, or one that is not ready yet. */
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
      // The client's other exceptions mean that a connection is lost.
      if (cause instanceof IOException
          || cause instanceof TimeoutException
          || (cause instanceof VertxException && cause.getCause() == null)) {
        return true;
      }
    }
    return false;
  }

  /**
   * For example, an untrusted certificate, but not a connection that ends during the TLS handshake.
   */
  private static boolean refusesTls(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return !(cause.getCause() instanceof EOFException);
      }
    }
    return false;
  }
}
