package io.flagpost.admin.transfer;

import io.flagpost.platform.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.concurrent.TimeUnit;

/**
 * A running export: a cursor over one snapshot. While one chunk is being sent, only the next one is
 * fetched and encoded. One event loop.
 */
final class ExportWalk {
  private static final String SNAPSHOT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  private final SqlConnection connection;
  private final Transaction transaction;
  private final RowEncoder encoder;
  private final WorkerExecutor encoders;
  private final TransferSettings settings;
  private final Promise<Void> done = Promise.promise();
  private final Runnable whenClosed;
  private final Cursor cursor;
  private Buffer first = Buffer.buffer();
  private boolean closed;

  private ExportWalk(
      SqlConnection connection,
      Transaction transaction,
      Cursor cursor,
      RowEncoder encoder,
      WorkerExecutor encoders,
      TransferSettings settings,
      Runnable whenClosed) {
    this.connection = connection;
    this.transaction = transaction;
    this.cursor = cursor;
    this.encoder = encoder;
    this.encoders = encoders;
    this.settings = settings;
    this.whenClosed = whenClosed;
  }

  /**
   * Starts an export.
   *
   * @param whenClosed called once, when it has released its resources; also if it does not start
   */
  static Future<ExportWalk> open(
      Pool pool,
      Sql query,
      RowEncoder encoder,
      WorkerExecutor encoders,
      TransferSettings settings,
      Runnable whenClosed) {
    return pool.getConnection()
        .compose(
            connection ->
                connection
                    .begin()
                    .compose(
                        transaction ->
                            connection
                                .query(SNAPSHOT)
                                .execute()
                                .compose(set -> new ImportSql(connection).prepareSession())
                                .compose(set -> connection.prepare(query.text()))
                                .map(
                                    prepared ->
                                        new ExportWalk(
                                            connection,
                                            transaction,
                                            prepared.cursor(query.tuple()),
                                            encoder,
                                            encoders,
                                            settings,
                                            whenClosed)))
                    .compose(ExportWalk::begin)
                    .onFailure(failure -> connection.close()))
        .onFailure(failure -> whenClosed.run());
  }

  /**
   * Fetches the first chunk before the answer begins, so that a failure can still set its status.
   */
  private Future<ExportWalk> begin() {
    return fetch()
        .map(
            piece -> {
              first = encoder.header().appendBuffer(piece);
              return this;
            });
  }

  /** Sends everything and ends the answer. Fails if it cannot be completed. */
  Future<Void> send(HttpServerResponse response) {
    response.setChunked(true);
    step(response, first);
    return done.future().eventually(this::close);
  }

  /** A hand-written loop: a chain of futures would grow with every chunk. */
  private void step(HttpServerResponse response, Buffer piece) {
    Future<Void> sent =
        piece.length() == 0
            ? Future.succeededFuture()
            : response.write(piece).timeout(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
    boolean isLast = !cursor.hasMore();
    Future<Buffer> next = isLast ? Future.succeededFuture(piece) : fetch();
    Future.join(sent, next)
        .onComplete(
            joined -> {
              if (joined.failed()) {
                done.fail(joined.cause());
              } else if (isLast) {
                close()
                    .compose(closed -> response.end())
                    .onComplete(done); // release resources, then end the answer
              } else {
                step(response, next.result());
              }
            });
  }

  private Future<Buffer> fetch() {
    return cursor.read(settings.batchRows()).compose(this::encode);
  }

  private Future<Buffer> encode(RowSet<Row> rows) {
    return encoders.executeBlocking(() -> encoder.encode(rows, rows.size()), false);
  }

  /** Releases its resources. May be called several times. */
  Future<Void> close() {
    if (closed) {
      return Future.succeededFuture();
    }
    closed = true;
    return cursor
        .close()
        .transform(cursorClosed -> transaction.rollback())
        .transform(ended -> connection.close())
        .onComplete(given -> whenClosed.run());
  }
}
