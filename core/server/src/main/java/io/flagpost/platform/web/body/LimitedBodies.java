package io.flagpost.platform.web.body;

import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.flagpost.platform.web.closing.ClientGone;
import io.flagpost.platform.web.framing.LastAnswer;
import io.flagpost.platform.web.framing.UnreadableBodyException;
import io.flagpost.platform.web.framing.UnreadableBodyException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * Reads a request's body under a limit.
 *
 * <p>Over the limit the rest is still read and discarded for a limited time: a client that is still
 * sending would otherwise see a reset connection instead of the answer. After that time, or if the
 * client expects 100 (Continue), the answer is the last one of the connection: later input is
 * discarded for some more time, then the connection is closed.
 *
 * <p>Runs on the request's event loop; {@link #read} has to be called before control returns to it,
 * unless the request is paused.
 */
public final class LimitedBodies {
  /** How much of a refused body is read before the answer is sent all the same. */
  private static final long DRAIN_BYTES = 64L << 20;

  /** How long a refused body is read before the answer is sent all the same. */
  private static final Duration DRAIN_TIME = Duration.ofSeconds(10);

  /** A limit that no body keeps, not even an empty one. */
  private static final int NOTHING = -1;

  private final Vertx vertx;
  private final int limit;
  private final long drainBytes;
  private final Duration drainTime;

  public LimitedBodies(Vertx vertx, int limit) {
    this(vertx, limit, DRAIN_BYTES, DRAIN_TIME);
  }

  public LimitedBodies(Vertx vertx, int limit, long drainBytes, Duration drainTime) {
    this.vertx = vertx;
    this.limit = limit;
    this.drainBytes = drainBytes;
    this.drainTime = drainTime;
  }

  /**
   * Discards the body of a request that is refused before it was read, as if it were too large.
   * Completes when it is time to answer.
   *
   * @return whether there was nothing to discard
   */
  public static Future<Boolean> discard(Vertx vertx, HttpServerRequest request) {
    LimitedBodies nothing = new LimitedBodies(vertx, NOTHING);
    Reading reading = nothing.begin(request, bytes -> true);
    boolean announced = announcedLength(request) > 0;
    return reading
        .body
        .future()
        .transform(read -> Future.succeededFuture(!announced && reading.all == 0));
  }

  /**
   * Prepares to answer a request whose body nobody will read. If the client expects 100 (Continue),
   * the answer tells it not to send the body: it is the last one of the connection. Completes when
   * it is time to answer, usually before this returns.
   */
  public static Future<Void> leaveUnread(Vertx vertx, HttpServerRequest request) {
    return Expectation.isWaiting(request)
        ? discard(vertx, request).mapEmpty()
        : Future.succeededFuture();
  }

  /**
   * Whether a request's body is already known to be invalid HTTP. Whoever is reading the body by
   * then gets a failure.
   */
  public static boolean isBroken(HttpServerRequest request) {
    return LastAnswer.isBroken(request);
  }

  /**
   * The whole body. Fails with {@link UnreadableBodyException} when it is over the limit or broken,
   * and with whatever ended the connection when the client went away.
   */
  public Future<Buffer> read(HttpServerRequest request) {
    return begin(request, bytes -> true).body.future();
  }

  /**
   * The same, as long as its bytes are admitted.
   *
   * @param permit takes the bytes of each part before it is kept
   */
  public Future<Buffer> read(HttpServerRequest request, Permit permit) {
    return begin(request, bytes -> permit.take(bytes) == permit).body.future();
  }

  private Reading begin(HttpServerRequest request, IntPredicate room) {
    Reading reading = new Reading(request, room);
    if (ClientGone.isSo(request)) { // as where room was made by cutting its connection off
      reading.broken(new HttpClosedException("The client went away before its body was read"));
      return reading;
    }
    if (isBroken(request)) {
      reading.broken(new UnreadableBodyException(Reason.MALFORMED));
      return reading;
    }
    try {
      request.handler(reading::chunk).exceptionHandler(reading::broken).endHandler(reading::end);
    } catch (IllegalStateException e) { // as of a stream that has ended meanwhile
      reading.body.fail(e);
      return reading;
    }
    boolean tooLarge = announcedLength(request) > limit;
    if (!Expectation.isWaiting(request)) {
      if (tooLarge) {
        reading.drain();
      }
    } else if (tooLarge) {
      reading.answerAndClose(); // it waits for a word before it sends
    } else {
      request.response().writeContinue();
    }
    request.resume();
    return reading;
  }

  static long announcedLength(HttpServerRequest request) {
    String header = request.getHeader("Content-Length");
    try {
      return header == null ? 0 : Long.parseLong(header.trim());
    } catch (NumberFormatException e) {
      return 0; // not trusted for anything but an early decision; the bytes are counted
    }
  }

  private final class Reading {
    private final HttpServerRequest request;
    private final IntPredicate room;
    private final Promise<Buffer> body = Promise.promise();
    private final Promise<Void> quiet = Promise.promise();
    private Buffer kept = Buffer.buffer();
    private long all;
    private long seen;
    private Reason reason = Reason.TOO_LARGE;
    private boolean draining;
    private boolean closing;
    private long timer = -1;

    Reading(HttpServerRequest request, IntPredicate room) {
      this.request = request;
      this.room = room;
    }

    void chunk(Buffer chunk) {
      all += chunk.length();
      seen += chunk.length();
      if (draining) {
        if (seen > drainBytes) {
          enough();
        }
      } else if (seen > limit) {
        drain();
      } else if (!room.test(chunk.length())) {
        reason = Reason.NO_ROOM;
        drain();
      } else {
        kept.appendBuffer(chunk);
      }
    }

    void end(Void ignored) {
      stopTimer();
      if (draining) {
        refuse();
        quiet.tryComplete();
      } else {
        body.tryComplete(kept);
      }
    }

    /** The client disconnected, or what it sends is not HTTP any more. */
    void broken(Throwable cause) {
      stopTimer();
      if (cause instanceof HttpClosedException) {
        body.tryFail(cause);
      } else if (cause instanceof StreamResetException) {
        body.tryFail(new HttpClosedException("The stream was reset"));
      } else {
        body.tryFail(new UnreadableBodyException(Reason.MALFORMED));
      }
    }

    void drain() {
      draining = true;
      kept = Buffer.buffer();
      timer = vertx.setTimer(drainTime.toMillis(), id -> enough());
    }

    void answerAndClose() {
      closing = true;
      if (request.version() != HttpVersion.HTTP_2) {
        request.response().putHeader("Connection", "close");
      }
      request.response().endHandler(answered -> quiet.future().onComplete(silence -> hangUp()));
      seen = 0;
      drain();
      refuse();
    }

    private void enough() {
      stopTimer();
      if (closing) {
        quiet.tryComplete();
      } else {
        answerAndClose();
      }
    }

    private void refuse() {
      body.tryFail(new UnreadableBodyException(reason));
    }

    private void hangUp() {
      if (request.version() == HttpVersion.HTTP_2) {
        request.response().reset();
      } else {
        request.connection().close();
      }
    }

    private void stopTimer() {
      if (timer >= 0) {
        vertx.cancelTimer(timer);
        timer = -1;
      }
    }
  }
}
