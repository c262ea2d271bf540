package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What records add to the tables, until it is written. Not thread-safe. */
final class PartialSums {
  private static final long NONE = -1;

  private final SourceNetworks networks;
  private final HourSums hours = new HourSums();
  private final FlagSums flags = new FlagSums();
  private final LicenseSums licenses = new LicenseSums();
  private final SourceSums sources = new SourceSums();
  private final SketchSums sketches = new SketchSums();
  private final ValueSums values = new ValueSums();
  private long firstId = NONE;
  private @Nullable Instant oldest;
  private @Nullable Instant newest;

  PartialSums(SourceNetworks networks) {
    this.networks = networks;
  }

  void add(StoredRecord record) {
    if (firstId == NONE) {
      firstId = record.id();
    }
    Instant received = record.telemetry().receivedAt();
    if (oldest == null || received.isBefore(oldest)) {
      oldest = received;
    }
    if (newest == null || received.isAfter(newest)) {
      newest = received;
    }
    Set<Raised> raised = Raised.withAny(Raised.atReceipt(record));
    int flagged = raised.isEmpty() ? 0 : 1;
    int unknown = Boolean.FALSE.equals(record.receipt().licenseKeyExists()) ? 1 : 0;
    HourSums.Key key = HourSums.Key.of(record);
    HourSums.Counts counts = hours.of(key);
    counts.records++;
    counts.flagged += flagged;
    counts.incorrect += record.telemetry().correctFormat() ? 0 : 1;
    counts.unknownKeys += unknown;
    raised.forEach(one -> flags.add(key.place(), one, 1));
    DayPlace day = DayPlace.of(key.place());
    licenses.of(LicenseSums.Key.of(day, record)).add(record, raised);
    sources.of(new SourceSums.Key(day, network(record))).add(1, flagged, unknown);
    sketches.add(day, record);
    values.add(key, record);
  }

  /** The network that a record came from. */
  Label network(StoredRecord record) {
    return networks.of(record.telemetry().clientAddress());
  }

  HourSums hours() {
    return hours;
  }

  FlagSums flags() {
    return flags;
  }

  LicenseSums licenses() {
    return licenses;
  }

  SourceSums sources() {
    return sources;
  }

  SketchSums sketches() {
    return sketches;
  }

  ValueSums values() {
    return values;
  }

  /** No record that was added has a lower id. */
  long firstId() {
    return firstId;
  }

  /** When the oldest record was received that was added; null if there is none. */
  @Nullable Instant oldest() {
    return oldest;
  }

  /** The same of the newest. */
  @Nullable Instant newest() {
    return newest;
  }

  boolean isEmpty() {
    return firstId == NONE;
  }

  /** How many rows are to be written, at most. */
  int rows() {
    return hours.size()
        + flags.size()
        + 2 * licenses.size()
        + sources.size()
        + sketches.size()
        + values.size();
  }
}
