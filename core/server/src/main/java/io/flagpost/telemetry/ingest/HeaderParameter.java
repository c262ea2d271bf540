package io.flagpost.telemetry.ingest;

import org.jspecify.annotations.Nullable;

/** Parameters of a header such as {@code multipart/form-data; boundary="x"}. */
final class HeaderParameter {
  private final String header;
  private int at;

  private HeaderParameter(String header) {
    this.header = header;
    this.at = header.indexOf(';');
  }

  /**
   * The value of the first parameter of this name, whose case does not count; null if there is
   * none.
   */
  static @Nullable String find(String header, String name) {
    HeaderParameter rest = new HeaderParameter(header);
    while (rest.at >= 0) {
      rest.at++;
      boolean wanted = rest.upTo('=').equalsIgnoreCase(name);
      String value = rest.value();
      if (wanted) {
        return value;
      }
      rest.at = header.indexOf(';', rest.at);
    }
    return null;
  }

  private String value() {
    if (peek() != '=') {
      return "";
    }
    at++;
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
    return peek() == '"' ? quoted() : upTo(';');
  }

  private String quoted() {
    at++;
    StringBuilder value = new StringBuilder();
    while (at < header.length() && peek() != '"') {
      boolean escape = peek() == '\\' && at + 1 < header.length() && isEscapable(at + 1);
      at += escape ? 1 : 0;
      value.append(header.charAt(at++));
    }
    at++;
    return value.toString();
  }

  /** A backslash before anything else is one: some send file names with the path in front. */
  private boolean isEscapable(int index) {
    return header.charAt(index) == '"' || header.charAt(index) == '\\';
  }

  private String upTo(char end) {
    int start = at;
    while (at < header.length() && peek() != end && peek() != ';') {
      at++;
    }
    return header.substring(start, at).strip();
  }

  private int peek() {
    return at < header.length() ? header.charAt(at) : -1;
  }
}
