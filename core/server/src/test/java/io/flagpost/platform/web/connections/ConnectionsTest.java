package io.flagpost.platform.web.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final ConnectionCounts counts = new ConnectionCounts();
  private final AtomicLong now = new AtomicLong();
  private final Connections connections =
      new Connections(
          new ConnectionLimits(
              10, 1, IpNetworks.of(List.of()), REQUEST_TIMEOUT, Duration.ofMinutes(1)),
          counts,
          now::get);

  @Test
  void oneThatHasEndedCountsForNobody() {
    Peer ended = new Peer();
    connections.opened(ended);
    assertThat(ended.close().isSuccess()).isTrue();

    connections.opened(ended);

    Peer next = new Peer();
    connections.opened(next);
    assertThat(next.isOpen()).isTrue();
    assertThat(counts.cut(Cause.ADDRESS)).isZero();
    assertThat(counts.open()).isEqualTo(1);
  }

  @Test
  void oneThatIsCutOffAndTakesItsTimeIsCountedOnce() {
    Peer slow =
        new Peer(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void close(ChannelHandlerContext context, ChannelPromise promise) {
                assertThat(context.channel().isOpen()).as("which it stays").isTrue();
              }
            });
    connections.opened(slow);
    now.addAndGet(REQUEST_TIMEOUT.plusSeconds(1).toNanos());

    connections.sweep();
    connections.sweep();

    assertThat(counts.cut(Cause.HEAD)).isEqualTo(1);
  }

  /** All of them have the same address. */
  private static final class Peer extends EmbeddedChannel {
    Peer(ChannelHandler... handlers) {
      super(handlers);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }
  }
}
