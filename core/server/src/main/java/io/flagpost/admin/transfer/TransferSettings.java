package io.flagpost.admin.transfer;

import java.time.Duration;

/**
 * The resources of imports and exports.
 *
 * @param importLimit the largest import, in bytes after decompression
 * @param atOnce how many imports may run at the same time, and how many exports
 * @param batchRows how many rows go to or come from the database at a time
 * @param queueBytes how many bytes of a request may be queued before its client is paused
 * @param patience how long a client may neither send nor receive anything
 */
public record TransferSettings(
    long importLimit, int atOnce, int batchRows, int queueBytes, Duration patience) {

  /** The values of the shipped configuration. */
  public static final TransferSettings DEFAULTS =
      new TransferSettings(2L << 30, 2, 2_000, 1 << 20, Duration.ofMinutes(1));

  public TransferSettings {
    if (importLimit < 1 || atOnce < 1 || batchRows < 1 || queueBytes < 1) {
      throw new IllegalArgumentException("Limits must be positive");
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("The patience must be positive");
    }
  }

  /** The same with another limit for imports. */
  public TransferSettings withImportLimit(long bytes) {
    return new TransferSettings(bytes, atOnce, batchRows, queueBytes, patience);
  }
}
