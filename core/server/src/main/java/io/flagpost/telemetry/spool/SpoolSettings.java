package io.flagpost.telemetry.spool;

import java.nio.file.Path;

/**
 * Where the spool is and how much it takes.
 *
 * @param folder where it keeps its files; made if it is not there
 * @param maxBytes most data of records that are held
 * @param minFreeBytes how much room is left to others on the disk
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
