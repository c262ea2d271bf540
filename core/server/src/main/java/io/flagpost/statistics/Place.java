package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * What every roll-up counts by.
 *
 * @param hour the hour of receipt, UTC
 * @param environment the environment
 * @param product the product's id; 0 for none that is known
 */
record Place(Instant hour, String environment, long product) {

  static Place of(StoredRecord record) {
    return new Place(
        record.telemetry().receivedAt().truncatedTo(ChronoUnit.HOURS),
        record.telemetry().environment(),
        record.telemetry().knownProductId().map(Long::parseLong).orElse(0L));
  }

  LocalDate day() {
    return LocalDate.ofInstant(hour, ZoneOffset.UTC);
  }

  /** The same in the first hour of the day. */
  Place firstOfDay() {
    return new Place(hour.truncatedTo(ChronoUnit.DAYS), environment, product);
  }

  NameScope scope(Dimension dimension) {
    return new NameScope(day(), environment, product, dimension);
  }
}
