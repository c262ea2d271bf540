package io.flagpost.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Reads a request's body under a limit.
 *
 * <p>Over the limit the rest is still read and thrown away for a while: a client that is busy
 * sending would otherwise see a reset connection instead of the answer. Runs on the request's event
 * loop; {@link #read} has to be called before control returns to it.
 */
final class BodyReader {
  /** How much of a refused body is read before the answer is sent all the same. */
  private static final long DRAIN_BYTES = 64L << 20;

  /** How long a refused body is read before the answer is sent all the same. */
  private static final Duration DRAIN_TIME = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final int limit;

  BodyReader(Vertx vertx, int limit) {
    this.vertx = vertx;
    this.limit = limit;
  }

  /**
   * The whole body. Fails with {@link RefusedException} when it is over the limit, and with
   * whatever ended the connection when the client went away.
   */
  Future<Buffer> read(HttpServerRequest request) {
    boolean expectsContinue = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    long announced = announcedLength(request);
    if (expectsContinue && announced > limit) {
      // The client waits for a word before it sends: there is nothing to drain.
      request.response().putHeader("Connection", "close");
      return Future.failedFuture(new RefusedException(Refusal.TOO_LARGE));
    }
    if (expectsContinue) {
      request.response().writeContinue();
    }
    Reading reading = new Reading(request, announced);
    request.handler(reading::chunk).exceptionHandler(reading::broken).endHandler(reading::end);
    return reading.body.future();
  }

  private static long announcedLength(HttpServerRequest request) {
    String header = request.getHeader("Content-Length");
    try {
      return header == null ? 0 : Long.parseLong(header.trim());
    } catch (NumberFormatException e) {
      return 0; // not trusted for anything but an early decision; the bytes are counted
    }
  }

  private final class Reading {
    private final HttpServerRequest request;
    private final Promise<Buffer> body;
    private Buffer kept;
    private long seen;
    private boolean draining;
    private long timer = -1;

    Reading(HttpServerRequest request, long announced) {
      this.request = request;
      this.body = Promise.promise();
      this.kept = Buffer.buffer((int) Math.min(Math.max(announced, 0), limit));
      if (announced > limit) {
        drain();
      }
    }

    void chunk(Buffer chunk) {
      seen += chunk.length();
      if (seen <= limit && !draining) {
        kept.appendBuffer(chunk);
      } else if (!draining) {
        drain();
      } else if (seen > DRAIN_BYTES) {
        giveUp();
      }
    }

    void end(Void ignored) {
      if (draining) {
        refuse();
      } else {
        body.tryComplete(kept);
      }
    }

    void broken(Throwable cause) {
      stopTimer();
      body.tryFail(cause);
    }

    private void drain() {
      draining = true;
      kept = Buffer.buffer();
      timer = vertx.setTimer(DRAIN_TIME.toMillis(), id -> giveUp());
    }

    private void giveUp() {
      if (!request.response().ended() && !request.response().headWritten()) {
        request.response().putHeader("Connection", "close");
      }
      refuse();
    }

    private void refuse() {
      stopTimer();
      body.tryFail(new RefusedException(Refusal.TOO_LARGE));
    }

    private void stopTimer() {
      if (timer >= 0) {
        vertx.cancelTimer(timer);
        timer = -1;
      }
    }
  }
}
