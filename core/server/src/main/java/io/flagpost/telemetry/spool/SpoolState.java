package io.flagpost.telemetry.spool;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the spool.
 *
 * @param usable whether it could be opened and written to when that was last tried
 * @param records how many records it holds
 * @param bytes how much data they are
 * @param room how many more bytes it had room for when it last looked
 * @param oldest when the oldest of them was received; null if there is none
 * @param refused how many more it holds that PostgreSQL refuses for good
 * @param unreadable how many records were found damaged since the start, at least
 * @param damagedFolders how many damaged folders were set aside
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
}
