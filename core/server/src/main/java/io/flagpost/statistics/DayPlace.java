package io.flagpost.statistics;

import io.vertx.sqlclient.Row;
import java.time.LocalDate;

/**
 * What roll-ups by day count by.
 *
 * @param day the day of receipt, UTC
 * @param environment the environment
 * @param product the product's id; 0 for none that is known
 */
record DayPlace(LocalDate day, String environment, long product) {

  static DayPlace of(Place place) {
    return new DayPlace(place.day(), place.environment(), place.product());
  }

  /** From the columns {@code day}, {@code environment} and {@code product}. */
  static DayPlace of(Row row) {
    return new DayPlace(
        row.getLocalDate("day"), row.getString("environment"), row.getLong("product"));
  }

  NameScope scope(Dimension dimension) {
    return new NameScope(day, environment, product, dimension);
  }
}
