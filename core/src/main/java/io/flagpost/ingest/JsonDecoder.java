package io.flagpost.ingest;

import io.flagpost.ingest.FieldSink.Kind;
import io.flagpost.ingest.SentText.Spelling;
import java.util.BitSet;

/**
 * Decodes one JSON object (RFC 8259) where it stands, byte by byte.
 *
 * <p>Not a general parser's work, for three reasons: the place of a value is needed to the byte, to
 * cut the API key out of the bytes that are kept; bytes in a string that are not UTF-8 must not
 * make the body unreadable; and a level of nesting must cost a bit, not an object, since a
 * compressed kilobyte can hold a million levels.
 */
final class JsonDecoder {
  private final byte[] source;
  private final FieldSink sink;
  private int at;

  /** Whether the string that was read last holds a backslash. */
  private boolean escaped;

  private JsonDecoder(byte[] source, int from, FieldSink sink) {
    this.source = source;
    this.at = from;
    this.sink = sink;
  }

  /**
   * Hands over the members of the object that {@code source} holds from {@code from} on.
   *
   * @return false if it is not one JSON object and nothing else; the sink may then have taken some
   */
  static boolean decode(byte[] source, int from, FieldSink sink) {
    return new JsonDecoder(source, from, sink).document();
  }

  private boolean document() {
    if (!take('{')) {
      return false;
    }
    if (!take('}')) {
      do {
        if (!member()) {
          return false;
        }
      } while (take(','));
      if (!take('}')) {
        return false;
      }
    }
    skipSpace();
    return at == source.length;
  }

  private boolean member() {
    skipSpace();
    int nameStart = at + 1;
    if (!string()) {
      return false;
    }
    SentText name = inside(nameStart);
    return take(':') && value(name);
  }

  private boolean value(SentText name) {
    skipSpace();
    int start = at;
    switch (peek()) {
      case '"' -> {
        if (!string()) {
          return false;
        }
        sink.accept(name, Kind.STRING, inside(start + 1));
      }
      case '{', '[' -> {
        if (!structure()) {
          return false;
        }
        sink.accept(name, Kind.STRUCTURE, since(start));
      }
      default -> {
        if (!literal()) {
          return false;
        }
        sink.accept(name, source[start] == 'n' ? Kind.NULL : Kind.LITERAL, since(start));
      }
    }
    return true;
  }

  /** Passes over an array or object of any depth, without recursion. */
  private boolean structure() {
    BitSet objects = new BitSet(); // which of the open levels are objects
    int depth = 0;
    do {
      skipSpace();
      int opening = peek();
      if (opening == '{' || opening == '[') {
        at++;
        objects.set(depth++, opening == '{');
        if (!take(closing(opening == '{'))) {
          if (opening == '{' && !name()) {
            return false;
          }
          continue;
        }
        depth--;
      } else if (!scalar()) {
        return false;
      }
      while (depth > 0 && take(closing(objects.get(depth - 1)))) {
        depth--;
      }
      if (depth > 0 && !(take(',') && (!objects.get(depth - 1) || name()))) {
        return false;
      }
    } while (depth > 0);
    return true;
  }

  private static char closing(boolean object) {
    return object ? '}' : ']';
  }

  private boolean name() {
    skipSpace();
    return string() && take(':');
  }

  private boolean scalar() {
    return peek() == '"' ? string() : literal();
  }

  private boolean literal() {
    return switch (peek()) {
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        return false;
      }
      at++;
    }
    return true;
  }

  private boolean number() {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else if (!digits()) {
      return false;
    }
    if (peek() == '.') {
      at++;
      if (!digits()) {
        return false;
      }
    }
    if ((peek() | 0x20) == 'e') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at > start;
  }

  private boolean string() {
    if (peek() != '"') {
      return false;
    }
    at++;
    escaped = false;
    while (at < source.length) {
      byte b = source[at++];
      if (b == '"') {
        return true;
      }
      if (b == '\\') {
        escaped = true;
        if (!escape()) {
          return false;
        }
      } else if (b >= 0 && b < ' ') {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    int escape = peek();
    at++;
    return switch (escape) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
      case 'u' -> fourHexDigits();
      default -> false;
    };
  }

  private boolean fourHexDigits() {
    for (int i = 0; i < 4; i++) {
      if (Hex.digit(peek()) < 0) {
        return false;
      }
      at++;
    }
    return true;
  }

  private SentText inside(int start) {
    return new SentText(source, start, at - 1, escaped ? Spelling.JSON : Spelling.PLAIN);
  }

  private SentText since(int start) {
    return new SentText(source, start, at, Spelling.PLAIN);
  }

  /** Takes a structural character and the white space before it, if it is there. */
  private boolean take(char wanted) {
    skipSpace();
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void skipSpace() {
    while (at < source.length && isSpace(source[at])) {
      at++;
    }
  }

  /** Whether JSON allows the byte between tokens. */
  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** The next byte; negative at the end and above ASCII. */
  private int peek() {
    return at < source.length ? source[at] : -1;
  }
}
