package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text with the place where each of its characters is spelled, so that something found in it can be
 * cut out of what was sent: as it stands, or with its escapes undone, as often as they were nested.
 *
 * <p>Takes any bytes: each is a character, which is enough for what is looked for, all of it ASCII.
 */
final class SpelledText {
  private final String text;

  /** Where each character begins; null where nothing was undone. */
  private final int @Nullable [] starts;

  /** Behind which place each character ends; null where nothing was undone. */
  private final int @Nullable [] ends;

  private SpelledText(String text, int @Nullable [] starts, int @Nullable [] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  static SpelledText of(byte[] bytes) {
    return of(new String(bytes, ISO_8859_1));
  }

  static SpelledText of(String text) {
    return new SpelledText(text, null, null);
  }

  /** The text, with as many escapes undone as this view undoes. */
  String text() {
    return text;
  }

  /** Where the spelling of a character begins. */
  int start(int at) {
    return starts == null ? at : starts[at];
  }

  /** Behind the spelling of a character. */
  int end(int at) {
    return ends == null ? at + 1 : ends[at];
  }

  /** How long the spelling of a character is: quotes of one kind of nesting are of one length. */
  int length(int at) {
    return end(at) - start(at);
  }

  /**
   * The same with one more layer undone: the zero bytes that UTF-16 and UTF-32 have beside ASCII,
   * else escapes, those of JSON strings, and per cent with two hexadecimal digits. Null if there is
   * nothing to undo.
   */
  @Nullable SpelledText unescaped() {
    boolean wide = text.indexOf('\0') >= 0;
    if (!wide && text.indexOf('\\') < 0 && text.indexOf('%') < 0) {
      return null;
    }
    char[] plain = new char[text.length()];
    int[] plainStarts = new int[text.length()];
    int[] plainEnds = new int[text.length()];
    int size = 0;
    int at = 0;
    while (at < text.length()) {
      int next = wide ? at + 1 : behindEscape(at);
      char c = meaning(at, next);
      if (!wide || c != '\0') {
        plain[size] = c;
        plainStarts[size] = start(at);
        plainEnds[size++] = end(next - 1);
      }
      at = next;
    }
    return size == text.length()
        ? null
        : new SpelledText(
            new String(plain, 0, size),
            Arrays.copyOf(plainStarts, size),
            Arrays.copyOf(plainEnds, size));
  }

  private int behindEscape(int at) {
    return switch (text.charAt(at)) {
      case '%' -> isHex(at + 1, 2) ? at + 3 : at + 1;
      case '\\' -> {
        if (at + 1 == text.length()) {
          yield at + 1;
        }
        yield text.charAt(at + 1) == 'u' && isHex(at + 2, 4) ? at + 6 : at + 2;
      }
      default -> at + 1;
    };
  }

  private char meaning(int at, int next) {
    return switch (next - at) {
      case 3 -> (char) Integer.parseInt(text, at + 1, next, 16);
      case 6 -> (char) Integer.parseInt(text, at + 2, next, 16);
      case 2 -> "bfnrt".indexOf(text.charAt(at + 1)) < 0 ? text.charAt(at + 1) : ' ';
      default -> text.charAt(at);
    };
  }

  private boolean isHex(int from, int count) {
    return from + count <= text.length() && Hex.isHex(text, from, from + count);
  }
}
