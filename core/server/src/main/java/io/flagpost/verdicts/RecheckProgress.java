package io.flagpost.verdicts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a re-check is.
 *
 * @param records how many records were looked at
 * @param reached when the last one of them was received; null before the first
 */
public record RecheckProgress(long records, @Nullable Instant reached) {}
