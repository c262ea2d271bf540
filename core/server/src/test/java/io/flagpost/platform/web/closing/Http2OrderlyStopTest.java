package io.flagpost.platform.web.closing;

import static io.flagpost.testing.Patience.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of HTTP/2 connections, frame by frame. */
class Http2OrderlyStopTest extends OrderlyStopFixture {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int REFUSED_STREAM = 7;

  @Test
  void http2IsToldInTwoStepsAndEveryStreamThatWasTakenIsAnswered() throws Exception {
    try (RawConnection client = new RawConnection(port)) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0));
      client.send(request(1, END_STREAM));
      until("it is under way", () -> waiting.size() == 1);

      Future<Void> stopped = vertx.undeploy(deployment);

      client.send(frame(PING, ACK, 0, next(client, PING).payload));
      Frame announcement = next(client, GOAWAY);
      client.send(request(3, END_STREAM));
      Frame ping = next(client, PING);
      client.send(frame(PING, ACK, 0, ping.payload));
      Frame last = next(client, GOAWAY);
      client.send(request(5, 0)).send(frame(DATA, END_STREAM, 5, (byte) 'x'));
      Frame refusal = next(client, RST_STREAM);
      until("the second is under way, too", () -> waiting.size() == 2);
      answer();
      answer();
      List<Integer> ended = untilEnd(client);

      assertThat(announcement.number(0)).isEqualTo(Integer.MAX_VALUE);
      assertThat(announcement.number(4)).as("its code").isZero();
      assertThat(last.number(0)).isEqualTo(3);
      assertThat(last.number(4)).as("its code").isZero();
      assertThat(refusal.stream).isEqualTo(5);
      assertThat(refusal.number(0)).isEqualTo(REFUSED_STREAM);
      assertThat(ended).containsExactlyInAnyOrder(1, 3);
      assertThat(taken).hasValue(2);
      Futures.await(stopped);
    }
  }

  @Test
  void http2WithNothingUnderWayIsClosedAfterOneRoundTripForEachStep() throws Exception {
    try (RawConnection client = new RawConnection(port)) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0));
      next(client, SETTINGS);
      next(client, SETTINGS); // the client's, acknowledged

      Future<Void> stopped = vertx.undeploy(deployment);
      Frame noMore = next(client, SETTINGS);
      client.send(frame(PING, ACK, 0, next(client, PING).payload));
      Frame announcement = next(client, GOAWAY);
      client.send(frame(PING, ACK, 0, next(client, PING).payload));
      Frame last = next(client, GOAWAY);

      assertThat(noMore.payload).as("no stream more").containsExactly(0, 3, 0, 0, 0, 0);
      assertThat(announcement.number(0)).isEqualTo(Integer.MAX_VALUE);
      assertThat(last.number(0)).isZero();
      assertThat(untilEnd(client)).isEmpty();
      Futures.await(stopped);
    }
  }

  private static byte[] request(int stream, int flags) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    headers.write(0x82); // :method GET
    headers.write(0x86); // :scheme http
    headers.write(4); // :path
    headers.write(5);
    headers.writeBytes("/slow".getBytes(US_ASCII));
    headers.write(1); // :authority
    headers.write(1);
    headers.write('x');
    return frame(HEADERS, END_HEADERS | flags, stream, headers.toByteArray());
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) 0)
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private static Frame next(RawConnection client, int type) throws IOException {
    Frame frame = Frame.read(client);
    while (frame.type != type) {
      frame = Frame.read(client);
    }
    return frame;
  }

  /** The streams that the server ends before it ends the connection. */
  private static List<Integer> untilEnd(RawConnection client) throws IOException {
    List<Integer> ended = new ArrayList<>();
    while (true) {
      try {
        Frame frame = Frame.read(client);
        if ((frame.type == DATA || frame.type == HEADERS) && (frame.flags & END_STREAM) != 0) {
          ended.add(frame.stream);
        }
      } catch (EOFException end) {
        return ended;
      }
    }
  }

  private static final class Frame {
    private final int type;
    private final int flags;
    private final int stream;
    private final byte[] payload;

    private Frame(int type, int flags, int stream, byte[] payload) {
      this.type = type;
      this.flags = flags;
      this.stream = stream;
      this.payload = payload;
    }

    static Frame read(RawConnection client) throws IOException {
      ByteBuffer head = ByteBuffer.wrap(client.receive(9));
      int length = ((head.get() & 0xff) << 16) | (head.getShort() & 0xffff);
      int type = head.get();
      int flags = head.get();
      int stream = head.getInt();
      return new Frame(type, flags, stream, client.receive(length));
    }

    int number(int offset) {
      return ByteBuffer.wrap(payload).getInt(offset);
    }
  }
}
