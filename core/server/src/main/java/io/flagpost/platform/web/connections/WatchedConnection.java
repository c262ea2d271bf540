package io.flagpost.platform.web.connections;

import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection of those that are watched: whether a request is in progress, and what of it is out
 * of time. Used on its event loop only.
 */
final class WatchedConnection {
  private final Channel channel;
  private final @Nullable String address;
  private final ConnectionLimits limits;
  private @Nullable HttpServerRequest last;
  private @Nullable Http2Guard http2;
  private boolean everAsked;
  private boolean cut;
  private long quietSince;
  private @Nullable Object unsent;
  private long unsentProgress;
  private long unsentSince;

  /**
   * @param address what it counts towards; null if it is not limited
   */
  WatchedConnection(Channel channel, @Nullable String address, ConnectionLimits limits, long now) {
    this.channel = channel;
    this.address = address;
    this.limits = limits;
    this.quietSince = now;
    this.unsentSince = now;
  }

  Channel channel() {
    return channel;
  }

  @Nullable String address() {
    return address;
  }

  /** Guards it, if it is HTTP/2 and not guarded yet. */
  void guard(HttpServerConnection served, ConnectionCounts counts, LongSupplier nanoTime) {
    if (http2 == null) {
      http2 = Http2Guard.install(served, limits, counts, nanoTime);
    }
  }

  /** Notes that a request's head has arrived. */
  void asked(HttpServerRequest request, long now) {
    last = request;
    quietSince = now;
  }

  /** Whether a request was seen, as of the last look. */
  boolean wasEverAsked() {
    return everAsked;
  }

  /** Marks it as cut off; whether it was not yet. */
  boolean markCut() {
    boolean first = !cut;
    cut = true;
    return first;
  }

  /** Whether it may be closed for a new one. */
  boolean mayGo() {
    return channel.isOpen() && !cut && (isQuiet() || isWaitingForClient());
  }

  /** Whether no request is in progress. */
  boolean isQuiet() {
    if (http2 != null) {
      everAsked |= last != null;
      return http2.streams() == 0;
    }
    HttpServerRequest request = last;
    if (request == null) {
      return true;
    }
    everAsked = true;
    if (request.response().ended() || request.response().closed()) {
      last = null;
      return true;
    }
    return false;
  }

  /** Whether a request is in progress that the client has to continue. */
  boolean isWaitingForClient() {
    if (http2 != null) {
      return http2.isWaitingForClient();
    }
    HttpServerRequest request = last;
    return request != null && !request.isEnded();
  }

  /** What it has taken too long for; null if nothing. Streams that do are ended. */
  @Nullable Cause overdue(long now) {
    if (isOver(limits.idleTimeout(), now - lastSentUntil(now))) {
      return Cause.UNREAD;
    }
    if (http2 != null) {
      http2.sweep(now);
    }
    if (!isQuiet()) {
      quietSince = now;
      return null;
    }
    if (everAsked) {
      return isOver(limits.idleTimeout(), now - quietSince) ? Cause.IDLE : null;
    }
    return isOver(limits.requestTimeout(), now - quietSince) ? Cause.HEAD : null;
  }

  /** When something that is to be sent last went on its way; now if nothing is to be sent. */
  private long lastSentUntil(long now) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    Object next = waiting == null ? null : waiting.current();
    long progress = waiting == null ? 0 : waiting.currentProgress();
    if (next == null || next != unsent || progress != unsentProgress) {
      unsent = next;
      unsentProgress = progress;
      unsentSince = now;
    }
    return unsentSince;
  }

  private static boolean isOver(Duration limit, long nanos) {
    return nanos > limit.toNanos();
  }
}
