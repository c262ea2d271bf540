package io.flagpost.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The answer being received on one connection: reads its end from {@code Content-Length}, its
 * status and the code in its envelope, and nothing else. A driver must cost less than the server.
 */
final class Answer {
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CODE = "{\"response\":{\"code\":".getBytes(StandardCharsets.US_ASCII);
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int FIRST_SIZE = 4 * 1024;

  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_SIZE);
  private int bodyAt;
  private int end;

  /** The buffer to read into. */
  ByteBuffer space() {
    if (!buffer.hasRemaining()) {
      byte[] larger = Arrays.copyOf(buffer.array(), buffer.capacity() * 2);
      buffer = ByteBuffer.wrap(larger).position(buffer.position());
    }
    return buffer;
  }

  /** Whether it is complete. */
  boolean isWhole() {
    if (bodyAt == 0) {
      findBody();
    }
    return bodyAt > 0 && buffer.position() >= end;
  }

  private void findBody() {
    byte[] bytes = buffer.array();
    int limit = buffer.position();
    for (int i = STATUS_AT + 3; i + 3 < limit; i++) {
      if (bytes[i] != '\r' || bytes[i + 1] != '\n') {
        continue;
      }
      if (bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
        bodyAt = i + 4;
        end += bodyAt;
        return;
      }
      if (isLength(bytes, i + 2, limit)) {
        end = number(bytes, i + 2 + LENGTH.length);
      }
    }
    end = 0; // the headers are incomplete
  }

  private static boolean isLength(byte[] bytes, int from, int limit) {
    if (from + LENGTH.length > limit) {
      return false;
    }
    for (int i = 0; i < LENGTH.length; i++) {
      int letter = bytes[from + i];
      if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private static int number(byte[] bytes, int from) {
    int at = bytes[from] == ' ' ? from + 1 : from;
    int value = 0;
    for (; at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      value = value * 10 + bytes[at] - '0';
    }
    return value;
  }

  int status() {
    return number(buffer.array(), STATUS_AT);
  }

  /** The code in the envelope; 0 if there is none. */
  int code() {
    int after = bodyAt + CODE.length;
    return after < end && Arrays.equals(buffer.array(), bodyAt, after, CODE, 0, CODE.length)
        ? number(buffer.array(), after)
        : 0;
  }

  String body() {
    return new String(buffer.array(), bodyAt, end - bodyAt, StandardCharsets.UTF_8);
  }

  /** Resets it for the next answer. */
  void clear() {
    buffer.clear();
    bodyAt = 0;
    end = 0;
  }
}
