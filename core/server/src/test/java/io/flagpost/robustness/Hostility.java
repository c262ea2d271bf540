package io.flagpost.robustness;

import static io.flagpost.testing.RawHttp2.CONTINUATION;
import static io.flagpost.testing.RawHttp2.DATA;
import static io.flagpost.testing.RawHttp2.END_HEADERS;
import static io.flagpost.testing.RawHttp2.END_STREAM;
import static io.flagpost.testing.RawHttp2.HEADERS;
import static io.flagpost.testing.RawHttp2.PING;
import static io.flagpost.testing.RawHttp2.RST_STREAM;
import static io.flagpost.testing.RawHttp2.SETTINGS;
import static io.flagpost.testing.RawHttp2.frame;
import static io.flagpost.testing.RawHttp2.head;
import static io.flagpost.testing.RawHttp2.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many connections, each in one of the ways in which a client can cost more than it is worth. Each
 * holds on for a while, or until it is cut off, and comes again.
 */
final class Hostility implements AutoCloseable {
  private static final int HOLD_MILLIS = 2_000;
  private static final int COME_AGAIN_MILLIS = 50;
  private static final int STREAMS = 300;
  private static final int LARGE = 1 << 20;

  /** What a connection does. */
  enum Way {
    STREAMS_UNACKNOWLEDGED,
    STREAMS_TAKEN_BACK,
    BODIES_WITHHELD_ON_STREAMS,
    ANSWERS_WITHOUT_WINDOW,
    LONG_HEADS,
    PINGS,
    SETTINGS_FRAMES,
    ENDLESS_HEAD,
    BODY_WITHHELD,
    HEAD_BYTE_BY_BYTE,
    ANSWERS_UNREAD
  }

  private final int port;
  private final String get;
  private final String post;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Way, AtomicLong> done = new EnumMap<>(Way.class);

  /**
   * Begins.
   *
   * @param get a path to ask for
   * @param post a path that takes bodies
   */
  Hostility(int port, int connections, String get, String post) {
    this.port = port;
    this.get = get;
    this.post = post;
    for (Way way : Way.values()) {
      done.put(way, new AtomicLong());
    }
    for (int i = 0; i < connections; i++) {
      Way way = Way.values()[i % Way.values().length];
      Thread thread = new Thread(() -> run(way), "hostile-" + way);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Whether each of them was done at least once. */
  boolean isAllDone() {
    return done.values().stream().allMatch(often -> often.get() > 0);
  }

  /** Ends it; all connections are closed afterwards. */
  @Override
  public void close() {
    ended.countDown();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Way way) {
    try {
      while (!ended.await(COME_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          attack(way);
        } catch (IOException cutOff) {
          Objects.requireNonNull(cutOff, "which is what it is there for");
        }
        Objects.requireNonNull(done.get(way)).incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attack(Way way) throws IOException, InterruptedException {
    switch (way) {
      case BODY_WITHHELD -> http1(post(LARGE) + "a".repeat(LARGE - 10));
      case HEAD_BYTE_BY_BYTE -> byteByByte();
      case ANSWERS_UNREAD -> http1(("GET " + get + " HTTP/1.1\r\nHost: x\r\n\r\n").repeat(1_000));
      case ANSWERS_WITHOUT_WINDOW -> http2(streams(100, END_STREAM, get, "GET"), 4, 0);
      default -> http2(flood(way));
    }
  }

  private byte[] flood(Way way) {
    return switch (way) {
      case STREAMS_UNACKNOWLEDGED -> streams(STREAMS, 0, post, "POST");
      case STREAMS_TAKEN_BACK -> takenBack();
      case BODIES_WITHHELD_ON_STREAMS -> withheld();
      case LONG_HEADS -> longHeads();
      case PINGS -> repeat(frame(PING, 0, 0, new byte[8]), 10_000);
      case SETTINGS_FRAMES -> repeat(frame(SETTINGS, 0, 0, new byte[0]), 20_000);
      case ENDLESS_HEAD -> endlessHead();
      default -> throw new IllegalArgumentException("" + way);
    };
  }

  private void http1(String text) throws IOException, InterruptedException {
    try (RawConnection client = new RawConnection(port)) {
      client.send(text);
      hold();
    }
  }

  private void byteByByte() throws IOException, InterruptedException {
    try (RawConnection client = new RawConnection(port)) {
      client.send("GET " + get + " HTTP/1.1\r\nX-Slow: ");
      for (int i = 0; i < 10 && !ended.await(HOLD_MILLIS / 10, TimeUnit.MILLISECONDS); i++) {
        client.send("a");
      }
    }
  }

  private void http2(byte[] frames, int... settings) throws IOException, InterruptedException {
    try (RawHttp2 client = new RawHttp2(port, settings)) {
      client.send(frames);
      hold();
      client.abort();
    }
  }

  private void hold() throws InterruptedException {
    if (ended.await(HOLD_MILLIS, TimeUnit.MILLISECONDS)) {
      return;
    }
  }

  private byte[] streams(int count, int flags, String path, String method) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(frame(HEADERS, END_HEADERS | flags, 1 + 2 * i, head(method, path)));
    }
    return all.toByteArray();
  }

  private byte[] takenBack() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
      all.writeBytes(frame(HEADERS, END_HEADERS, stream, head("POST", post)));
      all.writeBytes(frame(RST_STREAM, 0, stream, number(8)));
    }
    return all.toByteArray();
  }

  private byte[] withheld() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = "a".repeat(600).getBytes(ISO_8859_1);
    for (int stream = 1; stream < 200; stream += 2) {
      all.writeBytes(
          frame(
              HEADERS,
              END_HEADERS,
              stream,
              head("POST", post, "content-type", "application/json")));
      all.writeBytes(frame(DATA, 0, stream, piece));
    }
    return all.toByteArray();
  }

  private byte[] longHeads() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String text = "a".repeat(7_000);
    for (int stream = 1; stream < 200; stream += 2) {
      all.writeBytes(frame(HEADERS, END_HEADERS, stream, head("POST", post, "x-long", text)));
    }
    return all.toByteArray();
  }

  private byte[] endlessHead() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(frame(HEADERS, 0, 1, head("GET", get)));
    all.writeBytes(repeat(frame(CONTINUATION, 0, 1, new byte[0]), 10_000));
    return all.toByteArray();
  }

  private String post(int length) {
    return """
        POST %s HTTP/1.1\r
        Host: x\r
        Content-Type: application/json\r
        Content-Length: %s\r
        \r
        """
        .replaceFirst("%s", post)
        .replaceFirst("%s", Integer.toString(length));
  }

  private static byte[] repeat(byte[] frame, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
