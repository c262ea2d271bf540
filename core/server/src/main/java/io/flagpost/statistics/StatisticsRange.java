package io.flagpost.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * What statistics are about: whole hours. What is only counted by day is told of all days that they
 * are in.
 *
 * @param from the first hour
 * @param to the end of the last one
 * @param isOpen whether the last hour is the present one, so that nothing of its day comes behind
 */
public record StatisticsRange(Instant from, Instant to, boolean isOpen) {
  /** The longest time that is to be told of. */
  public static final Duration LONGEST = Duration.ofDays(366);

  /** The longest one whose trend may be told by hour. */
  public static final Duration LONGEST_BY_HOUR = Duration.ofDays(7);

  /** It begins and ends within an hour. */
  private static final Duration ADDED = Duration.ofHours(2);

  public StatisticsRange {
    if (!from.equals(from.truncatedTo(ChronoUnit.HOURS))
        || !to.equals(to.truncatedTo(ChronoUnit.HOURS))
        || !from.isBefore(to)
        || Duration.between(from, to).compareTo(LONGEST.plus(ADDED)) > 0) {
      throw new IllegalArgumentException("not whole hours, or none, or too many");
    }
  }

  /**
   * The hours that a time is in, those to come left out.
   *
   * @param from its first moment
   * @param to its end
   * @param now the present
   */
  public static StatisticsRange of(Instant from, Instant to, Instant now) {
    Instant end = ceiling(now);
    Instant wanted = ceiling(to);
    boolean isOpen = !wanted.isBefore(end);
    return new StatisticsRange(from.truncatedTo(ChronoUnit.HOURS), isOpen ? end : wanted, isOpen);
  }

  /** The end of the hour that a moment is in, or that it is the end of. */
  public static Instant ceiling(Instant moment) {
    Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
    return hour.equals(moment) ? hour : hour.plus(1, ChronoUnit.HOURS);
  }

  /** How long it is. */
  public Duration length() {
    return Duration.between(from, to);
  }

  /** Whether its trend may be told by hour. */
  public boolean isTellableByHour() {
    return length().compareTo(LONGEST_BY_HOUR.plus(ADDED)) <= 0;
  }

  /** One that is as long, and ends where this one begins. */
  public StatisticsRange before() {
    return new StatisticsRange(from.minus(length()), from, false);
  }

  /** The first day that some of it is of, UTC. */
  public LocalDate firstDay() {
    return day(from);
  }

  /** The last one. */
  public LocalDate lastDay() {
    return day(to.minusNanos(1));
  }

  /** The first day that all of it is of. */
  LocalDate firstWholeDay() {
    return start(firstDay()).equals(from) ? firstDay() : firstDay().plusDays(1);
  }

  /** The day behind the last one that all of it is of; not before the first one. */
  LocalDate endOfWholeDays() {
    LocalDate end = isOpen ? lastDay().plusDays(1) : day(to);
    return end.isBefore(firstWholeDay()) ? firstWholeDay() : end;
  }

  /** The end of the hours before the whole days; there are none if it is the beginning. */
  Instant endOfHoursBefore() {
    Instant start = start(firstWholeDay());
    return start.isBefore(to) ? start : to;
  }

  /** The beginning of the hours behind the whole days; there are none if it is the end. */
  Instant startOfHoursAfter() {
    Instant end = start(endOfWholeDays());
    return end.isBefore(to) ? end : to;
  }

  private static LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
