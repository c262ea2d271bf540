package io.flagpost.http;

import io.flagpost.web.LimitedBodies;
import io.flagpost.web.UnreadableBodyException;
import io.flagpost.web.UnreadableBodyException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Reads a request's body under a limit, as {@link LimitedBodies} does. */
final class BodyReader {
  private final LimitedBodies bodies;

  BodyReader(Vertx vertx, int limit) {
    this.bodies = new LimitedBodies(vertx, limit);
  }

  BodyReader(Vertx vertx, int limit, long drainBytes, Duration drainTime) {
    this.bodies = new LimitedBodies(vertx, limit, drainBytes, drainTime);
  }

  /**
   * The whole body. Fails with {@link RefusedException} when it is over the limit, and with
   * whatever ended the connection when the client went away.
   */
  Future<Buffer> read(HttpServerRequest request) {
    return bodies.read(request).recover(failure -> Future.failedFuture(refused(failure)));
  }

  private static Throwable refused(Throwable failure) {
    if (!(failure instanceof UnreadableBodyException unreadable)) {
      return failure;
    }
    return new RefusedException(
        unreadable.reason() == Reason.TOO_LARGE ? Refusal.TOO_LARGE : Refusal.MALFORMED);
  }
}
