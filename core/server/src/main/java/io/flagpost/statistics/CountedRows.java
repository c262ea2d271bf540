package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;

/**
 * Where the counts of one kind are, by day and by hour. Those of a range are the rows of its whole
 * days, and of the hours before and behind them: some thousand rows, however long it is.
 */
enum CountedRows {
  /** All records. */
  TOTAL(
      "rollup_day r WHERE r.dimension = 0 AND ",
      "rollup_total_hour r WHERE ",
      "r.environment, r.product, COUNTS",
      "r.environment, r.product, COUNTS"),
  VERSION(
      "rollup_day r WHERE r.dimension = 1 AND ",
      "rollup_hour r WHERE ",
      "r.product, r.kind, r.name, COUNTS",
      "r.product, r.version_kind, r.version, COUNTS"),
  GROUP(
      "rollup_day r WHERE r.dimension = 2 AND ",
      "rollup_hour r WHERE ",
      "r.kind, r.name, COUNTS",
      "r.group_kind, r.data_group, COUNTS"),
  FLAG(
      "rollup_flag_day r WHERE ",
      "rollup_flag_hour r WHERE ",
      "r.flag, r.check_id, r.check_version, r.records",
      "r.flag, r.check_id, r.check_version, r.records"),
  /** Sums of numbers. */
  VALUE(
      "rollup_value_day r WHERE ",
      "rollup_value_hour r WHERE ",
      "r.group_kind AS kind, r.data_group AS name, r.count, r.sum, r.least, r.greatest, r.bins",
      "r.group_kind, r.data_group, r.count, r.sum, r.least, r.greatest, r.bins");

  private static final String COUNTS = "r.records, r.flagged, r.incorrect, r.unknown_keys";

  private final String byDay;
  private final String byHour;
  private final String ofDay;
  private final String ofHour;

  CountedRows(String byDay, String byHour, String ofDay, String ofHour) {
    this.byDay = byDay;
    this.byHour = byHour;
    this.ofDay = ofDay;
    this.ofHour = ofHour;
  }

  /** A query for the rows of a range; its columns are those of the rows by day. */
  Sql of(StatisticsRange range, SqlCondition within) {
    return of(range, within, "", "");
  }

  /** The same with the column {@code at}, the beginning of the day. */
  Sql withDay(StatisticsRange range, SqlCondition within) {
    return of(
        range,
        within,
        "r.day::timestamp AT TIME ZONE 'UTC' AS at, ",
        "date_trunc('day', r.hour, 'UTC'), ");
  }

  private Sql of(StatisticsRange range, SqlCondition within, String day, String hour) {
    return Sql.format(
        "SELECT %s FROM %s%s UNION ALL SELECT %s FROM %s%s",
        Sql.of(day + counts(ofDay)),
        Sql.of(byDay),
        days(range).and(within).sql(),
        Sql.of(hour + counts(ofHour)),
        Sql.of(byHour),
        hours(range).and(within).sql());
  }

  /** All records by the hour, with the column {@code at}. */
  static Sql byHour(StatisticsRange range, SqlCondition within) {
    return Sql.format(
        "SELECT r.hour AS at, " + COUNTS + " FROM rollup_total_hour r WHERE %s",
        SqlCondition.of(
                "r.hour >= $1::timestamptz AND r.hour < $2::timestamptz",
                DbTimestamps.utc(range.from()),
                DbTimestamps.utc(range.to()))
            .and(within)
            .sql());
  }

  private static String counts(String columns) {
    return columns.replace("COUNTS", COUNTS);
  }

  private static SqlCondition days(StatisticsRange range) {
    return SqlCondition.of(
        "r.day >= $1::date AND r.day < $2::date", range.firstWholeDay(), range.endOfWholeDays());
  }

  private static SqlCondition hours(StatisticsRange range) {
    return SqlCondition.of(
        "r.hour >= $1::timestamptz AND r.hour < $2::timestamptz"
            + " OR r.hour >= $3::timestamptz AND r.hour < $4::timestamptz",
        DbTimestamps.utc(range.from()),
        DbTimestamps.utc(range.endOfHoursBefore()),
        DbTimestamps.utc(range.startOfHoursAfter()),
        DbTimestamps.utc(range.to()));
  }

  /** The days that some of a range is of. */
  static SqlCondition touchedDays(StatisticsRange range) {
    return SqlCondition.of(
        "r.day >= $1::date AND r.day <= $2::date", range.firstDay(), range.lastDay());
  }
}
