package io.flagpost.telemetry.http;

import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.platform.web.framing.UnreadableBodyException;
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
   * whatever ended the connection.
   */
  Future<Buffer> read(HttpServerRequest request) {
    return bodies.read(request).recover(failure -> Future.failedFuture(refused(failure)));
  }

  /**
   * The same, as long as its bytes are admitted; otherwise it is refused as unavailable.
   *
   * @param permit takes the bytes of each part before it is kept
   */
  Future<Buffer> read(HttpServerRequest request, Permit permit) {
    return bodies.read(request, permit).recover(failure -> Future.failedFuture(refused(failure)));
  }

  private static Throwable refused(Throwable failure) {
    if (!(failure instanceof UnreadableBodyException unreadable)) {
      return failure;
    }
    return new RefusedException(
        switch (unreadable.reason()) {
          case TOO_LARGE -> Refusal.TOO_LARGE;
          case NO_ROOM -> Refusal.UNAVAILABLE;
          case MALFORMED -> Refusal.MALFORMED;
        });
  }
}
