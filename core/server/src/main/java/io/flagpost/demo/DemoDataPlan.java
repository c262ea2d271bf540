package io.flagpost.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is to be generated; the same plan always gives the same requests.
 *
 * @param records how many
 * @param days over how many days before the end they are spread
 * @param seed of everything that looks random
 * @param end none is received at this moment or later; whole milliseconds
 */
public record DemoDataPlan(long records, int days, long seed, Instant end) {
  /** How many records a demo begins with. */
  public static final long RECORDS = 200_000;

  public static final int DAYS = 90;
  public static final long SEED = 17;

  /** With fewer there is no room for the stories. */
  public static final long LEAST_RECORDS = 1_000;

  public static final long MOST_RECORDS = 1_000_000_000;
  public static final int LEAST_DAYS = 7;
  public static final int MOST_DAYS = 366;

  public DemoDataPlan {
    if (records < LEAST_RECORDS || records > MOST_RECORDS) {
      throw new IllegalArgumentException(
          "records must be between " + LEAST_RECORDS + " and " + MOST_RECORDS);
    }
    if (days < LEAST_DAYS || days > MOST_DAYS) {
      throw new IllegalArgumentException(
          "days must be between " + LEAST_DAYS + " and " + MOST_DAYS);
    }
    end = end.truncatedTo(ChronoUnit.MILLIS);
  }

  /** None is received before it. */
  public Instant begin() {
    return end.minus(Duration.ofDays(days));
  }
}
