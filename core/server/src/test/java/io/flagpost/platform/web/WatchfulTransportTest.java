package io.flagpost.platform.web;

import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Patience;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchfulTransportTest {
  private static final int REQUESTS = 1_000;

  /** So that a client which does not wait for answers does not have others wait for it. */
  @Test
  void aConnectionIsReadOnceAndNotForLongBeforeTheOthersHaveTheirTurn() throws Exception {
    Vertx vertx = Vertx.builder().withTransport(new WatchfulTransport()).build();
    Turns turns = new Turns();
    AtomicInteger asked = new AtomicInteger();
    try (Socket client =
        new Socket(InetAddress.getLoopbackAddress(), listen(vertx, turns, asked))) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(REQUESTS).getBytes(US_ASCII));

      Patience.until("all are answered", () -> asked.get() == REQUESTS);
    } finally {
      await(vertx.close());
    }

    assertThat(turns.reads).hasSizeGreaterThan(1);
    assertThat(turns.reads).allSatisfy(reads -> assertThat(reads).hasSize(1));
    assertThat(turns.reads.stream().flatMap(List::stream))
        .allMatch(bytes -> bytes <= WatchfulTransport.MOST_READ);
  }

  /** The port of a server whose connections are watched, and that counts what it is asked. */
  private static int listen(Vertx vertx, Turns turns, AtomicInteger asked) {
    return await(
            vertx
                .createHttpServer(
                    ListenerOptions.create("127.0.0.1", 0, 65_536, Duration.ofMinutes(1)))
                .connectionHandler(
                    connection ->
                        ((HttpServerConnection) connection)
                            .channelHandlerContext()
                            .pipeline()
                            .addFirst(turns))
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      request.response().end();
                    })
                .listen())
        .actualPort();
  }

  /** How many bytes were read each time, by turns of the event loop. */
  private static final class Turns extends ChannelInboundHandlerAdapter {
    private final List<List<Integer>> reads = new CopyOnWriteArrayList<>();
    private final List<Integer> turn = new CopyOnWriteArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        turn.add(bytes.readableBytes());
      }
      context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      if (!turn.isEmpty()) { // nothing where the connection has ended
        reads.add(List.copyOf(turn));
        turn.clear();
      }
      context.fireChannelReadComplete();
    }
  }
}
