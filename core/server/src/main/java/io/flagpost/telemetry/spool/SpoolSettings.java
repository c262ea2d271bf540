package io.flagpost.telemetry.spool;

import java.nio.file.Path;

/**
 * The settings of the spool.
 *
 * @param folder where it keeps its files; made if it is not there
 * @param maxBytes the most bytes of records that it holds
 * @param minFreeBytes how many bytes of the disk it leaves free
 * @param maxWaitingRecords records that may wait for a sync before new ones are refused
 * @param maxWaitingBytes bytes that may wait, about
 */
public record SpoolSettings(
    Path folder, long maxBytes, long minFreeBytes, int maxWaitingRecords, long maxWaitingBytes) {

  public SpoolSettings {
    if (maxBytes < 0 || minFreeBytes < 0) {
      throw new IllegalArgumentException("A size is not negative");
    }
    if (maxWaitingRecords <= 0 || maxWaitingBytes <= 0) {
      throw new IllegalArgumentException("The waiting room must be positive");
    }
  }
}
