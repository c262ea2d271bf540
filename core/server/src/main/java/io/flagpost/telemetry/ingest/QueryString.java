package io.flagpost.telemetry.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads query strings as leniently as request bodies are read. */
public final class QueryString {
  private QueryString() {}

  /**
   * The parameters of a query string, decoded and without white space at their ends; of a repeated
   * one, the last.
   *
   * @param query the raw query string, or null if there is none
   */
  public static Map<String, String> parse(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return Map.of();
    }
    Parameters parameters = new Parameters();
    FormDecoder.decode(bytes(query), 0, parameters);
    return parameters.byName;
  }

  /** The bytes that were sent: HTTP/1 reads a request line byte by byte, HTTP/2 may not. */
  static byte[] bytes(String query) {
    for (int at = 0; at < query.length(); at++) {
      if (query.charAt(at) > 0xFF) {
        return query.getBytes(UTF_8);
      }
    }
    return query.getBytes(ISO_8859_1);
  }

  private static final class Parameters implements FieldSink {
    private final Map<String, String> byName = new HashMap<>();

    @Override
    public void accept(SentText name, Kind kind, SentText value) {
      byName.put(name.text(), ColumnText.trim(value.text()));
    }

    @Override
    public void broken() {
      // A query string cannot be: every byte of it belongs to a name or a value.
    }
  }
}
