package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Text as it stands in the bytes of a request: decoded when somebody asks, which for most unknown
 * fields is never.
 *
 * @param source the bytes that hold it; not to be changed
 * @param from its first byte
 * @param to behind its last byte
 * @param spelling how it is spelled there
 */
@SuppressWarnings("ArrayRecordComponent") // a view, never compared
record SentText(byte[] source, int from, int to, Spelling spelling) {

  /** The ways in which text is spelled. */
  enum Spelling {
    /** As UTF-8. */
    PLAIN,
    /** As a form writes it: {@code +} and {@code %XX}. */
    PERCENT,
    /** As the inside of a valid JSON string that holds a backslash. */
    JSON
  }

  static SentText plain(byte[] bytes) {
    return new SentText(bytes, 0, bytes.length, Spelling.PLAIN);
  }

  /** The text; bytes that are not UTF-8 become U+FFFD. */
  String text() {
    return switch (spelling) {
      case PLAIN -> new String(source, from, to - from, UTF_8);
      case PERCENT -> new String(PercentEncoding.decode(source, from, to), UTF_8);
      case JSON -> JsonEscapes.decode(new String(source, from, to - from, UTF_8));
    };
  }

  /** The same text spelled plainly. */
  SentText plain() {
    return switch (spelling) {
      case PLAIN -> this;
      case PERCENT -> plain(PercentEncoding.decode(source, from, to));
      case JSON -> plain(text().getBytes(UTF_8));
    };
  }

  /**
   * The bytes that should be UTF-8: those of the text, or of a JSON string before its escapes are
   * undone.
   */
  byte[] bytes() {
    return spelling == Spelling.PERCENT
        ? PercentEncoding.decode(source, from, to)
        : Arrays.copyOfRange(source, from, to);
  }

  /**
   * Whether {@link #text()} replaced bytes that are not UTF-8.
   *
   * @param text what {@link #text()} answered
   */
  boolean isMalformed(String text) {
    if (text.indexOf(ColumnText.REPLACEMENT) < 0) {
      return false;
    }
    byte[] bytes = bytes();
    return !Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
  }
}
