package io.flagpost.platform.web.content;

import java.util.ArrayList;
import java.util.List;

/** Parses lists in headers (RFC 9110, section 5.6): a delimiter within quotes does not count. */
public final class HeaderList {
  private HeaderList() {}

  /** The elements of a list that may be spread over several lines; empty ones are left out. */
  public static List<String> elements(List<String> lines) {
    List<String> elements = new ArrayList<>();
    for (String line : lines) {
      split(line, ',').stream().filter(element -> !element.isEmpty()).forEach(elements::add);
    }
    return elements;
  }

  /** The parts between a delimiter, without white space around them; at least one. */
  static List<String> split(String text, char delimiter) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        at++;
      } else if (c == delimiter && !quoted) {
        parts.add(text.substring(start, at).strip());
        start = at + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
