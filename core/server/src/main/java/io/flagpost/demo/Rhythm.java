package io.flagpost.demo;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** How much is going on at an hour of a week, where 1 is the most. */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes into its array
enum Rhythm {
  /** People at work: weekdays from nine to five, with lunch. */
  OFFICE(
      0.2, 3, 2, 2, 2, 2, 4, 10, 32, 78, 96, 100, 92, 62, 84, 98, 96, 82, 52, 28, 18, 14, 10, 6, 4),

  /** People at home: evenings, and weekends most of all. */
  HOME(
      1.3, 26, 14, 8, 5, 4, 4, 6, 10, 14, 18, 22, 26, 28, 28, 30, 34, 40, 50, 64, 78, 76, 70, 60,
      42),

  /** Machines that build and test at night, and a little with every change of a day. */
  NIGHTLY(
      0.3, 70, 100, 100, 96, 80, 30, 12, 10, 16, 24, 28, 28, 22, 26, 28, 28, 26, 20, 10, 6, 4, 6,
      20, 44),

  /** Machines that do not sleep. */
  STEADY(
      1.0, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
      72, 72);

  private static final double PERCENT = 100;

  private final double weekend;
  private final double[] hours = new double[24];

  Rhythm(double weekend, int... percent) {
    this.weekend = weekend;
    for (int hour = 0; hour < hours.length; hour++) {
      hours[hour] = percent[hour] / PERCENT;
    }
  }

  /**
   * @param zone the hours by which clocks are ahead of UTC there
   */
  double at(Instant moment, int zone) {
    ZonedDateTime local = moment.atZone(ZoneOffset.ofHours(zone));
    boolean free =
        local.getDayOfWeek() == DayOfWeek.SATURDAY || local.getDayOfWeek() == DayOfWeek.SUNDAY;
    return hours[local.getHour()] * (free ? weekend : 1);
  }
}
