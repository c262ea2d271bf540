package io.flagpost.statistics;

import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;

/**
 * The days, environments and products of which something was counted, and how many rows of each are
 * looked at: so many that all together are bounded. The beginning of a statement.
 */
final class TopPlaces {
  private static final String PLACES =
      """
      WITH places AS MATERIALIZED (
        SELECT r.day, r.environment, r.product FROM rollup_day r
         WHERE r.dimension = 0 AND %s),
      room AS MATERIALIZED (
        SELECT greatest(5, least(50, 10000 / greatest(1, count(*)))) AS most FROM places)""";

  private TopPlaces() {}

  static Sql of(StatisticsRange range, SqlCondition within) {
    return Sql.format(PLACES, CountedRows.touchedDays(range).and(within).sql());
  }
}
