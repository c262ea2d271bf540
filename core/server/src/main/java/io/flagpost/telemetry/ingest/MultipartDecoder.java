package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagpost.telemetry.ingest.FieldSink.Kind;
import io.flagpost.telemetry.ingest.SentText.Spelling;
import java.util.Arrays;

/**
 * Decodes {@code multipart/form-data} (RFC 7578) where it stands: one walk over the lines, of which
 * those that begin with the boundary count. Whole parts of a body that breaks off are handed over.
 *
 * <p>A field may be as large as the body and there may be as many as fit. Line feeds alone end a
 * line too.
 */
final class MultipartDecoder {
  private static final String DISPOSITION = "content-disposition:";

  private enum Line {
    CONTENT,
    NEXT_PART,
    END
  }

  private final byte[] source;
  private final byte[] delimiter;
  private final FieldSink sink;

  private MultipartDecoder(byte[] source, byte[] delimiter, FieldSink sink) {
    this.source = source;
    this.delimiter = delimiter;
    this.sink = sink;
  }

  /**
   * Hands over the parts that {@code source} holds from {@code from} on.
   *
   * @return false if the boundary is nowhere
   */
  static boolean decode(byte[] source, int from, String boundary, FieldSink sink) {
    byte[] delimiter = ("--" + boundary).getBytes(ISO_8859_1);
    return new MultipartDecoder(source, delimiter, sink).body(from);
  }

  private boolean body(int from) {
    int part = -1;
    int line = from;
    while (line < source.length) {
      int next = behindLine(line);
      Line kind = kind(line, next);
      if (kind != Line.CONTENT) {
        if (part >= 0) {
          part(part, line);
        } else if (!isBlank(from, line)) {
          sink.broken();
        }
        if (kind == Line.END) {
          if (!isBlank(next, source.length)) {
            sink.broken();
          }
          return true;
        }
        part = next;
      }
      line = next;
    }
    sink.broken();
    return part >= 0;
  }

  private Line kind(int line, int next) {
    int end = line + delimiter.length;
    if (end > next || !Arrays.equals(source, line, end, delimiter, 0, delimiter.length)) {
      return Line.CONTENT;
    }
    if (isBlank(end, next)) {
      return Line.NEXT_PART;
    }
    boolean last = next - end >= 2 && source[end] == '-' && source[end + 1] == '-';
    return last && isBlank(end + 2, next) ? Line.END : Line.CONTENT;
  }

  /** Hands over the part that begins at {@code start} and ends before the line at {@code end}. */
  private void part(int start, int end) {
    String name = null;
    Kind kind = Kind.FORM;
    int line = start;
    while (line < end && !isBlank(line, behindLine(line))) {
      int next = behindLine(line);
      String header = new String(source, line, next - line, ISO_8859_1);
      if (header.regionMatches(true, 0, DISPOSITION, 0, DISPOSITION.length())) {
        name = HeaderParameter.find(header, "name");
        kind = isFile(header) ? Kind.FILE : Kind.FORM;
      }
      line = next;
    }
    if (name == null || line >= end) {
      sink.broken();
      return;
    }
    int content = behindLine(line);
    int contentEnd = Math.max(content, beforeLineBreak(end));
    sink.accept(
        SentText.plain(name.getBytes(ISO_8859_1)),
        kind,
        new SentText(source, content, contentEnd, Spelling.PLAIN));
  }

  private static boolean isFile(String header) {
    return HeaderParameter.find(header, "filename") != null
        || HeaderParameter.find(header, "filename*") != null;
  }

  private int behindLine(int line) {
    int at = line;
    while (at < source.length && source[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, source.length);
  }

  private int beforeLineBreak(int line) {
    int lineFeed = line - 1;
    return lineFeed > 0 && source[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
  }

  private boolean isBlank(int from, int to) {
    for (int at = from; at < to; at++) {
      if (!JsonScanner.isSpace(source[at])) {
        return false;
      }
    }
    return true;
  }
}
