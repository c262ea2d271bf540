package io.flagpost.admin.telemetry;

import io.flagpost.platform.hash.Sha256;
import io.flagpost.telemetry.query.RecordRows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running export: while one page is being sent, the next one is written by a worker, and the one
 * behind that is read. So there are three in memory, however slow the client is. One event loop.
 */
final class ExportStream {
  /** Trailers: how many records there were, and the hash of all that was sent (RFC 9530). */
  static final String RECORDS = "Flagpost-Export-Records";

  static final String DIGEST = "Content-Digest";

  private final Supplier<Future<RecordRows>> pages;
  private final RecordLines lines;
  private final WorkerExecutor encoders;
  private final Duration patience;
  private final Runnable whenClosed;
  private final MessageDigest digest = Sha256.digest();
  private final Promise<Void> done = Promise.promise();
  private @Nullable Future<RecordRows> ahead;
  private long records;
  private boolean closed;

  /**
   * A page as it is sent.
   *
   * @param bytes may be empty
   * @param records how many records they are
   * @param isLast whether there is nothing behind it
   */
  private record Piece(Buffer bytes, int records, boolean isLast) {}

  /**
   * @param pages reads the next page; is not asked any more once it failed or gave the last one
   * @param patience how long the client may receive nothing
   * @param whenClosed called once, when it ends
   */
  ExportStream(
      Supplier<Future<RecordRows>> pages,
      RecordLines lines,
      WorkerExecutor encoders,
      Duration patience,
      Runnable whenClosed) {
    this.pages = pages;
    this.lines = lines;
    this.encoders = encoders;
    this.patience = patience;
    this.whenClosed = whenClosed;
  }

  /** An export whose first page is there, so that a failure could still set the answer's status. */
  interface Begun {
    /** Sends everything and ends the answer. Fails if it cannot be completed. */
    Future<Void> send(HttpServerResponse response);
  }

  /** Reads the first page. */
  Future<Begun> begin(boolean titled) {
    ahead = pages.get();
    return next(titled).map(first -> response -> send(response, first));
  }

  private Future<Void> send(HttpServerResponse response, Piece first) {
    response.setChunked(true);
    step(response, first);
    return done.future().onComplete(ended -> close());
  }

  /** A hand-written loop: a chain of futures would grow with every page. */
  private void step(HttpServerResponse response, Piece piece) {
    records += piece.records();
    Future<Void> sent =
        piece.bytes().length() == 0
            ? Future.succeededFuture()
            : response.write(piece.bytes()).timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    Future<Piece> next = piece.isLast() ? Future.succeededFuture(piece) : next(false);
    Future.join(sent, next)
        .onComplete(
            joined -> {
              if (joined.failed()) {
                done.fail(joined.cause());
              } else if (closed) {
                done.fail("The client is gone");
              } else if (piece.isLast()) {
                end(response).onComplete(done);
              } else {
                step(response, next.result());
              }
            });
  }

  private Future<Void> end(HttpServerResponse response) {
    response.putTrailer(RECORDS, Long.toString(records));
    response.putTrailer(
        DIGEST, "sha-256=:" + Base64.getEncoder().encodeToString(digest.digest()) + ":");
    close();
    return response.end();
  }

  /** Writes the page that is being read, and has the one behind it read meanwhile. */
  private Future<Piece> next(boolean titled) {
    Future<RecordRows> read = ahead == null ? pages.get() : ahead;
    return read.compose(
        rows -> {
          ahead = rows.isLast() || closed ? null : pages.get();
          return encoders.executeBlocking(() -> piece(rows, titled), false);
        });
  }

  /** On a worker, one page after the other. */
  private Piece piece(RecordRows rows, boolean titled) {
    byte[] bytes = lines.of(rows.records(), rows.size(), titled);
    digest.update(bytes);
    return new Piece(Buffer.buffer(bytes), rows.size(), rows.isLast());
  }

  /** Gives its place back. May be called several times. */
  void close() {
    if (!closed) {
      closed = true;
      whenClosed.run();
    }
  }
}
