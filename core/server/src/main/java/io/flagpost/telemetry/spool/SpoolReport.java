package io.flagpost.telemetry.spool;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A summary of a spool's folder.
 *
 * @param records how many records wait to be replayed
 * @param bytes how much data they are, with those that are refused
 * @param oldest when the oldest of them was received; null if there is none
 * @param newest the same of the newest
 * @param refused how many more PostgreSQL refused for good
 * @param damaged the folders that were set aside, with the result of their recovery; null if they
 *     have not been searched yet
 */
public record SpoolReport(
    long records,
    long bytes,
    @Nullable Instant oldest,
    @Nullable Instant newest,
    long refused,
    Map<Path, @Nullable String> damaged) {}
