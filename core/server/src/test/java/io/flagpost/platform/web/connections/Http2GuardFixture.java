package io.flagpost.platform.web.connections;

import static io.flagpost.testing.Patience.until;
import static io.flagpost.testing.RawHttp2.DATA;
import static io.flagpost.testing.RawHttp2.END_HEADERS;
import static io.flagpost.testing.RawHttp2.END_STREAM;
import static io.flagpost.testing.RawHttp2.GOAWAY;
import static io.flagpost.testing.RawHttp2.HEADERS;
import static io.flagpost.testing.RawHttp2.PING;
import static io.flagpost.testing.RawHttp2.RST_STREAM;
import static io.flagpost.testing.RawHttp2.frame;
import static io.flagpost.testing.RawHttp2.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.GuardedServer;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.testing.RawHttp2;
import io.flagpost.testing.RawHttp2.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A guarded server, and what clients of HTTP/2 that keep to nothing send it. */
abstract class Http2GuardFixture {
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;
  static final int INITIAL_WINDOW = 4;
  static final byte[] NOTHING = {};

  /** More than the system keeps for a client that does not read. */
  static final Buffer LARGE = Buffer.buffer(new byte[8 << 20]);

  final Queue<HttpServerRequest> requests = new ConcurrentLinkedQueue<>();
  final Promise<Buffer> read = Promise.promise();
  final AtomicInteger told = new AtomicInteger();
  final GuardedServer server =
      new GuardedServer(1_000, REQUEST_TIMEOUT, IDLE_TIMEOUT, this::arrived);

  private void arrived(HttpServerRequest request) {
    request.exceptionHandler(ended -> told.incrementAndGet());
    if (request.path().equals("/read")) {
      new LimitedBodies(server.vertx(), 10).read(request).onComplete(read);
    }
    requests.add(request);
    if (request.path().equals("/large")) {
      request.response().end(LARGE);
    } else if (request.path().equals("/head")) {
      request.response().setChunked(true).writeHead();
    } else if (request.path().equals("/answered")) {
      request.response().end("an answer");
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  Future<Void> answerAll() {
    requests.stream()
        .filter(request -> !request.response().ended())
        .forEach(request -> request.response().end());
    return Future.succeededFuture();
  }

  static void assertThatItIsCutOff(RawHttp2 client, byte[] flood) throws Exception {
    try {
      client.send(flood);
      until("the connection is closed", () -> isClosed(client));
    } catch (SocketException cutOff) {
      assertThat(cutOff).isNotNull();
    }
  }

  static boolean isClosed(RawHttp2 client) {
    try {
      client.send(PING, 0, 0, new byte[8]);
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  static boolean ended(Frame frame, int stream) {
    return frame.stream() == stream
        && (frame.type() == DATA || frame.type() == HEADERS)
        && (frame.flags() & END_STREAM) != 0;
  }

  static long resets(Collection<Frame> frames, int code) {
    return frames.stream()
        .filter(frame -> frame.type() == RST_STREAM && frame.errorCode() == code)
        .count();
  }

  static int goAway(List<Frame> frames) {
    return frames.stream()
        .filter(frame -> frame.type() == GOAWAY)
        .mapToInt(Frame::errorCode)
        .findFirst()
        .orElseThrow();
  }

  static byte[] open(int count, String path) {
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      streams.writeBytes(request(1 + 2 * i, path, 0));
    }
    return streams.toByteArray();
  }

  static byte[] request(int stream, String path, int flags) {
    return frame(HEADERS, END_HEADERS | flags, stream, head("POST", path));
  }

  static byte[] repeat(byte[] frame, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
