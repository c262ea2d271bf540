package io.flagpost.platform.web;

import io.flagpost.platform.web.closing.ConnectionDrain;
import io.flagpost.platform.web.connections.Connections;
import io.flagpost.platform.web.framing.PlainTextProtocol;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ordinary transport, which also reports every connection to {@link Connections} when it is
 * accepted. The library's own connection handler is called at the first request, which is too late
 * for a connection without one. No connection is read for long while others wait.
 *
 * <p>To be given to the builder of Vert.x. Any thread.
 */
public final class WatchfulTransport extends NioTransport implements Transport {
  /**
   * How many bytes of a connection are read, once, before the event loop turns to the others. The
   * library's default, 16 times 64 KiB, holds ten thousand requests of a client that pipelines; an
   * ordinary request fits.
   */
  static final int MOST_READ = 2048;

  private static final int LEAST_READ = 512;

  /**
   * What a server listens on: several may have the same port.
   *
   * @param host as it was told to
   * @param port that it got
   */
  private record Address(String host, int port) {}

  /** A listening socket as one event loop sees it. */
  private record ListeningLoop(Address address, EventLoop loop) {}

  private final Map<ListeningLoop, Connections> watchers = new ConcurrentHashMap<>();
  private final Map<Address, Channel> listening = new ConcurrentHashMap<>();

  /**
   * Reports to these what is accepted at an address for the current event loop, if Vert.x runs on
   * this transport; otherwise they learn of a connection at its first request.
   *
   * @param host as the server was told to listen on
   * @return ends it
   */
  public static Runnable watch(Vertx vertx, String host, int port, Connections connections) {
    if (!(((VertxInternal) vertx).transport() instanceof WatchfulTransport transport)) {
      return () -> {};
    }
    EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    ListeningLoop listener = new ListeningLoop(new Address(host, port), loop);
    transport.watchers.put(listener, connections);
    return () -> transport.watchers.remove(listener);
  }

  /**
   * Accepts no more connections at an address, where Vert.x runs on this transport. Those that were
   * accepted are still served.
   *
   * @param host as the server was told to listen on
   */
  static Future<Void> stopAccepting(Vertx vertx, String host, int port) {
    if (!(((VertxInternal) vertx).transport() instanceof WatchfulTransport transport)) {
      return Future.succeededFuture();
    }
    Channel socket = transport.listening.get(new Address(host, port));
    PromiseInternal<Void> closed = ((VertxInternal) vertx).getOrCreateContext().promise();
    if (socket == null) {
      closed.complete();
    } else {
      socket.close().addListener(closed);
    }
    return closed.future();
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(options, domainSocket, bootstrap);
    if (!domainSocket) {
      bootstrap.handler(new Acceptor(options.getHost()));
      bootstrap.childOption(
          ChannelOption.RECVBUF_ALLOCATOR,
          new AdaptiveRecvByteBufAllocator(LEAST_READ, MOST_READ, MOST_READ).maxMessagesPerRead(1));
    }
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return null;
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return this;
  }

  private static int portOf(Channel socket) {
    return socket.localAddress() instanceof InetSocketAddress local ? local.getPort() : -1;
  }

  /** In the pipeline of a listening socket, where connections come by as messages. */
  private final class Acceptor extends ChannelInboundHandlerAdapter {
    private final String host;

    Acceptor(String host) {
      this.host = host;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      listening.put(new Address(host, portOf(context.channel())), context.channel());
      context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      listening.values().remove(context.channel());
      context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Channel accepted) {
        ConnectionDrain.of(accepted);
        accepted
            .pipeline()
            .addFirst(new Announcement(new Address(host, portOf(context.channel()))));
      }
      context.fireChannelRead(message);
    }
  }

  /** In the pipeline of a connection, until it is on its event loop. */
  private final class Announcement extends ChannelHandlerAdapter {
    private final Address address;

    Announcement(Address address) {
      this.address = address;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      Channel channel = context.channel();
      context.pipeline().addFirst(new PlainTextProtocol()).remove(this);
      Connections connections = watchers.get(new ListeningLoop(address, channel.eventLoop()));
      if (connections != null) {
        connections.opened(channel);
      }
    }
  }
}
