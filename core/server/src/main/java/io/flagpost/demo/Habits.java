package io.flagpost.demo;

import java.util.SplittableRandom;

/**
 * What is peculiar to a machine.
 *
 * @param lag how long after a release it takes it up, as the {@link Timeline} counts
 * @param skewMillis by how much its clock is ahead
 * @param nonces whether its records have a nonce
 * @param events whether its records have an event id
 */
record Habits(double lag, long skewMillis, boolean nonces, boolean events) {
  /** Nobody takes up a release any more that is so old. */
  private static final double NEVER = 10;

  private static final long HOUR_MILLIS = 3_600_000;

  /**
   * @param week what a week is, as the {@link Timeline} counts
   */
  static Habits draw(SplittableRandom random, double week) {
    double patience = random.nextDouble() < 0.08 ? NEVER : 1.2 * week * random.nextExponential();
    boolean isWrong = random.nextDouble() < 0.004;
    long skew =
        isWrong
            ? HOUR_MILLIS * (1 + random.nextInt(8)) // the time zone is wrong
            : (long) (1_500 * random.nextGaussian());
    double client = random.nextDouble();
    return new Habits(patience, skew, client < 0.75, client < 0.55);
  }
}
