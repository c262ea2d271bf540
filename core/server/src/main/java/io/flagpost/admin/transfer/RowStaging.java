package io.flagpost.admin.transfer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Passes batches of rows from the reading thread to the connection's event loop. While {@value
 * #IN_FLIGHT} are in flight, the reading thread waits.
 */
final class RowStaging {
  private static final int IN_FLIGHT = 2;

  private final Context context;
  private final PreparedStatement insert;
  private final Semaphore places = new Semaphore(IN_FLIGHT);
  private volatile @Nullable Throwable failure;

  private RowStaging(Context context, PreparedStatement insert) {
    this.context = context;
    this.insert = insert;
  }

  /** Creates the temporary table. */
  static Future<RowStaging> open(Vertx vertx, SqlConnection connection, Columns columns) {
    Context context = vertx.getOrCreateContext();
    return connection
        .query(RowBatch.createTable(columns))
        .execute()
        .compose(created -> connection.prepare(RowBatch.insert(columns)))
        .map(insert -> new RowStaging(context, insert));
  }

  /** Sends a batch. Blocks while too many are in flight. */
  void send(Tuple batch) throws IOException {
    take(1);
    context.runOnContext(
        v ->
            insert
                .query()
                .execute(batch)
                .onComplete(
                    done -> {
                      if (done.failed()) {
                        failure = done.cause();
                      }
                      places.release();
                    }));
  }

  /** Blocks until all batches are stored. */
  void finish() throws IOException {
    take(IN_FLIGHT);
  }

  private void take(int permits) throws IOException {
    try {
      places.acquire(permits);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The gateway is stopping");
    }
    Throwable known = failure;
    if (known != null) {
      throw new StagingFailedException(known);
    }
  }

  /** The database refused a batch. */
  static final class StagingFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    StagingFailedException(Throwable cause) {
      super("The database refused the rows", cause);
    }
  }
}
