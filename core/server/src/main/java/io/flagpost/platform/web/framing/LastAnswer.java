package io.flagpost.platform.web.framing;

import io.flagpost.platform.web.framing.UnreadableBodyException.Reason;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ensures that a client can read the answer to a request after which its connection is unusable.
 * The library closes the connection at once when a body is broken; and closing one with unread
 * input resets it, which discards what the client has not read yet. So this waits for the answer,
 * marks it as the last one, and shuts the connection down in one direction first.
 *
 * <p>Stands behind the library's HTTP/1 codec; on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that cannot be closed is closed
public final class LastAnswer extends ChannelDuplexHandler {
  /** How long an answer that is still to come keeps the connection open. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** How long the client has to read the answer and close the connection. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** Set once the body that is being read has turned out to be invalid. */
  private static final AttributeKey<Boolean> BROKEN =
      AttributeKey.valueOf(LastAnswer.class, "BROKEN");

  private int unanswered;
  private boolean last;
  private boolean saidClose;
  private boolean leaving;
  private @Nullable HttpContent brokenLater;
  private @Nullable ChannelPromise closing;

  /**
   * Whether a request's body is broken before its end. The library reports that only to whoever is
   * reading the body when it is found.
   */
  public static boolean isBroken(HttpServerRequest request) {
    return request.connection() instanceof HttpServerConnection served
        && served.channelHandlerContext().channel().hasAttr(BROKEN)
        && !request.isEnded();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      unanswered++;
      last |= request.decoderResult().isFailure();
    } else if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
      last = true;
      content.setDecoderResult(
          DecoderResult.failure(new UnreadableBodyException(Reason.MALFORMED)));
      if (unanswered > 1) {
        brokenLater = content; // the library tells the requests before it, too
        return;
      }
      context.channel().attr(BROKEN).set(true);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean interim = false;
    if (message instanceof HttpResponse response) {
      interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (last && !interim && unanswered == 1) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
      saidClose |= !interim && saysClose(response);
    }
    context.write(message, promise);
    if (message instanceof LastHttpContent && !interim) {
      unanswered = saidClose ? 0 : unanswered - 1; // nothing answers what was read behind it
      if (last) {
        context.executor().execute(() -> answered(context));
      }
    }
  }

  /** After the library has had its turn. */
  private void answered(ChannelHandlerContext context) {
    HttpContent broken = brokenLater;
    if (broken != null && unanswered == 1) {
      brokenLater = null;
      context.channel().attr(BROKEN).set(true);
      context.fireChannelRead(broken);
    }
    ChannelPromise promise = closing;
    if (promise != null && unanswered == 0) {
      leave(context, promise);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!last || !context.channel().isActive()) {
      context.close(promise);
    } else if (closing != null) {
      closing.addListener(closed -> promise.trySuccess());
    } else {
      closing = promise;
      if (unanswered > 0) {
        after(ANSWER, context, () -> leave(context, promise));
      } else {
        leave(context, promise);
      }
    }
  }

  private static boolean saysClose(HttpResponse response) {
    return response
        .headers()
        .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  private void leave(ChannelHandlerContext context, ChannelPromise promise) {
    if (leaving) {
      return;
    }
    leaving = true;
    after(FAREWELL, context, () -> context.close(promise));
    context.channel().config().setAutoRead(true); // to see it go away
    SslHandler tls = context.pipeline().get(SslHandler.class);
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (tls != null) {
                tls.closeOutbound().addListener(said -> shut(context));
              } else {
                shut(context);
              }
            });
  }

  private static void shut(ChannelHandlerContext context) {
    if (context.channel() instanceof DuplexChannel channel && channel.isActive()) {
      channel.shutdownOutput();
    }
  }

  private static void after(Duration time, ChannelHandlerContext context, Runnable action) {
    context.executor().schedule(action, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A connection that has ended has nothing more to say. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    HttpContent broken = brokenLater;
    if (broken != null) {
      brokenLater = null;
      broken.release();
    }
  }
}
