package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes time spans for messages: {@code 10 seconds}. */
final class Spans {
  private Spans() {}

  /** The span to the millisecond, in at most two units. */
  static String inWords(Duration span) {
    List<String> parts = new ArrayList<>();
    add(parts, span.toDays(), "day");
    add(parts, span.toHoursPart(), "hour");
    add(parts, span.toMinutesPart(), "minute");
    add(parts, span.toSecondsPart(), "second");
    add(parts, span.toMillisPart(), "millisecond");
    return parts.isEmpty()
        ? "0 seconds"
        : String.join(" and ", parts.subList(0, Math.min(2, parts.size())));
  }

  private static void add(List<String> parts, long count, String unit) {
    if (count > 0) {
      parts.add(count + " " + unit + (count == 1 ? "" : "s"));
    }
  }
}
