package io.flagpost.registry;

import java.time.Duration;

/**
 * The freshness and size of the registry's memory.
 *
 * @param refreshInterval how often the reference data is read again, regardless of announcements
 * @param lookupTtl how long a found license or activation counts as current
 * @param unknownTtl how long one that was not found stays unknown; at most {@code lookupTtl}
 * @param knownCapacity how many licenses, and how many activations, are remembered
 * @param unknownCapacity how many license keys, and activations, are remembered as unknown
 * @param batchSize how many keys one query asks for at most
 * @param maxWaiting how many different keys of a kind may wait for their query
 * @param queryTimeout how long PostgreSQL may take to answer
 * @param probeInterval how long look-ups fail at once after a failure, before the next attempt
 */
public record RegistrySettings(
    Duration refreshInterval,
    Duration lookupTtl,
    Duration unknownTtl,
    int knownCapacity,
    int unknownCapacity,
    int batchSize,
    int maxWaiting,
    Duration queryTimeout,
    Duration probeInterval) {

  public RegistrySettings {
    positive(refreshInterval, "refreshInterval");
    positive(lookupTtl, "lookupTtl");
    positive(unknownTtl, "unknownTtl");
    positive(queryTimeout, "queryTimeout");
    positive(probeInterval, "probeInterval");
    positive(knownCapacity, "knownCapacity");
    positive(unknownCapacity, "unknownCapacity");
    positive(batchSize, "batchSize");
    positive(maxWaiting, "maxWaiting");
    if (unknownTtl.compareTo(lookupTtl) > 0) {
      throw new IllegalArgumentException("unknownTtl is longer than lookupTtl");
    }
  }

  /** The defaults for a node of any usual size. */
  public static RegistrySettings defaults() {
    return new RegistrySettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        100_000,
        20_000,
        1_000,
        20_000,
        Duration.ofSeconds(2),
        Duration.ofSeconds(1));
  }

  /** The defaults, except for what an operator can set. */
  public static RegistrySettings of(Duration ttl, int knownCapacity, int unknownCapacity) {
    RegistrySettings defaults = defaults();
    Duration unknownTtl = ttl.compareTo(defaults.unknownTtl) < 0 ? ttl : defaults.unknownTtl;
    return new RegistrySettings(
        ttl,
        ttl,
        unknownTtl,
        knownCapacity,
        unknownCapacity,
        defaults.batchSize,
        defaults.maxWaiting,
        defaults.queryTimeout,
        defaults.probeInterval);
  }

  private static void positive(Duration value, String name) {
    if (value.toMillis() <= 0) {
      throw new IllegalArgumentException(name + " is under a millisecond");
    }
  }

  private static void positive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is not positive");
    }
  }
}
