package io.flagpost.telemetry.spool;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the spool is.
 *
 * @param usable whether it could be opened and written to when that was last tried
 * @param records how many records it holds
 * @param bytes how much data they are
 * @param room how many bytes it took more when it last looked
 * @param oldest when the oldest of them was received; null if there is none
 * @param refused how many more it holds that PostgreSQL does not take whatever is done
 * @param unreadable how many records were found damaged since the start, at least
 * @param damagedFolders how many folders are there that were set aside for their damage
 */
public record SpoolState(
    boolean usable,
    long records,
    long bytes,
    long room,
    @Nullable Instant oldest,
    long refused,
    long unreadable,
    int damagedFolders) {

  static final SpoolState UNOPENED = new SpoolState(false, 0, 0, 0, null, 0, 0, 0);

  /** Whether an operator has to look: something was damaged or refused, or nothing can be kept. */
  public boolean isDegraded() {
    return !usable || refused > 0 || unreadable > 0 || damagedFolders > 0;
  }
}
