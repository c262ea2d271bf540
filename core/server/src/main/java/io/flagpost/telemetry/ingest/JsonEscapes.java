package io.flagpost.telemetry.ingest;

/** The escapes inside a JSON string. */
final class JsonEscapes {
  private JsonEscapes() {}

  /**
   * Undoes every escape. Halves of surrogate pairs come out as they were sent, alone or not.
   *
   * @param spelled the inside of a string that {@link JsonDecoder} found to be valid
   */
  static String decode(String spelled) {
    StringBuilder decoded = new StringBuilder(spelled.length());
    int at = 0;
    while (at < spelled.length()) {
      char c = spelled.charAt(at++);
      if (c == '\\') {
        char escape = spelled.charAt(at++);
        if (escape == 'u') {
          decoded.append((char) Integer.parseInt(spelled, at, at + 4, 16));
          at += 4;
        } else {
          decoded.append(escaped(escape));
        }
      } else {
        decoded.append(c);
      }
    }
    return decoded.toString();
  }

  private static char escaped(char escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escape; // quote, backslash and slash stand for themselves
    };
  }
}
