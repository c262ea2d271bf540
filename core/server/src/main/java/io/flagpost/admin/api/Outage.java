package io.flagpost.admin.api;

import io.flagpost.registry.LookupUnavailableException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells failures that pass by themselves, the database being away above all, from our own. */
final class Outage {
  private static final int DEEPEST_CAUSE = 8;

  /** Connection, rollback, resources, intervention: by the first two characters. */
  private static final Set<String> CLASSES = Set.of("08", "40", "53", "57");

  private static final Set<String> STATES =
      Set.of(
          "25006", // read only: fail-over under way
          "25P03", // idle_in_transaction_session_timeout
          "25P04", // transaction_timeout
          "55P03"); // lock_timeout

  private Outage() {}

  static boolean isBehind(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (isOne(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isOne(Throwable failure) {
    if (failure instanceof PgException answer) {
      return isTransient(answer.getSqlState());
    }
    return failure instanceof LookupUnavailableException
        || failure instanceof ClosedConnectionException
        || failure instanceof ConnectionPoolTooBusyException
        || failure instanceof TimeoutException
        || failure instanceof RejectedExecutionException
        || failure instanceof SocketException
        || failure instanceof UnknownHostException
        || failure instanceof ClosedChannelException;
  }

  private static boolean isTransient(@Nullable String state) {
    return state != null
        && (STATES.contains(state)
            || (state.length() == 5 && CLASSES.contains(state.substring(0, 2))));
  }
}
