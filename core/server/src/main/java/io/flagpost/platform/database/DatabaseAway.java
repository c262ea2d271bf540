package io.flagpost.platform.database;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a PostgreSQL that is away, which time alone mends, from one that refuses: a wrong password,
 * a missing database, a schema that is too new.
 */
public final class DatabaseAway {
  /** Shutting down, crashed, starting up. */
  private static final Set<String> ADMIN_STATES = Set.of("57P01", "57P02", "57P03");

  /** What a server says, or its client for it, that speaks and does not take this client. */
  private static final String CONNECTION_REJECTED = "08004";

  private static final String READ_ONLY = "25006";

  private DatabaseAway() {}

  /** Whether a failure says that nobody answers, or somebody who is not ready yet. */
  public static boolean explains(Throwable failure) {
    if (refusesTls(failure)) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PgException answer) {
        return isAway(answer.getSqlState());
      }
      if (cause instanceof SQLException answer) {
        return isAway(answer.getSQLState());
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

  private static boolean isAway(@Nullable String state) {
    if (state == null) {
      return false;
    }
    return (state.startsWith("08") && !state.equals(CONNECTION_REJECTED))
        || state.startsWith("53") // out of connections, memory or space
        || state.equals(READ_ONLY) // a fail-over is under way
        || ADMIN_STATES.contains(state);
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
