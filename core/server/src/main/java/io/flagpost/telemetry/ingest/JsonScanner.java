package io.flagpost.telemetry.ingest;

import java.util.BitSet;

/**
 * Walks over the tokens of JSON text (RFC 8259) without copying any. Takes {@code NaN}, {@code
 * Infinity} and {@code -Infinity}, too, which Python and others write for numbers that JSON does
 * not have: one such value is not to cost a record its other fields.
 */
final class JsonScanner {
  private final byte[] source;
  private int at;
  private boolean escaped;

  JsonScanner(byte[] source, int from) {
    this.source = source;
    this.at = from;
  }

  /** Where the next byte is. */
  int position() {
    return at;
  }

  /** Where the next token begins. */
  int next() {
    skipSpace();
    return at;
  }

  /** Whether only white space is left. */
  boolean isAtEnd() {
    return next() == source.length;
  }

  /** Whether the string that was passed last holds a backslash. */
  boolean wasEscaped() {
    return escaped;
  }

  /** Passes over an array or object of any depth, without recursion. */
  boolean structure() {
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

  /** Passes over a number, a boolean, null or one of the words for what is no number. */
  boolean literal() {
    return switch (peek()) {
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      case 'N' -> word("NaN");
      case 'I' -> word("Infinity");
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
      if (peek() == 'I') {
        return word("Infinity");
      }
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

  /** Passes over a string. */
  boolean string() {
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

  /** Takes a structural character and the white space before it, if it is there. */
  boolean take(char wanted) {
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
  int peek() {
    return at < source.length ? source[at] : -1;
  }
}
