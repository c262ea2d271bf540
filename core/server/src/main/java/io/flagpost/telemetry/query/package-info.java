/**
 * Reads records back for the read API: filters, pages and walks that miss nothing.
 *
 * <p>{@code ReadFilters} turns parameters into a filter or into errors, {@code TelemetryReader}
 * turns a filter into a page; {@code CommitHorizon} tells it how far a walk may go, {@code Days}
 * which partitions it needs. An answer's size and the number of answers in memory are bounded.
 *
 * <p>{@code StoredRecords} reads whole records, of all environments, for the checks that run later.
 *
 * <p>Called by {@code http} on an event loop; answers there.
 */
@NullMarked
package io.flagpost.telemetry.query;

import org.jspecify.annotations.NullMarked;
