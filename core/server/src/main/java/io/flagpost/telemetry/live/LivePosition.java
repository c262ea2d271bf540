package io.flagpost.telemetry.live;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a listener was told what happened. Immutable.
 *
 * @param recordId every record up to this id that meets the filter was told, or said to be left out
 * @param verdictId the same of every later verdict, by its own id
 */
public record LivePosition(long recordId, long verdictId) {
  private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})");

  public LivePosition {
    if (recordId < 0 || verdictId < 0) {
      throw new IllegalArgumentException("no position: " + recordId + ", " + verdictId);
    }
  }

  /** Reads what {@link #text} has written; empty if it is nothing of the kind. */
  public static Optional<LivePosition> parse(String text) {
    Matcher ids = TEXT.matcher(text);
    return ids.matches()
        ? Optional.of(new LivePosition(Long.parseLong(ids.group(1)), Long.parseLong(ids.group(2))))
        : Optional.empty();
  }

  /** The position as the id of an event: both ids, with a hyphen between. */
  public String text() {
    return recordId + "-" + verdictId;
  }

  /** Whether the other one is further, in records or verdicts. */
  public boolean isBehind(LivePosition other) {
    return recordId < other.recordId || verdictId < other.verdictId;
  }

  /** As far as the one that is further, in records and in verdicts. */
  public LivePosition orFurther(LivePosition other) {
    return new LivePosition(
        Math.max(recordId, other.recordId), Math.max(verdictId, other.verdictId));
  }

  LivePosition atRecord(long id) {
    return new LivePosition(id, verdictId);
  }

  LivePosition atVerdict(long id) {
    return new LivePosition(recordId, id);
  }
}
