package io.flagpost.platform.web;

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
 * The end of a connection with HTTP/2, in three steps:
 *
 * <ol>
 *   <li>The client is to begin no more streams (SETTINGS_MAX_CONCURRENT_STREAMS of 0), and has a
 *       moment to get the answers that are due. Many clients, the JDK's before 24 among them, drop
 *       every request that is under way at the first GOAWAY, whatever stands in it; most of the
 *       time none is any more when it comes.
 *   <li>A GOAWAY that announces the end and still takes everything that is on its way (RFC 9113,
 *       6.8).
 *   <li>When the client has answered a PING behind that, so has read it, a second GOAWAY that names
 *       the last stream that was taken. All up to it are answered; a later one, which only a client
 *       begins that does not listen, is refused in so many words (REFUSED_STREAM: it may be sent
 *       again).
 * </ol>
 *
 * Nothing of this is said to the library, which would take the data of a later stream for a
 * violation of the protocol, and every answered stream for a broken one.
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

  /** Whether the client has read what it was asked last. */
  private boolean heard;

  /**
   * @param context that of the handler
   * @param connection whose client is asked; null if it has not said a word yet
   * @param limit within which the connection will be closed
   * @param drained is run once every request that was taken is answered
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

  /** Refuses a request that was not taken. */
  static void refuse(HttpServerRequest request) {
    request.response().reset(Http2Error.REFUSED_STREAM.code());
  }

  /** Whether a request is one of those that were taken. */
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

  /** After what has just been written the client is asked whether it has read it. */
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

  /** Something has happened that may have been waited for. */
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
