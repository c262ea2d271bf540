package io.flagpost.admin.telemetry;

import io.flagpost.telemetry.query.RecordExport;
import java.time.Duration;

/**
 * The resources of exports of records.
 *
 * @param atOnce how many a node runs at the same time
 * @param pageSize how much is read at a time; each export has three such pages in memory
 * @param patience how long a client may receive nothing
 */
public record ExportSettings(int atOnce, RecordExport.ExportSize pageSize, Duration patience) {

  /** The values of the program. */
  public static final ExportSettings DEFAULTS =
      new ExportSettings(2, new RecordExport.ExportSize(4_000, 4 << 20), Duration.ofMinutes(1));

  public ExportSettings {
    if (atOnce < 1 || patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("Settings of exports must be positive");
    }
  }
}
