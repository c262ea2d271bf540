package io.flagpost.admin.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Strict UTF-8 in lines of bounded length, with line numbers. A byte order mark is skipped. Text
 * before an error is returned before the error is thrown, so that a parser has seen every complete
 * line. For one thread.
 */
final class StrictText extends Reader {
  /** The longest line, in characters. */
  static final int LONGEST_LINE = 64 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int CHUNK = 32 * 1024;

  private final InputStream content;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(CHUNK).limit(0);
  private boolean ended;
  private boolean begun;
  private long line = 1;
  private int lineLength;
  private boolean oddQuotes;
  private @Nullable IOException failure;

  StrictText(InputStream content) {
    this.content = content;
  }

  /**
   * The line where the text ends so far, counted from 1; after a failure, the line that caused it.
   */
  long line() {
    return line;
  }

  /** Whether the number of quotation marks so far is odd: one of them is not closed. */
  boolean hasOddQuotes() {
    return oddQuotes;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (failure != null) {
        throw failure;
      }
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      decodeMore();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  private void decodeMore() {
    chars.clear();
    try {
      fill();
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (result.isError()) {
        failure = new BrokenContentException(notUtf8());
      }
    } catch (IOException e) {
      failure = e;
    }
    chars.flip();
    if (!begun && chars.hasRemaining()) {
      begun = true;
      if (chars.get(0) == BYTE_ORDER_MARK) {
        chars.position(1);
      }
    }
    inspect();
  }

  private void fill() throws IOException {
    if (ended) {
      return;
    }
    bytes.compact();
    try {
      int count = content.read(bytes.array(), bytes.position(), bytes.remaining());
      if (count < 0) {
        ended = true;
      } else {
        bytes.position(bytes.position() + count);
      }
    } finally {
      bytes.flip();
    }
  }

  private String notUtf8() {
    boolean marked =
        !begun
            && chars.position() == 0
            && bytes.remaining() > 1
            && (bytes.get(bytes.position()) & 0xfe) == 0xfe
            && (bytes.get(bytes.position() + 1) & 0xfe) == 0xfe;
    return marked ? "is UTF-16; the content must be UTF-8" : "is not valid UTF-8";
  }

  private void inspect() {
    for (int i = chars.position(); i < chars.limit(); i++) {
      char c = chars.get(i);
      if (c == '\n') {
        line++;
        lineLength = 0;
      } else if (++lineLength > LONGEST_LINE) {
        failure =
            new BrokenContentException(
                String.format(Locale.ROOT, "is longer than %d characters", LONGEST_LINE));
        chars.limit(i);
      } else if (c == '"') {
        oddQuotes = !oddQuotes;
      }
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
