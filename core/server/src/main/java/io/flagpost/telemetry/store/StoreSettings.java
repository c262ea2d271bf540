package io.flagpost.telemetry.store;

import java.time.Duration;

/**
 * How the store groups, waits and keeps.
 *
 * @param writers connections that write, each with one group in flight
 * @param maxGroupRows most records in one group
 * @param maxGroupBytes most bytes in one group, about; a larger record travels alone
 * @param maxQueuedRows records that may wait for a writer before new ones are refused
 * @param maxQueuedBytes bytes that may wait, about
 * @param commitTimeout how long a group may go without an answer before its records are refused
 * @param idempotencyWindow how long an idempotency key is remembered
 * @param partitionDaysAhead for how many days after today there shall be partitions
 * @param maintenanceInterval how often partitions are made and expired keys are deleted
 */
public record StoreSettings(
    int writers,
    int maxGroupRows,
    long maxGroupBytes,
    int maxQueuedRows,
    long maxQueuedBytes,
    Duration commitTimeout,
    Duration idempotencyWindow,
    int partitionDaysAhead,
    Duration maintenanceInterval) {

  public static final StoreSettings DEFAULTS =
      new StoreSettings(
          3,
          500,
          4L << 20,
          20_000,
          64L << 20,
          Duration.ofSeconds(2),
          Duration.ofDays(7),
          7,
          Duration.ofMinutes(10));

  public StoreSettings {
    requirePositive(writers, "writers");
    requirePositive(maxGroupRows, "maxGroupRows");
    requirePositive(maxGroupBytes, "maxGroupBytes");
    requirePositive(maxQueuedRows, "maxQueuedRows");
    requirePositive(maxQueuedBytes, "maxQueuedBytes");
    requirePositive(commitTimeout.toMillis(), "commitTimeout");
    requirePositive(idempotencyWindow.toMillis(), "idempotencyWindow");
    requirePositive(partitionDaysAhead, "partitionDaysAhead");
    requirePositive(maintenanceInterval.toMillis(), "maintenanceInterval");
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive but is " + value);
    }
  }
}
