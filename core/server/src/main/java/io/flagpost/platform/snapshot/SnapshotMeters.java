package io.flagpost.platform.snapshot;

import io.flagpost.platform.ops.PolledMeters;
import io.micrometer.core.instrument.MeterRegistry;

/** Measures the writing of the reference data to disk. */
public final class SnapshotMeters {
  private static final double MILLIS = 1000.0;

  private SnapshotMeters() {}

  /** Adds the meters of the writer. */
  public static void bind(ReferenceFileWriter<?> writer, MeterRegistry registry) {
    PolledMeters meters = new PolledMeters(registry);
    meters.gauge(
        "flagpost.snapshot.written.time.seconds",
        "When the reference data were copied to disk last, in seconds since 1970; 0: not yet",
        () -> writer.writtenAtMillis() / MILLIS);
    meters.counter(
        "flagpost.snapshot.writes",
        "How often the reference data were copied to disk",
        writer::writtenCount);
    meters.counter("flagpost.snapshot.writes.failed", "How often that failed", writer::failedCount);
  }
}
