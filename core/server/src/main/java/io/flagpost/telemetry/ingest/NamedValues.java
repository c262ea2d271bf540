package io.flagpost.telemetry.ingest;

import io.flagpost.telemetry.ingest.CredentialFinder.Span;
import java.util.List;

/**
 * Finds the values of fields named {@code api_key} in text that need not be of any format: after a
 * colon or an equals sign, in quotes or not, in brackets, in a part of a form, between tags.
 */
final class NamedValues {
  private static final String PART = "name=";

  private final SpelledText view;
  private final String text;
  private final List<Span> found;

  private NamedValues(SpelledText view, List<Span> found) {
    this.view = view;
    this.text = view.text();
    this.found = found;
  }

  /** Adds the values in {@code view}, without their quotes, to {@code found}. */
  static void find(SpelledText view, List<Span> found) {
    new NamedValues(view, found).find();
  }

  private void find() {
    int end = text.length();
    int at = 3;
    while (at + 2 < end) {
      if (isLetter(at, 'k') && isLetter(at + 1, 'e') && isLetter(at + 2, 'y')) {
        int start = nameStart(at);
        if (start >= 0 && !isWord(start - 1) && !isWord(at + 3)) {
          at = Math.max(at, value(start, at + 3));
        }
      }
      at++;
    }
  }

  /** Where a name begins whose last part, {@code key}, begins at {@code key}; -1 if nowhere. */
  private int nameStart(int key) {
    boolean separated = text.charAt(key - 1) == '_' || text.charAt(key - 1) == '-';
    int start = key - (separated ? 4 : 3);
    return start >= 0
            && isLetter(start, 'a')
            && isLetter(start + 1, 'p')
            && isLetter(start + 2, 'i')
        ? start
        : -1;
  }

  /** Takes the value of the name from {@code start} to {@code end}; answers behind it. */
  private int value(int start, int end) {
    boolean quoted = start > 0 && isQuote(start - 1);
    int at = quoted && isQuote(end) ? end + 1 : end;
    int part = start - PART.length() - (quoted ? 1 : 0);
    if (part >= 0 && text.regionMatches(true, part, PART, 0, PART.length())) {
      return part(at);
    }
    at = behindBrackets(at);
    int separator = behindSpace(at);
    if (separator == text.length()) {
      return separator;
    }
    char c = text.charAt(separator);
    if (c == '>') {
      return take(separator + 1, indexOrEnd("<", separator + 1));
    }
    if (c == ':' || c == '=') {
      int first = behindSpace(separator + (text.startsWith("=>", separator) ? 2 : 1));
      return first == text.length() ? first : content(first, separator, c == '=');
    }
    return isQuote(separator) && quoted ? quoted(separator) : end;
  }

  private int content(int first, int separator, boolean form) {
    if (isQuote(first)) {
      return quoted(first);
    }
    char c = text.charAt(first);
    if (!form && (c == '[' || c == '{')) {
      return structure(first);
    }
    int level = view.length(separator);
    int at = form ? separator + 1 : first;
    int from = at;
    while (at < text.length() && !(view.length(at) <= level && ends(text.charAt(at), form))) {
      at++;
    }
    return take(from, at);
  }

  private static boolean ends(char c, boolean form) {
    return switch (c) {
      case '&', '\n', '\r', '"' -> true;
      case ',', ';', '}', ']', '\'', ' ', '\t', '<' -> !form;
      default -> false;
    };
  }

  /**
   * Up to the next quote of the same kind that is spelled alike, or shorter, as those around are:
   * others are part of the value.
   */
  private int quoted(int quote) {
    int at = quote + 1;
    while (at < text.length()
        && !(text.charAt(at) == text.charAt(quote) && view.length(at) <= view.length(quote))) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return take(quote + 1, Math.min(at, text.length()));
  }

  private int structure(int bracket) {
    int depth = 0;
    int at = bracket;
    do {
      char c = text.charAt(at++);
      if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      }
    } while (depth > 0 && at < text.length());
    return take(bracket + 1, depth == 0 ? at - 1 : at);
  }

  /** The content of a part: between the empty line and the next boundary. */
  private int part(int at) {
    int line = indexOrEnd("\n", at) + 1;
    while (line < text.length() && !text.startsWith("\r\n", line) && text.charAt(line) != '\n') {
      line = indexOrEnd("\n", line) + 1;
    }
    int from = indexOrEnd("\n", line) + 1;
    return from >= text.length() ? text.length() : take(from, partEnd(from));
  }

  private int partEnd(int from) {
    int boundary = indexOrEnd("\n--", from);
    return boundary > from && boundary < text.length() && text.charAt(boundary - 1) == '\r'
        ? boundary - 1
        : boundary;
  }

  private int take(int from, int to) {
    if (to > from) {
      found.add(new Span(view.start(from), view.end(to - 1)));
    }
    return to;
  }

  private int behindBrackets(int at) {
    if (at == text.length() || text.charAt(at) != '[') {
      return at;
    }
    int closing = at + 1;
    while (closing < text.length() && isWord(closing)) {
      closing++;
    }
    return closing < text.length() && text.charAt(closing) == ']' ? closing + 1 : at;
  }

  private int behindSpace(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  private int indexOrEnd(String wanted, int from) {
    int at = text.indexOf(wanted, from);
    return at < 0 ? text.length() : at;
  }

  private boolean isQuote(int at) {
    return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
  }

  private boolean isLetter(int at, char lowerCase) {
    return (text.charAt(at) | 0x20) == lowerCase;
  }

  private boolean isWord(int at) {
    if (at < 0 || at >= text.length()) {
      return false;
    }
    char c = (char) (text.charAt(at) | 0x20);
    return (c >= 'a' && c <= 'z') || (text.charAt(at) >= '0' && text.charAt(at) <= '9');
  }
}
