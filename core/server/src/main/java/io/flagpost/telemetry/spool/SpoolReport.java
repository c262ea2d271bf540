package io.flagpost.telemetry.spool;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a spool's folder holds, as seen from outside.
 *
 * @param records how many records wait to be replayed
 * @param bytes how much data they are, with those that are refused
 * @param oldest when the oldest of them was received; null if there is none
 * @param newest the same of the newest
 * @param refused how many more PostgreSQL did not take whatever was done
 * @param damaged the folders that were set aside, with what became of their records; null if they
 *     have not been searched yet
 */
public record SpoolReport(
    long records,
    long bytes,
    @Nullable Instant oldest,
    @Nullable Instant newest,
    long refused,
    Map<Path, @Nullable String> damaged) {}
