package io.flagpost.platform.web.closing;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes an HTTP/2 connection in three steps:
 *
 * <ol>
 *   <li>The client is told to open no more streams (SETTINGS_MAX_CONCURRENT_STREAMS of 0), and has
 *       a moment to receive the answers that are due. Many clients, the JDK's before 24 among them,
 *       drop every request in progress at the first GOAWAY, whatever it contains; usually none is
 *       left by then.
 *   <li>A GOAWAY announces the end, while streams that are already sent are still accepted (RFC
 *       9113, 6.8).
 *   <li>When the client has answered a PING after that, and so has read it, a second GOAWAY names
 *       the last accepted stream. All streams up to it are answered; a later one, which only a
 *       client opens that ignores the first GOAWAY, is refused (REFUSED_STREAM: it may be sent
 *       again).
 * </ol>
 *
 * The library is not involved: it would treat the data of a later stream as a protocol error, and
 * every answered stream as a broken one.
 *
 * <p>Used on the connection's event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written ends with its connection
final class Http2Drain {
  /** How long a client may take to answer, and how long the answers that are due. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Eight bytes, as a PING has; no matter which. */
  private static final Buffer PING = Buffer.buffer("flagpost");

  private enum Step {
    NONE,
    QUIETING,
    ANNOUNCED,
    CLOSING
  }

  private final ChannelHandlerContext context;
  private final Http2ConnectionHandler http2;
  private final @Nullable HttpConnection connection;
  private final Duration patience;
  private final Runnable drained;
  private int last = Integer.MAX_VALUE;
  private Step step = Step.NONE;

  /** Whether the client has answered the last PING. */
  private boolean heard;

  /**
   * @param context that of the handler
   * @param connection the connection to drain; null if its client has sent nothing yet
   * @param limit within which the connection will be closed
   * @param drained run once every accepted request is answered
   */
  Http2Drain(
      ChannelHandlerContext context,
      Http2ConnectionHandler http2,
      @Nullable HttpConnection connection,
      Duration limit,
      Runnable drained) {
    this.context = context;
    this.http2 = http2;
    this.connection = connection;
    Duration third = limit.dividedBy(3);
    this.patience = third.compareTo(PATIENCE) < 0 ? third : PATIENCE;
    this.drained = drained;
  }

  /** Refuses a request that was not accepted. */
  static void refuse(HttpServerRequest request) {
    request.response().reset(Http2Error.REFUSED_STREAM.code());
  }

  /** Whether a request was accepted. */
  boolean takes(int stream) {
    return stream <= last;
  }

  /** Takes the first step; the others follow. */
  void begin() {
    http2
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamRemoved(Http2Stream stream) {
                context.executor().execute(Http2Drain.this::goOn);
              }
            });
    Http2Settings none = new Http2Settings().maxConcurrentStreams(0);
    http2.encoder().frameWriter().writeSettings(context, none, context.newPromise());
    take(Step.QUIETING);
  }

  private void announce() {
    goAway();
    take(Step.ANNOUNCED);
  }

  private void close() {
    last = http2.connection().remote().lastStreamCreated();
    goAway();
    take(Step.CLOSING);
    goOn();
  }

  /** Sends a PING after what was just written, to learn when the client has read it. */
  private void take(Step taken) {
    step = taken;
    heard = false;
    context.flush();
    if (taken == Step.CLOSING) {
      return;
    }
    if (connection != null) {
      connection
          .ping(PING)
          .onSuccess(
              pong ->
                  context
                      .executor()
                      .execute(
                          () -> {
                            heard |= step == taken;
                            goOn();
                          }));
    }
    context.executor().schedule(() -> giveUp(taken), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Continues if what it was waiting for has happened. */
  private void goOn() {
    boolean idle = http2.connection().numActiveStreams() == 0;
    if (step == Step.QUIETING && heard && idle) {
      announce();
    } else if (step == Step.ANNOUNCED && heard) {
      close();
    } else if (step == Step.CLOSING && idle) {
      drained.run();
    }
  }

  private void giveUp(Step waiting) {
    if (step != waiting || !context.channel().isActive()) {
      return;
    }
    if (waiting == Step.QUIETING) {
      announce();
    } else {
      close();
    }
  }

  private void goAway() {
    http2
        .encoder()
        .frameWriter()
        .writeGoAway(
            context, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
  }
}
