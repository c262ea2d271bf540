package io.flagpost.platform.web.closing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts the requests in progress on an HTTP/1 connection and, once the server stops, adds {@code
 * Connection: close} to the answer of the last accepted request: the client then knows that later
 * ones were not accepted (RFC 9112, 9.6).
 *
 * <p>Between the codec and the library's handler. Used on the connection's event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise is what tells of a failed write
final class Http1Drain extends ChannelDuplexHandler {
  private final Runnable drained;

  /** Requests that were read, up to the one whose answer says that it is the last. */
  private int underWay;

  private boolean reading;
  private boolean draining;
  private boolean lastBegun;
  private boolean lastAnswered;
  private boolean discarding;

  /**
   * @param drained is run once the last answer is written and its request read
   */
  Http1Drain(Runnable drained) {
    this.drained = drained;
  }

  /** From now on the next answer is the last one, if nothing waits behind it. */
  void begin() {
    draining = true;
  }

  /** Whether an answer is due. */
  boolean isBusy() {
    return underWay > 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      discarding = lastBegun;
      reading = !discarding;
      underWay += discarding ? 0 : 1;
    }
    if (discarding) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof LastHttpContent) {
      reading = false;
    }
    context.fireChannelRead(message);
    endIfDrained();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse head) {
      if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
        context.write(message, promise);
        return;
      }
      if (draining && underWay == 1) {
        head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        lastBegun = true;
      }
    }
    if (!(message instanceof LastHttpContent)) {
      context.write(message, promise);
      return;
    }
    underWay--;
    if (lastBegun) {
      context
          .write(message, promise.unvoid())
          .addListener(
              written -> {
                lastAnswered = true;
                endIfDrained();
              });
    } else {
      context.write(message, promise);
    }
  }

  private void endIfDrained() {
    if (lastAnswered && !reading) {
      drained.run();
    }
  }
}
