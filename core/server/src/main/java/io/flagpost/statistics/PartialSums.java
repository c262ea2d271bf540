package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What records add to the tables, until it is written. Not thread-safe. */
final class PartialSums {
  private static final long NONE = -1;

  private final HourSums hours = new HourSums();
  private final FlagSums flags = new FlagSums();
  private long firstId = NONE;
  private @Nullable Instant oldest;

  void add(StoredRecord record) {
    if (firstId == NONE) {
      firstId = record.id();
    }
    Instant received = record.telemetry().receivedAt();
    if (oldest == null || received.isBefore(oldest)) {
      oldest = received;
    }
    Set<Raised> raised = Raised.withAny(Raised.atReceipt(record));
    HourSums.Key key = HourSums.Key.of(record);
    HourSums.Counts counts = hours.of(key);
    counts.records++;
    counts.flagged += raised.isEmpty() ? 0 : 1;
    counts.incorrect += record.telemetry().correctFormat() ? 0 : 1;
    counts.unknownKeys += Boolean.FALSE.equals(record.receipt().licenseKeyExists()) ? 1 : 0;
    raised.forEach(one -> flags.add(key.place(), one, 1));
  }

  HourSums hours() {
    return hours;
  }

  FlagSums flags() {
    return flags;
  }

  /** No record that was added has a lower id. */
  long firstId() {
    return firstId;
  }

  /** When the oldest record was received that was added; null if there is none. */
  @Nullable Instant oldest() {
    return oldest;
  }

  boolean isEmpty() {
    return firstId == NONE;
  }

  /** How many rows are to be written, at most. */
  int rows() {
    return hours.size() + flags.size();
  }
}
