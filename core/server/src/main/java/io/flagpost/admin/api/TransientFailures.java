package io.flagpost.admin.api;

import io.flagpost.platform.database.SqlFailure;
import io.flagpost.registry.LookupUnavailableException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** Tells temporary failures, above all an unreachable database, from faults of the gateway. */
final class TransientFailures {
  private static final int DEEPEST_CAUSE = 8;

  private TransientFailures() {}

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
    return SqlFailure.of(failure).isTransient()
        || failure instanceof LookupUnavailableException
        || failure instanceof ClosedConnectionException
        || failure instanceof ConnectionPoolTooBusyException
        || failure instanceof TimeoutException
        || failure instanceof RejectedExecutionException
        || failure instanceof SocketException
        || failure instanceof UnknownHostException
        || failure instanceof ClosedChannelException;
  }
}
