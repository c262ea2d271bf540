package io.flagpost.platform.web.framing;

import io.netty.buffer.ByteBuf;

/**
 * Reads a chunked body as strictly as RFC 9112 allows, and finds its end. Chunk extensions are
 * bounded, in total to little more than the data, and blanked: the library accepts blanks after a
 * size, but not every extension of the RFC ({@code ;a=b} for one).
 *
 * <p>Used by one connection, on its event loop.
 */
final class ChunkScanner {
  private enum State {
    SIZE_START,
    SIZE,
    BLANKS,
    EXTENSION,
    SIZE_END,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    COMPLETE,
    MALFORMED
  }

  /** How much longer than usual the lines with the sizes may be, in total. */
  private static final int MOST_EXCESS = 16 * 1024;

  /** What a size line may have for free, beside twice the bytes of its chunk. */
  private static final int FREE = 16;

  private final HeadScanner trailers;
  private State state = State.SIZE_START;
  private long size;
  private long excess;

  /**
   * @param trailers reads the trailers, between two heads
   */
  ChunkScanner(HeadScanner trailers) {
    this.trailers = trailers;
  }

  /** To be called before the next body. */
  void begin() {
    state = State.SIZE_START;
    excess = 0;
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  boolean isMalformed() {
    return state == State.MALFORMED;
  }

  /**
   * Reads on.
   *
   * @return where it has stopped: behind the body, at the first byte that does not belong to one,
   *     or at {@code end}
   */
  int advance(ByteBuf bytes, int from, int end) {
    int at = from;
    while (at < end) {
      if (state == State.DATA) {
        int count = (int) Math.min(size, end - at);
        size -= count;
        at += count;
        if (size == 0) {
          state = State.DATA_CR;
        }
      } else if (state == State.TRAILERS) {
        return trailers(bytes, at, end);
      } else {
        state = next(bytes.getByte(at));
        if (state == State.MALFORMED) {
          return at;
        }
        if (state == State.BLANKS || state == State.EXTENSION) {
          bytes.setByte(at, ' ');
        }
        at++;
      }
    }
    return at;
  }

  private int trailers(ByteBuf bytes, int from, int end) {
    int stop = bytes.forEachByte(from, end - from, trailers);
    if (stop < 0) {
      return end;
    }
    state = trailers.isComplete() ? State.COMPLETE : State.MALFORMED;
    return trailers.isComplete() ? stop + 1 : stop;
  }

  private State next(byte value) {
    return switch (state) {
      case SIZE_START -> {
        size = Bytes.hexDigit(value);
        yield only(size >= 0, State.SIZE);
      }
      case SIZE -> size(value);
      case BLANKS ->
          Bytes.isBlank(value)
              ? extension(State.BLANKS)
              : only(value == ';', extension(State.EXTENSION));
      case EXTENSION ->
          value == '\r' ? State.SIZE_END : only(Bytes.isValue(value), extension(State.EXTENSION));
      case SIZE_END -> only(value == '\n', sizeRead());
      case DATA_CR -> only(value == '\r', State.DATA_LF);
      case DATA_LF -> only(value == '\n', State.SIZE_START);
      default -> State.MALFORMED;
    };
  }

  private static State only(boolean allowed, State next) {
    return allowed ? next : State.MALFORMED;
  }

  private State size(byte value) {
    int digit = Bytes.hexDigit(value);
    if (digit >= 0) {
      size = size * 16 + digit;
      return only(size <= Integer.MAX_VALUE, extension(State.SIZE)); // the library counts in int
    }
    if (value == '\r') {
      return State.SIZE_END;
    }
    return Bytes.isBlank(value)
        ? extension(State.BLANKS)
        : only(value == ';', extension(State.EXTENSION));
  }

  private State extension(State next) {
    excess++;
    return only(excess <= MOST_EXCESS, next);
  }

  private State sizeRead() {
    excess = Math.max(0, excess - FREE - 2 * size);
    if (size > 0) {
      return State.DATA;
    }
    trailers.beginTrailers();
    return State.TRAILERS;
  }
}
