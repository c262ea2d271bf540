package io.flagpost.platform.web.connections;

import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. Closes those without a request, or with one that arrives byte
 * by byte. When there are too many, one without a request in progress is closed for a new one,
 * those first that never had a request: a client that only holds connections keeps nobody out.
 *
 * <p>The library closes silent connections. It does not notice a client that sends a byte now and
 * then and leaves answers unread.
 *
 * <p>Used on its event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that cannot be closed is closed
public final class Connections {
  private final ConnectionLimits limits;
  private final ConnectionCounts counts;
  private final LongSupplier nanoTime;
  private final Map<Channel, WatchedConnection> open = new LinkedHashMap<>();

  /**
   * Connections that may be closed for a new one, as of the last look and since: those that never
   * had a request, those that were answered, those that do not continue their request.
   */
  private final Deque<WatchedConnection> quiet = new ArrayDeque<>();

  /**
   * @param counts shared by all event loops of a listener
   * @param nanoTime as {@link System#nanoTime}
   */
  public Connections(ConnectionLimits limits, ConnectionCounts counts, LongSupplier nanoTime) {
    this.limits = limits;
    this.counts = counts;
    this.nanoTime = nanoTime;
  }

  /** Ends a request without an answer; with HTTP/1 its connection, too. */
  public static void cut(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      Http2Guard guard =
          request.connection() instanceof HttpServerConnection served
              ? Http2Guard.of(served)
              : null;
      if (guard == null) {
        request.response().reset();
      } else {
        guard.reset(request.response().streamId());
      }
    } else if (request.connection() instanceof HttpServerConnection served) {
      served.channelHandlerContext().channel().close();
    } else {
      request.connection().close();
    }
  }

  /** Adds a connection at its first request, if it is not known yet. */
  public void opened(HttpConnection connection) {
    if (connection instanceof HttpServerConnection served) {
      Channel channel = served.channelHandlerContext().channel();
      opened(channel);
      WatchedConnection watched = open.get(channel);
      if (watched != null) {
        watched.guard(served, counts, nanoTime);
      }
    }
  }

  /** Adds a new connection; not one that has ended, which the codec may still report. */
  public void opened(Channel channel) {
    if (open.containsKey(channel) || !channel.isOpen()) {
      return;
    }
    WatchedConnection watched =
        new WatchedConnection(channel, limitedAddress(channel), limits, nanoTime.getAsLong());
    open.put(channel, watched);
    int all = counts.opened();
    String address = watched.address();
    int ofAddress = address == null ? 0 : counts.opened(address);
    channel.closeFuture().addListener(closed -> forget(watched));
    if (address != null && ofAddress > limits.mostPerAddress()) {
      cut(watched, Cause.ADDRESS);
      return;
    }
    if (all > limits.most()) {
      WatchedConnection victim = nextQuiet();
      cut(victim == null ? watched : victim, Cause.LIMIT);
    }
    quiet.addLast(watched);
  }

  /** Notes that a request's head has arrived. */
  public void asked(HttpServerRequest request) {
    if (request.connection() instanceof HttpServerConnection served) {
      WatchedConnection watched = open.get(served.channelHandlerContext().channel());
      if (watched != null) {
        watched.asked(request, nanoTime.getAsLong());
      }
    }
  }

  /** Closes connections that are out of time; to be called about every second. */
  public void sweep() {
    long now = nanoTime.getAsLong();
    quiet.clear();
    List<WatchedConnection> served = new ArrayList<>();
    List<WatchedConnection> awaited = new ArrayList<>();
    for (WatchedConnection watched : List.copyOf(open.values())) {
      Cause cause = watched.overdue(now);
      if (cause != null) {
        cut(watched, cause);
      } else if (watched.isQuiet()) {
        (watched.wasEverAsked() ? served : quiet).add(watched);
      } else if (watched.isWaitingForClient()) {
        awaited.add(watched);
      }
    }
    quiet.addAll(served);
    quiet.addAll(awaited);
  }

  private @Nullable WatchedConnection nextQuiet() {
    WatchedConnection next = quiet.pollFirst();
    while (next != null && !next.mayGo()) {
      next = quiet.pollFirst();
    }
    return next;
  }

  /** At once: a client that reads nothing would keep a connection that is to end in good order. */
  private void cut(WatchedConnection watched, Cause cause) {
    if (watched.markCut()) { // once: a last answer may keep it open for a moment
      counts.countCut(cause);
    }
    watched.channel().close();
  }

  private void forget(WatchedConnection watched) {
    if (open.remove(watched.channel()) != null) {
      counts.closed();
      String address = watched.address();
      if (address != null) {
        counts.closed(address);
      }
    }
  }

  /** The address that a connection counts towards; null if it is not limited. */
  private @Nullable String limitedAddress(Channel channel) {
    if (limits.mostPerAddress() == 0
        || !(channel.remoteAddress() instanceof InetSocketAddress peer)
        || peer.getAddress() == null) {
      return null;
    }
    String address = peer.getAddress().getHostAddress();
    return limits.unlimited().contains(address) ? null : address;
  }
}
