package io.flagpost.telemetry.ingest;

import io.flagpost.telemetry.ingest.FieldSink.Kind;
import io.flagpost.telemetry.ingest.SentText.Spelling;

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
  private final JsonScanner scanner;
  private final FieldSink sink;

  private JsonDecoder(byte[] source, int from, FieldSink sink) {
    this.source = source;
    this.scanner = new JsonScanner(source, from);
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
    if (!scanner.take('{')) {
      return false;
    }
    if (!scanner.take('}')) {
      do {
        if (!member()) {
          return false;
        }
      } while (scanner.take(','));
      if (!scanner.take('}')) {
        return false;
      }
    }
    return scanner.isAtEnd();
  }

  private boolean member() {
    int nameStart = scanner.next() + 1;
    if (!scanner.string()) {
      return false;
    }
    SentText name = inside(nameStart);
    return scanner.take(':') && value(name);
  }

  private boolean value(SentText name) {
    int start = scanner.next();
    switch (scanner.peek()) {
      case '"' -> {
        if (!scanner.string()) {
          return false;
        }
        sink.accept(name, Kind.STRING, inside(start + 1));
      }
      case '{', '[' -> {
        if (!scanner.structure()) {
          return false;
        }
        sink.accept(name, Kind.STRUCTURE, since(start));
      }
      default -> {
        if (!scanner.literal()) {
          return false;
        }
        sink.accept(name, source[start] == 'n' ? Kind.NULL : Kind.LITERAL, since(start));
      }
    }
    return true;
  }

  private SentText inside(int start) {
    return new SentText(
        source,
        start,
        scanner.position() - 1,
        scanner.wasEscaped() ? Spelling.JSON : Spelling.PLAIN);
  }

  private SentText since(int start) {
    return new SentText(source, start, scanner.position(), Spelling.PLAIN);
  }
}
