package io.flagpost.cli.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events, as the HTML standard has them (9.2.6). Blocking; one thread. What is
 * not complete when the stream ends is no event.
 */
final class EventStream {
  private static final int LONGEST_NUMBER = 9;

  private final BufferedReader lines;
  private final Runnable heard;
  private String id;
  private @Nullable Integer retryMillis;

  /**
   * An event.
   *
   * @param type what it is
   * @param data what is told
   */
  record Event(String type, String data) {}

  /**
   * @param lastId the id of the last event of an earlier stream; empty if there was none
   * @param heard run whenever something comes
   */
  EventStream(InputStream body, String lastId, Runnable heard) {
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    this.id = lastId;
    this.heard = heard;
  }

  /** The next event; null when the stream has ended. */
  @Nullable Event next() throws IOException {
    String type = "message";
    StringBuilder data = new StringBuilder();
    String nextId = id;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      heard.run();
      if (line.isEmpty()) {
        id = nextId;
        if (data.length() > 0) {
          return new Event(type, data.substring(0, data.length() - 1));
        }
        type = "message";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "event" -> type = value;
        case "data" -> data.append(value).append('\n');
        case "id" -> nextId = value.indexOf('\0') < 0 ? value : nextId;
        case "retry" -> readRetry(value);
        default -> {
          // a comment, or something that a later version has
        }
      }
    }
    return null;
  }

  /** The id of the last event: where to go on. Empty if there was none. */
  String lastId() {
    return id;
  }

  /** After how many milliseconds to come back; null if it was not said. */
  @Nullable Integer retryMillis() {
    return retryMillis;
  }

  private void readRetry(String value) {
    if (value.length() <= LONGEST_NUMBER && value.matches("[0-9]+")) {
      retryMillis = Integer.valueOf(value);
    }
  }
}
