package io.flagpost.platform.web.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.ByteProcessor;

/**
 * Reads the head of an HTTP/1 request, or the trailers after its chunks, byte by byte and as
 * strictly as RFC 9112 allows; finds where the request ends. It keeps only the value of the current
 * field.
 *
 * <p>Stops, as a {@link ByteProcessor} does, at the last byte of the head or at the first byte that
 * makes it invalid. Used by one connection, on its event loop.
 */
final class HeadScanner implements ByteProcessor {
  private enum State {
    START,
    START_END,
    METHOD,
    TARGET_START,
    TARGET,
    VERSION,
    LINE_END,
    FIELD_START,
    NAME,
    VALUE,
    VALUE_END,
    HEAD_END,
    COMPLETE,
    MALFORMED
  }

  /** The fields that decide about framing. */
  private enum Field {
    HOST("host"),
    UPGRADE("upgrade"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),

    /** With both of them the library reads a body of eight bytes, after a draft of WebSocket. */
    OLD_WEBSOCKET_KEY_1("sec-websocket-key1"),
    OLD_WEBSOCKET_KEY_2("sec-websocket-key2"),
    OTHER("");

    private final String name;

    Field(String name) {
      this.name = name;
    }

    static Field named(byte[] text, int length) {
      return switch (length) {
        case 4 -> HOST.or(OTHER, text);
        case 7 -> UPGRADE.or(OTHER, text);
        case 14 -> CONTENT_LENGTH.or(OTHER, text);
        case 17 -> TRANSFER_ENCODING.or(OTHER, text);
        case 18 -> OLD_WEBSOCKET_KEY_1.or(OLD_WEBSOCKET_KEY_2.or(OTHER, text), text);
        default -> OTHER;
      };
    }

    /** This field if the name, of the same length, is its own; else another. */
    private Field or(Field other, byte[] text) {
      for (int i = 0; i < name.length(); i++) {
        if (text[i] != name.charAt(i)) {
          return other;
        }
      }
      return this;
    }
  }

  /** The longest name of a host is shorter; zeros before a length are bounded by it. */
  private static final int LONGEST_VALUE = 300;

  private static final byte[] VERSION = "HTTP/1.".getBytes(US_ASCII);
  private static final byte[] CHUNKED = "chunked".getBytes(US_ASCII);

  private final byte[] text = new byte[LONGEST_VALUE];
  private int length;
  private State state = State.START;
  private Field field = Field.OTHER;
  private boolean trailers;
  private boolean version10;
  private int hosts;
  private int oldWebSocketKeys;
  private long contentLength = -1;
  private boolean chunked;
  private boolean upgrade;

  /** To be called before the next request's head. */
  void beginHead() {
    state = State.START;
    trailers = false;
    hosts = 0;
    oldWebSocketKeys = 0;
    contentLength = -1;
    chunked = false;
    upgrade = false;
  }

  /** To be called before the trailers, whose fields say nothing about framing. */
  void beginTrailers() {
    state = State.FIELD_START;
    trailers = true;
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Whether the body is chunked. */
  boolean isChunked() {
    return chunked;
  }

  /** The length of the body, if it is not chunked. */
  long contentLength() {
    return Math.max(0, contentLength);
  }

  /** Whether the client asks to upgrade to another protocol. */
  boolean asksForUpgrade() {
    return upgrade;
  }

  @Override
  public boolean process(byte value) {
    state = next(value);
    return state != State.COMPLETE && state != State.MALFORMED;
  }

  private State next(byte value) {
    return switch (state) {
      case START -> value == '\r' ? State.START_END : only(Bytes.isToken(value), State.METHOD);
      case START_END -> only(value == '\n', State.START);
      case METHOD -> value == ' ' ? State.TARGET_START : only(Bytes.isToken(value), State.METHOD);
      case TARGET_START -> only(Bytes.isTarget(value), State.TARGET);
      case TARGET -> {
        length = 0;
        yield value == ' ' ? State.VERSION : only(Bytes.isTarget(value), State.TARGET);
      }
      case VERSION -> version(value);
      case LINE_END, VALUE_END -> only(value == '\n', State.FIELD_START);
      case FIELD_START -> {
        length = 0;
        yield value == '\r' ? State.HEAD_END : only(Bytes.isToken(value), name(value));
      }
      case NAME -> value == ':' ? value() : only(Bytes.isToken(value), name(value));
      case VALUE -> value(value);
      case HEAD_END -> only(value == '\n' && isSound(), State.COMPLETE);
      case COMPLETE, MALFORMED -> State.MALFORMED;
    };
  }

  private static State only(boolean allowed, State next) {
    return allowed ? next : State.MALFORMED;
  }

  private State version(byte value) {
    if (length < VERSION.length) {
      return only(value == VERSION[length++], State.VERSION);
    }
    if (length == VERSION.length) {
      length++;
      version10 = value == '0';
      return only(version10 || value == '1', State.VERSION);
    }
    return only(value == '\r', State.LINE_END);
  }

  private State name(byte value) {
    if (length < text.length) {
      text[length] = Bytes.lowerCase(value);
    }
    length++;
    return State.NAME;
  }

  private State value() {
    field = trailers ? Field.OTHER : Field.named(text, length);
    length = 0;
    return State.VALUE;
  }

  private State value(byte value) {
    if (value == '\r') {
      return only(field == Field.OTHER || isSoundField(), State.VALUE_END);
    }
    if (field != Field.OTHER && (length > 0 || !Bytes.isBlank(value))) {
      if (length == text.length) {
        return State.MALFORMED;
      }
      text[length++] = value;
    }
    return only(Bytes.isValue(value), State.VALUE);
  }

  private boolean isSoundField() {
    while (length > 0 && Bytes.isBlank(text[length - 1])) {
      length--;
    }
    return switch (field) {
      case HOST -> {
        hosts++;
        yield hosts == 1 && HostSyntax.isValid(text, length);
      }
      case CONTENT_LENGTH -> {
        boolean first = contentLength < 0;
        contentLength = Bytes.decimal(text, length);
        yield first && contentLength >= 0;
      }
      case TRANSFER_ENCODING -> {
        boolean first = !chunked;
        chunked = true;
        yield first && isChunkedAlone();
      }
      case UPGRADE -> {
        upgrade = true;
        yield true;
      }
      case OLD_WEBSOCKET_KEY_1, OLD_WEBSOCKET_KEY_2 -> {
        oldWebSocketKeys |= field == Field.OLD_WEBSOCKET_KEY_1 ? 1 : 2;
        yield true;
      }
      case OTHER -> true;
    };
  }

  private boolean isChunkedAlone() {
    if (length != CHUNKED.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (Bytes.lowerCase(text[i]) != CHUNKED[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the fields are consistent. */
  private boolean isSound() {
    if (trailers) {
      return true;
    }
    boolean sized = contentLength >= 0;
    return (hosts == 1 || version10)
        && !(chunked && (sized || version10))
        && (oldWebSocketKeys != 3 || sized || chunked);
  }
}
