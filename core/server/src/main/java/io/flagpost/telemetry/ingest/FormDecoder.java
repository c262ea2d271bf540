package io.flagpost.telemetry.ingest;

import io.flagpost.telemetry.ingest.FieldSink.Kind;
import io.flagpost.telemetry.ingest.SentText.Spelling;

/** Decodes {@code application/x-www-form-urlencoded} and query strings. Any bytes will do. */
final class FormDecoder {
  private FormDecoder() {}

  /** Hands over the fields of {@code source} from {@code from} on. */
  static void decode(byte[] source, int from, FieldSink sink) {
    int start = from;
    while (start < source.length) {
      start = pair(source, start, sink) + 1;
    }
  }

  /** Hands over the pair that begins at {@code start}; answers where it ends. */
  private static int pair(byte[] source, int start, FieldSink sink) {
    int equals = -1;
    Spelling name = Spelling.PLAIN;
    Spelling value = Spelling.PLAIN;
    int at = start;
    for (; at < source.length && source[at] != '&'; at++) {
      byte b = source[at];
      if (b == '=' && equals < 0) {
        equals = at;
      } else if (b == '%' || b == '+') {
        if (equals < 0) {
          name = Spelling.PERCENT;
        } else {
          value = Spelling.PERCENT;
        }
      }
    }
    if (at > start) {
      int nameEnd = equals < 0 ? at : equals;
      int valueStart = equals < 0 ? at : equals + 1;
      sink.accept(
          new SentText(source, start, nameEnd, name),
          Kind.FORM,
          new SentText(source, valueStart, at, value));
    }
    return at;
  }
}
